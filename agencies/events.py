"""Access events: who came in, was refused, got a role, took something out or changed a setting.

One chain, like the ledger's: an event's hash is SHA-256 over a domain prefix and its canonical JSON, the
hash before it included. Whoever has to record an access and cannot must refuse the access: `record` raises.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from agencies.enums import EventKind, Outcome
from agencies.models import AccessEvent, EventChain, User
from reformtracker.lib import clock
from reformtracker.lib.canonical import canonical

ALGORITHM = "sha256-v1"
DOMAIN = b"reform-task-portal/access/v1\n"
HASHED_FIELDS = (
    "n", "kind", "outcome", "actor_id", "actor_label", "source", "subject", "details", "at", "wall_at",
    "algorithm", "previous_hash",
)  # fmt: skip
LABEL_LENGTH, SUBJECT_LENGTH, SOURCE_LENGTH = 160, 200, 64  # as in the model; PostgreSQL refuses longer ones
# What a database refuses in a text, and what would make a line read other than it is written.
UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BATCH = 2000
# Where the request that is being answered came from; services need not hand it on.
_asked_from: ContextVar[str] = ContextVar("access_events_asked_from", default="")


def record(
    kind: EventKind,
    *,
    by: User | None,
    subject: str = "",
    details: dict[str, Any] | None = None,
    outcome: Outcome = Outcome.DONE,
    source: str = "",
) -> AccessEvent:
    """Writes one event; `by=None` is the system, or somebody whom the portal does not know.

    `details` is plain JSON: texts, whole numbers, yes and no, null, lists and objects of these; anything else
    raises TypeError. `source` is by default the address of the request that is being answered (none in a job
    or a command). Takes the lock of the chain's head: call it last in a transaction, which it joins.
    """
    with transaction.atomic():
        chain = head()
        event = _next(chain, by)
        event.kind, event.outcome = EventKind(kind), Outcome(outcome)
        event.subject = _clean(subject)[:SUBJECT_LENGTH]
        event.source = _clean(source or _asked_from.get())[:SOURCE_LENGTH]
        event.details = _plain(details or {})
        event.hash = digest(event)
        event.save(force_insert=True)
        chain.n, chain.hash, chain.at = event.n, event.hash, event.at
        chain.save(update_fields=["n", "hash", "at"])
    return event


def head() -> EventChain:
    """The chain's head, locked until the transaction ends."""
    return EventChain.objects.select_for_update().get_or_create(pk=1)[0]


def _next(chain: EventChain, by: User | None) -> AccessEvent:
    """The event that follows the chain's head; what it tells of is still missing."""
    now = clock.now()
    return AccessEvent(
        n=chain.n + 1,
        actor=by,
        actor_label=_label(by),
        # The clock may be set back; the events never run backwards.
        at=max(now, chain.at) if chain.at else now,
        wall_at=clock.wall_now(),
        algorithm=ALGORITHM,
        previous_hash=chain.hash,
    )


def _label(by: User | None) -> str:
    """The office and the account, so that the event can be read when both have changed."""
    return _clean(f"{by.display_name_en or by.username} ({by.username})")[:LABEL_LENGTH] if by else ""


def digest(event: AccessEvent) -> str:
    """The hash that the event must carry."""
    said = {name: getattr(event, name) for name in HASHED_FIELDS}
    return hashlib.sha256(DOMAIN + canonical(said)).hexdigest()


def _clean(text: str) -> str:
    """A text as it is kept: NFC, and what no database or reader should meet replaced by a visible mark."""
    return unicodedata.normalize("NFC", UNCLEAN.sub("\ufffd", text))


