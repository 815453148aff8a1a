"""What hangs on entries (slips, evidence, readings) against what the entries say of it; a batch at a time."""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from reformtracker.lib.canonical import as_text
from tasks import evidence
from tasks.enums import Move
from tasks.hashing import Row
from tasks.models import Evidence, Reading, Slip
from tasks.targets import readings

# The entry's number, a stable code, a sentence.
Problem = tuple[int, str, str]


def first_problem(rows: Sequence[Row]) -> Problem | None:
    """The first thing that hangs on one of these entries and is not as the entry says; three queries."""
    checks: tuple[Callable[[Sequence[Row]], Iterable[Problem]], ...] = (_slips, _evidence, _readings)
    found = [problem for check in checks for problem in check(rows)]
    return min(found, key=lambda problem: problem[0], default=None)


def _hanging(table: type, rows: Sequence[Row], *shown: str) -> QuerySet:
    """The table's rows that hang on these entries; those of other plans lie between them and are passed over.

    Asked for by the keys alone, which is one look into one index, however long the ledger.
    """
    keys = [row.id for row in rows]
    hanging: QuerySet = table.objects.filter(entry__gte=min(keys), entry__lte=max(keys))  # type: ignore[attr-defined]
    return hanging.values_list("entry_id", *shown) if shown else hanging


def _said(row: Row, name: str) -> Any:
    """What the details hold under a name; also of details that somebody made into something else."""
    return row.details.get(name) if isinstance(row.details, dict) else None


def _concerned(rows: Sequence[Row], kept: Container[int]) -> list[Row]:
    """Those that say anything in their details, or on which something hangs."""
    return [row for row in rows if row.details or row.id in kept]


def _slips(rows: Sequence[Row]) -> Iterable[Problem]:
    found = _hanging(Slip, rows, "assignment_id", "colour", "reply_by")
    kept = {key: (duty, colour, day.isoformat()) for key, duty, colour, day in found}
    for row in rows:
        if row.move == Move.ESCALATE:
            if kept.get(row.id) != (row.assignment_id, _said(row, "colour"), _said(row, "reply_by")):
                yield row.n, "slip", "its slip differs from what the entry says"
        elif row.id in kept:
            yield row.n, "slip", "it has a slip of which it says nothing"


def _evidence(rows: Sequence[Row]) -> Iterable[Problem]:
    kept: dict[int, list[tuple]] = {}
    for key, *piece in _hanging(Evidence, rows, *evidence.Piece.__slots__):
        kept.setdefault(key, []).append(tuple(piece))
    for row in _concerned(rows, kept):
        told = _said(row, "evidence") or []
        if (told or row.id in kept) and _identities(told) != sorted(kept.get(row.id, [])):
            yield row.n, "evidence", "its evidence differs from what the entry says"


def _identities(told: Any) -> list[tuple] | None:
    try:
        return sorted(evidence.identity(item) for item in told)
    except (KeyError, TypeError):
        return None  # somebody wrote something else there


def _readings(rows: Sequence[Row]) -> Iterable[Problem]:
    """The rows against the entries that report them; values out of documents have no entry."""
    by_key = {row.id: row for row in rows}
    kept: dict[int, list[dict]] = {}
    for reading in _hanging(Reading, rows).select_related("jurisdiction").order_by("entry_id", "pk"):
        if row := by_key.get(reading.entry_id):
            written = (as_text(reading.at), as_text(reading.wall_at), reading.by_id)
            genuine = written == (row.at, row.wall_at, row.actor_id)
            kept.setdefault(row.id, []).append(readings.said(reading) if genuine else {})
    for row in _concerned(rows, kept):
        told = _said(row, "readings") or []
        if (told or row.id in kept) and told != kept.get(row.id, []):
            yield row.n, "reading", "its readings differ from what the entry says"
