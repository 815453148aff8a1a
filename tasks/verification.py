"""Checking that nothing in the ledger was altered."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tasks import evidence, ledger
from tasks.enums import Move, PlanState
from tasks.models import Assignment, Chain, Entry, Evidence, Plan, Reading, Slip
from tasks.models.assignment import ISSUED_FIELDS, POSITION_FIELDS
from tasks.rounds.derivation import first_difference
from tasks.targets import readings


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

    Checks numbering without gaps, every link, every hash, the head, every assignment against its first and
    its newest entry, and the slips, the readings, the evidence (rows and files) and the returns of rounds
    against what the entries say. `progress` gets the number of entries walked so far. A draft, and a plan
    kept on record, has no chain and holds.
    """
    if plan.state in WITHOUT_A_LEDGER and not Chain.objects.filter(plan=plan).exists():
        return _chain_fault(plan, progress)
    checks = (_position_fault, _slip_fault, _evidence_fault, _reading_fault, _return_fault)
    return _chain_fault(plan, progress) or next((fault for check in checks if (fault := check(plan))), None)


def _chain_fault(plan: Plan, progress: Callable[[int], None]) -> Fault | None:
    n, last_hash, last_at = 0, ledger.GENESIS, None
    for entry in Entry.objects.filter(plan=plan).order_by("n").iterator(chunk_size=2000):
        n += 1
        if problem := _entry_problem(entry, n, last_hash):
            return Fault(plan.slug, n, *problem)
        last_hash, last_at = entry.hash, entry.at
        progress(n)
    head = Chain.objects.filter(plan=plan).values_list("n", "hash", "at").first()
    if head is None and not n and plan.state in WITHOUT_A_LEDGER:
        return None
    if head is None or head[:2] != (n, last_hash):
        return Fault(plan.slug, n + 1, "cut", f"the chain's head is {head}, the last entry found is {n}")
    if head[2] != last_at:
        return Fault(plan.slug, n, "head", f"the chain's head is of {head[2]}, its last entry of {last_at}")
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


def _slip_fault(plan: Plan) -> Fault | None:
    kept = {
        slip.entry_id: (slip.assignment_id, slip.colour, slip.reply_by.isoformat())
        for slip in Slip.objects.filter(entry__plan=plan)
    }
    said = Entry.objects.filter(plan=plan, move=Move.ESCALATE).order_by("n")
    for entry in said.only("n", "assignment_id", "details").iterator(chunk_size=2000):
        words = (entry.assignment_id, entry.details.get("colour"), entry.details.get("reply_by"))
        if kept.pop(entry.pk, None) != words:
            return Fault(plan.slug, entry.n, "slip", "its slip differs from what the entry says")
    for n in Entry.objects.filter(pk__in=kept).order_by("n").values_list("n", flat=True)[:1]:
        return Fault(plan.slug, n, "slip", "it has a slip of which it says nothing")
    return None


def _return_fault(plan: Plan) -> Fault | None:
    found = first_difference(plan)
    return Fault(plan.slug, found[0], "return", found[1]) if found else None


def _evidence_fault(plan: Plan) -> Fault | None:
    said = {
        n: sorted(evidence.identity(item) for item in details["evidence"])
        for n, details in Entry.objects.filter(plan=plan)
        .values_list("n", "details")
        .iterator(chunk_size=2000)
        if details.get("evidence")
    }
    kept: dict[int, list[tuple]] = {}
    for row in _evidence_of(plan):
        kept.setdefault(row.entry.n, []).append(evidence.identity(evidence.describe(row)))
    for n in sorted(said.keys() | kept.keys()):
        if said.get(n, []) != sorted(kept.get(n, [])):
            return Fault(plan.slug, n, "evidence", "its evidence differs from what the entry says")
    return _file_fault(plan)


def _reading_fault(plan: Plan) -> Fault | None:
    """The rows against the entries that report them; values out of documents have no entry."""
    entries = Entry.objects.filter(plan=plan, details__has_key="readings").values_list("n", "details")
    told = {n: list(details["readings"]) for n, details in entries.iterator(chunk_size=2000)}
    kept: dict[int, list[dict]] = {}
    rows = Reading.objects.filter(entry__plan=plan).select_related("entry", "jurisdiction")
    for row in rows.order_by("entry__n", "pk").iterator(chunk_size=2000):
        entry = row.entry
        assert entry is not None  # asked for by its plan
        genuine = (row.at, row.wall_at, row.by_id) == (entry.at, entry.wall_at, entry.actor_id)
        kept.setdefault(entry.n, []).append(readings.said(row) if genuine else {})
    for n in sorted(told.keys() | kept.keys()):
        if told.get(n, []) != kept.get(n, []):
            return Fault(plan.slug, n, "reading", "its readings differ from what the entry says")
    return None


def _evidence_of(plan: Plan) -> Iterator[Evidence]:
    rows = Evidence.objects.filter(entry__plan=plan).select_related("entry").order_by("entry__n", "pk")
    return rows.iterator(chunk_size=500)


def _file_fault(plan: Plan) -> Fault | None:
    whole: set[str] = set()  # one file may support many entries; it is read once
    for row in _evidence_of(plan):
        if row.sha256 and row.sha256 not in whole:
            if _file_hash(row.sha256) != row.sha256:
                return Fault(
                    plan.slug, row.entry.n, "evidence_file", f"the file {row.name} is missing or altered"
                )
            whole.add(row.sha256)
    return None


def _file_hash(sha256: str) -> str | None:
    try:
        with evidence.path_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
