"""Checking that nothing in the ledger was altered."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from reformtracker.lib.canonical import as_text
from reformtracker.lib.snapshot import snapshot
from tasks import attached, evidence, ledger, walking
from tasks.enums import Move, PlanState
from tasks.hashing import GENESIS, Row, hash_of_row
from tasks.models import Assignment, Chain, Entry, Evidence, Plan
from tasks.models.assignment import ISSUED_FIELDS, POSITION_FIELDS
from tasks.rounds.derivation import first_difference

FILES_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing found wrong: its plan, the entry's number (0 = none), a stable code, what was found."""

    plan: str
    n: int
    code: str
    detail: str


# Nobody owes anything under them.
WITHOUT_A_LEDGER = frozenset({PlanState.DRAFT, PlanState.RECORD})


def _nothing(done: int) -> None:
    """Progress that nobody watches."""


def verify(plan: Plan, progress: Callable[[int], None] = _nothing) -> Fault | None:
    """Walks the plan's chain from its first entry and gives the first fault, or None.

    Checks numbering without gaps, every link, every hash, the head, the slips, the readings and the evidence
    against what the entries say, every assignment against its first and its newest entry, the returns of
    rounds, and the evidence files. Memory does not grow with the ledger. `progress` gets the number of
    entries walked so far, every few thousand of them and between files; it may write, and may raise in order
    to stop. A draft, and a plan kept on record, has no chain and holds.
    """
    if plan.state in WITHOUT_A_LEDGER and not Chain.objects.filter(plan=plan).exists():
        return _chain_fault(plan, progress)
    with walking.uncollected():
        if fault := _chain_fault(plan, progress):
            return fault
    with snapshot():
        if fault := _strange_fault(plan) or _position_fault(plan) or _return_fault(plan):
            return fault
    return _file_fault(plan, progress)


def _chain_fault(plan: Plan, progress: Callable[[int], None]) -> Fault | None:
    """The head is read before the entries: what is written meanwhile comes behind it."""
    head = Chain.objects.filter(plan=plan).values_list("n", "hash", "at").first()
    n, last_hash, last_at = 0, GENESIS, None
    for rows in walking.batches(plan.pk, 0, head[0] if head else walking.LAST):
        for row in rows:
            n += 1
            if problem := _row_problem(row, n, last_hash):
                return Fault(plan.slug, n, *problem)
            last_hash = row.hash
        last_at = rows[-1].at
        if found := attached.first_problem(rows):
            return Fault(plan.slug, *found)
        progress(n)
    if head is None and not n and plan.state in WITHOUT_A_LEDGER:
        return None
    if head is None or head[:2] != (n, last_hash):
        return Fault(plan.slug, n + 1, "cut", f"the chain's head is {head}, the last entry found is {n}")
    if (head[2] and as_text(head[2])) != last_at:
        return Fault(plan.slug, n, "head", f"the chain's head is of {head[2]}, its last entry of {last_at}")
    return _beyond_fault(plan, n)


def _beyond_fault(plan: Plan, n: int) -> Fault | None:
    """Entries behind the head that was read are either newer than it or put in past the chain."""
    with snapshot():
        newest = Entry.objects.filter(plan=plan).order_by("-n").values_list("n", flat=True).first() or 0
        if newest > (Chain.objects.filter(plan=plan).values_list("n", flat=True).first() or 0):
            return Fault(plan.slug, n + 1, "cut", f"there are entries up to {newest} behind the chain's head")
    return None


def _row_problem(row: Row, n: int, last_hash: str) -> tuple[str, str] | None:
    if row.n != n:
        return "missing", f"entry {n} is missing; the next one found is {row.n}"
    if row.previous_hash != last_hash:
        return "broken_link", f"it does not continue entry {n - 1}"
    if hash_of_row(row) != row.hash:
        return "altered", "its content does not give its hash"
    return None


def _strange_fault(plan: Plan) -> Fault | None:
    """An entry under this plan whose duty belongs to another one, or the other way round."""
    here, elsewhere = Entry.objects.filter(plan=plan), Entry.objects.filter(assignment__plan=plan)
    for strange in (here.exclude(assignment__plan=plan), elsewhere.exclude(plan=plan)):
        for n in strange.order_by("n").values_list("n", flat=True)[:1]:
            return Fault(plan.slug, n, "position", "its duty belongs to another plan")
    return None


def _position_fault(plan: Plan) -> Fault | None:
    own = Entry.objects.filter(assignment=OuterRef("pk"))
    newest, issue = own.order_by("-n"), own.filter(move=Move.ISSUE).order_by("n")
    duties = Assignment.objects.filter(plan=plan).annotate(
        entry_n=Subquery(newest.values("n")[:1]),
        issue_n=Subquery(issue.values("n")[:1]),
        issued=Subquery(issue.values("details")[:1]),
        **{f"entry_{name}": Subquery(newest.values(name)[:1]) for name in POSITION_FIELDS},
    )
    for duty in duties.select_related("agency", "plan", "measure__task").iterator(chunk_size=500):
        wrong = [name for name in POSITION_FIELDS if getattr(duty, name) != getattr(duty, f"entry_{name}")]
        if fixed := _changed_since_issue(duty):
            return _differs(plan, duty, duty.issue_n or 0, fixed)
        if wrong:
            return _differs(plan, duty, duty.entry_n or 0, wrong)
    return None


def _changed_since_issue(duty: Assignment) -> list[str]:
    """The fields that no move changes and that are not as the first entry says."""
    issued = getattr(duty, "issued", None) or {}
    return [name for name in ISSUED_FIELDS if issued.get(name) != ledger.plain(getattr(duty, name))]


def _differs(plan: Plan, duty: Assignment, n: int, names: list[str]) -> Fault:
    return Fault(plan.slug, n, "position", f"{ledger.subject_of(duty)}: {', '.join(names)} differs")


def _return_fault(plan: Plan) -> Fault | None:
    found = first_difference(plan)
    return Fault(plan.slug, found[0], "return", found[1]) if found else None


def _file_fault(plan: Plan, progress: Callable[[int], None]) -> Fault | None:
    """One file may support many entries and is read once; the earliest entry with a bad one is named."""
    bad: list[Evidence] = []
    total, last = Chain.objects.filter(plan=plan).values_list("n", flat=True).first() or 0, ""
    files = Evidence.objects.filter(entry__plan=plan).exclude(sha256="").order_by("sha256")
    named = files.values_list("sha256", flat=True).distinct()
    while some := list(named.filter(sha256__gt=last)[:FILES_AT_A_TIME]):
        for sha256 in some:
            if _file_hash(sha256) != sha256:
                bad += files.filter(sha256=sha256).select_related("entry").order_by("entry__n")[:1]
        last = some[-1]
        progress(total)
    for row in sorted(bad, key=lambda row: row.entry.n)[:1]:
        return Fault(plan.slug, row.entry.n, "evidence_file", f"the file {row.name} is missing or altered")
    return None


def _file_hash(sha256: str) -> str | None:
    try:
        with evidence.path_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