def _plain(value: object) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _clean(str(value))
    if isinstance(value, dict):
        return {_clean(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    raise TypeError(f"an access event holds no {type(value).__name__}")


def source_of(request: HttpRequest) -> str:
    """The address that a request came from.

    Behind a proxy that is to be trusted (TRUST_PROXY) it is what that proxy wrote last into X-Forwarded-For;
    everything before it, and the whole header without such a proxy, is whatever the client liked to say.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


@contextmanager
def asked_from(source: str) -> Iterator[None]:
    """What is recorded inside came from that address; for whoever answers requests."""
    token = _asked_from.set(source)
    try:
        yield
    finally:
        _asked_from.reset(token)


@dataclass(frozen=True, slots=True)
class EventFault:
    """The first thing found wrong: the event's number (0 = none), a stable code, what was found."""

    n: int
    code: str
    detail: str


def _nothing(done: int) -> None:
    """Progress that nobody watches."""


def verify(progress: Callable[[int], None] = _nothing) -> EventFault | None:
    """Walks the events from the first that is still kept and gives the first fault, or None.

    Checks numbering without gaps, every link, every hash, that time never runs backwards, the head, and that
    what is gone was removed by retention: the newest such event names where the chain starts. `progress` gets
    the number of events walked so far.
    """
    while True:
        chain = EventChain.objects.filter(pk=1).first() or EventChain(pk=1)
        fault = _chain_fault(chain, progress) or _start_fault(chain)
        # Retention may have removed events between two questions; then the walk was of two states.
        if fault is None or not EventChain.objects.exclude(start_n=chain.start_n).exists():
            return fault


def _chain_fault(chain: EventChain, progress: Callable[[int], None]) -> EventFault | None:
    n, last_hash, last_at = chain.start_n, chain.start_hash, None
    for event in _events(chain.n):
        n += 1
        if problem := _event_problem(event, n, last_hash):
            return EventFault(n, *problem)
        if last_at and event.at < last_at:
            return EventFault(n, "backwards", f"it is of {event.at}, the event before it of {last_at}")
        last_hash, last_at = event.hash, event.at
        progress(n - chain.start_n)
    if (chain.n, chain.hash) != (n, last_hash):
        return EventFault(n + 1, "cut", f"the chain's head is event {chain.n}, the last one found is {n}")
    if last_at and chain.at != last_at:
        return EventFault(n, "head", f"the chain's head is of {chain.at}, its last event of {last_at}")
    return _tail_fault()


def _events(last: int) -> Iterator[AccessEvent]:
    """The events up to that number, a batch at a time.

    Between two batches no reading is open: on SQLite a listener that writes would be refused when somebody
    else has written since the reading began.
    """
    after = -1
    while some := list(AccessEvent.objects.filter(n__gt=after, n__lte=last).order_by("n")[:BATCH]):
        yield from some
        after = some[-1].n


def _event_problem(event: AccessEvent, n: int, last_hash: str) -> tuple[str, str] | None:
    if event.n != n:
        return "missing", f"event {n} is missing; the next one found is {event.n}"
    if event.previous_hash != last_hash:
        return "broken_link", f"it does not continue event {n - 1}"
    if event.algorithm != ALGORITHM:
        return "algorithm", f"nobody knows the algorithm {event.algorithm}"
    if digest(event) != event.hash:
        return "altered", "its content does not give its hash"
    return None


def _tail_fault() -> EventFault | None:
    """An event beyond the head; asked in one question, because the head moves on while one looks."""
    head = EventChain.objects.filter(pk=1).values("n")
    beyond = AccessEvent.objects.filter(n__gt=head).order_by("n").values_list("n", flat=True).first()
    return EventFault(beyond, "beyond", "it stands behind the chain's head") if beyond else None


def _start_fault(chain: EventChain) -> EventFault | None:
    if not chain.start_n:
        return None
    told = AccessEvent.objects.filter(kind=EventKind.RETENTION, outcome=Outcome.DONE).order_by("-n").first()
    if told and (told.details.get("up_to"), told.details.get("hash")) == (chain.start_n, chain.start_hash):
        return None
    return EventFault(chain.start_n, "removed", "no event of retention tells that it and all before are gone")
