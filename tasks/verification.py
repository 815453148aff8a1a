"""Checking that nothing in the ledger was altered."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from tasks import evidence, ledger
from tasks.models import Assignment, Chain, Entry, Evidence, Plan
from tasks.models.assignment import POSITION_FIELDS


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing found wrong: its plan, the entry's number (0 = none), a stable code, what was found."""

    plan: str
    n: int
    code: str
    detail: str


def _nothing(done: int) -> None:
    """Progress that nobody watches."""


def verify(plan: Plan, progress: Callable[[int], None] = _nothing) -> Fault | None:
    """Walks the plan's chain from its first entry and gives the first fault, or None.

    Checks numbering without gaps, every link, every hash, the head, the position of every assignment against
    its newest entry, and the evidence (rows and files) against what the entries say. `progress` gets the
    number of entries walked so far.
    """
    return _chain_fault(plan, progress) or _position_fault(plan) or _evidence_fault(plan)


def _chain_fault(plan: Plan, progress: Callable[[int], None]) -> Fault | None:
    n, last_hash = 0, ledger.GENESIS
    for entry in Entry.objects.filter(plan=plan).order_by("n").iterator(chunk_size=2000):
        n += 1
        if problem := _entry_problem(entry, n, last_hash):
            return Fault(plan.slug, n, *problem)
        last_hash = entry.hash
        progress(n)
    head = Chain.objects.filter(plan=plan).values_list("n", "hash").first()
    if head != (n, last_hash) and (n or head is not None):
        return Fault(plan.slug, n + 1, "cut", f"the chain's head is {head}, the last entry found is {n}")
    return None


def _entry_problem(entry: Entry, n: int, last_hash: str) -> tuple[str, str] | None:
    if entry.n != n:
        return "missing", f"entry {n} is missing; the next one found is {entry.n}"
    if entry.previous_hash != last_hash:
        return "broken_link", f"it does not continue entry {n - 1}"
    if ledger.digest(entry) != entry.hash:
        return "altered", "its content does not give its hash"
    return None


def _position_fault(plan: Plan) -> Fault | None:
    newest = Entry.objects.filter(assignment=OuterRef("pk")).order_by("-n")
    duties = Assignment.objects.filter(plan=plan).annotate(
        entry_n=Subquery(newest.values("n")[:1]),
        **{f"entry_{name}": Subquery(newest.values(name)[:1]) for name in POSITION_FIELDS},
    )
    for duty in duties.select_related("agency", "plan", "measure__task").iterator(chunk_size=500):
        wrong = [name for name in POSITION_FIELDS if getattr(duty, name) != getattr(duty, f"entry_{name}")]
        if wrong:
            fields = ", ".join(wrong)
            return Fault(
                plan.slug, duty.entry_n or 0, "position", f"{ledger.subject_of(duty)}: {fields} differs"
            )
    return None


def _evidence_fault(plan: Plan) -> Fault | None:
    said = {
        n: sorted(evidence.identity(item) for item in details["evidence"])
        for n, details in Entry.objects.filter(plan=plan)
        .values_list("n", "details")
        .iterator(chunk_size=2000)
        if details.get("evidence")
    }
    kept: dict[int, list[tuple]] = {}
    rows = Evidence.objects.filter(entry__plan=plan).annotate(n=F("entry__n")).order_by("n", "pk")
    for row in rows.iterator(chunk_size=500):
        kept.setdefault(row.n, []).append(evidence.identity(evidence.describe(row)))
        if row.sha256 and _file_hash(row.sha256) != row.sha256:
            return Fault(plan.slug, row.n, "evidence_file", f"the file {row.name} is missing or altered")
    for n in sorted(said.keys() | kept.keys()):
        if said.get(n, []) != sorted(kept.get(n, [])):
            return Fault(plan.slug, n, "evidence", "its evidence differs from what the entry says")
    return None


def _file_hash(sha256: str) -> str | None:
    try:
        with evidence.path_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
