"""One run of the reminders: what there is to tell, to whom, without what they know, in one digest a kind."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Q

from reformtracker.lib import clock
from tasks.enums import CLOSED_STATES
from tasks.models import Notification, Plan, Reminder
from tasks.reminders import findings, ladder
from tasks.reminders.delivering import Told, deliver, wanted
from tasks.reminders.findings import Finding
from tasks.reminders.kinds import place
from tasks.reminders.readers import Reader, Readers
from tasks.reminders.wishes import Wishes

NOBODY = "nobody"
Pair = tuple[Reader, Finding]


@dataclass(slots=True)
class Outcome:
    """What a run told, or with `dry` would tell; `unread` are the bodies for which nobody reads."""

    at: dt.datetime
    told: list[Told]
    unread: set[str]
    written: list[Notification] = field(default_factory=list)


def run(*, plan: Plan | None = None, dry: bool = False) -> Outcome:
    """Tells everybody what the portal's day asks for and has not told; may be repeated at any time."""
    at = clock.now()
    readers, sent = Readers(), _sent()
    found = findings.all_of(at.date(), plan)
    pairs, unread = _addressed(found, readers)
    about_bodies = list(_about_bodies(unread, readers, at.date()))
    news = [pair for pair in _merged([*pairs, *about_bodies]) if _is_news(pair, sent)]
    told = wanted(news, Wishes())
    outcome = Outcome(at, told, {finding.body for finding in unread})
    if not dry and told:
        outcome.written = deliver(told, at)
    return outcome


def _sent() -> dict[int, set[str]]:
    """By person, the keys of what was told and could still be told again; one query."""
    open_duty = Q(assignment__isnull=False) & ~Q(assignment__state__in=CLOSED_STATES)
    of_round = Q(assignment=None, round__isnull=False, round__closed_at=None)
    rows = Reminder.objects.filter(open_duty | of_round | Q(assignment=None, round=None))
    sent: dict[int, set[str]] = defaultdict(set)
    for user, key in rows.order_by().values_list("user", "key"):
        sent[user].add(key)
    return sent


def _addressed(found: Iterable[Finding], readers: Readers) -> tuple[list[Pair], list[Finding]]:
    """Each finding with each of its readers, and the findings without any."""
    pairs: list[Pair] = []
    unread: list[Finding] = []
    for finding in found:
        people = readers.of(finding.agency, finding.place, finding.plan_place)
        pairs += [(reader, finding) for reader in people]
        if not people:
            unread.append(finding)
    return pairs, unread


def _about_bodies(unread: list[Finding], readers: Readers, today: dt.date) -> Iterator[Pair]:
    """One line a month for the secretariat about each body without readers, under what presses most."""
    by_body: dict[str, list[Finding]] = defaultdict(list)
    for finding in unread:
        by_body[finding.body].append(finding)
    for body, of_body in sorted(by_body.items()):
        first = min(of_body, key=lambda finding: place(finding.kind))
        line = replace(
            first,
            key=f"{NOBODY}:{body}:{today:%Y-%m}",
            said={NOBODY: body, "count": len(of_body)},
            subject=f"nobody reads for {body}",
            assignment=None,
            round=None,
            step=None,
        )
        yield from ((reader, line) for reader in readers.secretariat)


def _merged(pairs: Iterable[Pair]) -> list[Pair]:
    """What one person gets under one key for several bodies is one thing: what is owed is added up."""
    found: dict[tuple[int, str], Pair] = {}
    for reader, finding in pairs:
        at = (reader.pk, finding.key)
        if at in found and "owed" in finding.said:
            earlier = found[at][1]
            finding = replace(
                earlier, said=earlier.said | {"owed": earlier.said["owed"] + finding.said["owed"]}
            )
        found[at] = (reader, finding)
    return list(found.values())


def _is_news(pair: Pair, sent: dict[int, set[str]]) -> bool:
    reader, finding = pair
    known = sent.get(reader.pk, set())
    if finding.step is None or finding.assignment is None:
        return finding.key not in known
    due_on = dt.date.fromisoformat(finding.said["due_on"])
    return ladder.is_news(finding.step, finding.assignment, due_on, known)
