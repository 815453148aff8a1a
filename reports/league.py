"""The agencies side by side: what each holds, how it stands, when it last reported."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agencies.enums import AgencyKind
from agencies.models import Agency, Succession, User
from agencies.permissions import within_sight
from reports.board import Board, kept
from reports.dashboard_charts import strip
from reports.dashboards import Group, by_agency
from tasks.enums import STANDING_ORDER, Standing

SORTS: dict[str, Callable[[Group], Any]] = {
    "name": lambda group: group.first.body,
    "leads": lambda group: group.figures.leads,
    "supporting": lambda group: group.figures.supporting,
    "reported": lambda group: group.figures.reported,
    "overdue": lambda group: group.figures.overdue,
    "reported_on": lambda group: group.figures.reported_on,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One agency of the league table, with the bar of its standings and the numbers in words."""

    group: Group
    bar: SafeString
    counts: list[tuple[str, int]]

    @classmethod
    def of(cls, group: Group) -> "Line":
        counts = group.figures.counts
        occurring = [Standing(kind) for kind in STANDING_ORDER if counts[kind]]
        return cls(group, strip(counts), [(str(kind.label), counts[kind]) for kind in occurring])


def lines(board: Board) -> list[Line]:
    """All agencies that hold duties of the board, in the order of the reference data."""
    return kept(
        board, f"league:{get_language()}", lambda: [Line.of(group) for group in by_agency(board.rows)]
    )


def league(every: Sequence[Line], *, kind: str = "", ordering: str = "") -> list[Line]:
    """The lines of a kind (empty: all) in the order asked for; who has no figure comes last."""
    chosen = [line for line in every if not kind or line.group.first.kind == kind]
    sort = SORTS.get(ordering.removeprefix("-"))
    if sort is None:
        return chosen
    known = [line for line in chosen if sort(line.group) is not None]
    known.sort(key=lambda line: sort(line.group), reverse=ordering.startswith("-"))
    return known + [line for line in chosen if sort(line.group) is None]


def kinds(every: Sequence[Line]) -> list[tuple[str, str]]:
    """The kinds that occur, with their labels, in the order of the vocabulary."""
    there = {line.group.first.kind for line in every}
    return [(kind.value, str(kind.label)) for kind in AgencyKind if kind.value in there]


def agencies_in_sight(user: User) -> QuerySet[Agency]:
    """Bodies of the user's own place, below it and above it; none for who has no business with plans."""
    return Agency.objects.filter(within_sight(user, "jurisdiction"))


@dataclass(frozen=True, slots=True)
class Passage:
    """Duties that went from or to another agency on a day."""

    other: Agency
    on: dt.date
    note: str


def passages(body: Agency) -> tuple[list[Passage], list[Passage]]:
    """The agencies before the body and those after it; one query."""
    found = Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
    rows = list(found.select_related("predecessor", "successor").order_by("on", "position"))
    before = [Passage(row.predecessor, row.on, row.note) for row in rows if row.successor_id == body.pk]
    after = [Passage(row.successor, row.on, row.note) for row in rows if row.predecessor_id == body.pk]
    return before, after
