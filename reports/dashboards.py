"""The figures of the dashboards: pure functions over the duties of a board.

Percentages follow the rules of the reports (reports.kinds.progress), so that page and report say the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.board import Position
from reports.document import mean
from reports.kinds.progress import area_percent, planned, reported, verified
from tasks.enums import CLOSED_STATES, STANDING_ORDER, Role, Standing, State

SOON = dt.timedelta(days=30)
TROUBLED = (Standing.BEHIND, Standing.STALE, Standing.BLOCKED)


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline figures of some duties. Percentages are 0-100 with one decimal, None when nobody has a figure.

    `counts` (standing to number), `late_mean` (calendar days) and `soon` (due_by, within SOON) are over the
    duties that owe reports; `heard` of `leads` leads have reported; `done` of `measures` measures have only
    verified leads. Of a body that only carries measures out (`implements`) its own duties stand for leads.
    """

    tasks: int
    agencies: int
    measures: int
    done: int
    owing: int
    supporting: int
    leads: int
    heard: int
    reported: float | None
    planned: float | None
    verified: float | None
    counts: dict[str, int]
    late_mean: int | None
    soon: int
    soon_claimed: int
    reported_on: dt.date | None
    implements: bool = False

    @property
    def gap(self) -> float | None:
        """Percentage points before (positive) or behind (negative) the plan."""
        if self.reported is None or self.planned is None:
            return None
        return round(self.reported - self.planned, 1)

    @property
    def shortfall(self) -> float:
        return max(0.0, -(self.gap or 0.0))

    @property
    def overdue(self) -> int:
        return self.counts[Standing.OVERDUE]

    @property
    def on_track(self) -> int:
        return self.counts[Standing.ON_TRACK]

    @property
    def troubled(self) -> int:
        return sum(self.counts[kind] for kind in TROUBLED)

    @property
    def worst(self) -> str:
        """The worst standing that occurs; empty when no duty owes reports."""
        return next((kind for kind in STANDING_ORDER if self.counts[kind]), "")


def figures(rows: Sequence[Position]) -> Figures:
    """The headline figures of duties that stand in the plan's order; percentages are means over tasks."""
    owing, leads = [row for row in rows if row.owes], [row for row in rows if row.heads]
    implements = bool(owing) and not leads
    if implements:
        leads = [replace(row, role=Role.LEAD) for row in owing]
    measures = [list(own) for _key, own in groupby(leads, key=lambda row: (row.task, row.measure))]
    late = [row.late for row in owing if row.standing == Standing.OVERDUE]
    late_mean = mean(late)
    coming = due_by(owing, rows[0].day + SOON) if rows else []
    return Figures(
        tasks=len({row.task for row in rows}),
        agencies=len({row.agency for row in owing}),
        measures=len(measures),
        done=sum(all(row.is_verified for row in own) for own in measures),
        owing=len(owing),
        supporting=len(rows) - len(owing),
        leads=len(leads),
        heard=sum(row.percent is not None for row in leads),
        reported=rounded(area_percent(leads, reported)),
        planned=rounded(area_percent(leads, planned)),
        verified=rounded(area_percent(leads, verified)),
        counts=Counter(row.standing for row in owing),
        late_mean=None if late_mean is None else round(late_mean),
        soon=len(coming),
        soon_claimed=sum(row.state == State.CLAIMED for row in coming),
        reported_on=newest(row.reported_on for row in owing),
        implements=implements,
    )


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def newest(days: Iterable[dt.date | None]) -> dt.date | None:
    return max((day for day in days if day), default=None)


def overdue(rows: Iterable[Position]) -> list[Position]:
    """Overdue duties that owe reports, the longest overdue first."""
    late = [row for row in rows if row.owes and row.standing == Standing.OVERDUE]
    return sorted(late, key=lambda row: (-row.late, -row.late_original))


def due_by(rows: Iterable[Position], last: dt.date) -> list[Position]:
    """Duties that owe reports, are open and not late, and fall due on or before the day."""
    return [row for row in rows if row.owes and row.comes and row.due_on <= last]


def due_next(rows: Iterable[Position]) -> list[Position]:
    """Duties whose completion is still to be claimed before a due date to come, the soonest first."""
    coming = [row for row in rows if row.owes and row.comes and row.state != State.CLAIMED]
    return sorted(coming, key=lambda row: row.due_on)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task: `worst` is the lead with the worst standing; percentages as in Figures."""

    worst: Position
    leads: tuple[Position, ...]
    figures: Figures
    due_on: dt.date

    @property
    def reason(self) -> str:
        """Why the task stands as it does; names the lead where there are several."""
        return f"{self.worst.body}: {self.worst.reason}" if len(self.leads) > 1 else self.worst.reason


def task_lines(rows: Iterable[Position]) -> list[TaskLine]:
    """Every task that has a lead among the duties, in the plan's order; its date is its earliest open one."""
    leads = [row for row in rows if row.heads]
    return [_task_line(tuple(own)) for _task, own in groupby(leads, key=lambda row: row.task)]


def _task_line(leads: tuple[Position, ...]) -> TaskLine:
    worst = min(leads, key=lambda row: (STANDING_ORDER.index(row.standing), -row.late))
    pending = [row.due_on for row in leads if row.state not in CLOSED_STATES]
    due_on = min(pending) if pending else max(row.due_on for row in leads)
    bodies = {row.agency: row for row in leads}
    return TaskLine(worst, tuple(bodies.values()), figures(leads), due_on)


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that belong together (an area, an agency), with their figures; `first` names the group."""

    first: Position
    figures: Figures


def by_area(rows: Iterable[Position]) -> list[Group]:
    """The areas in the plan's order, over the duties that owe reports."""
    owing = [row for row in rows if row.owes]
    return [_group(list(own)) for _area, own in groupby(owing, key=lambda row: row.area)]


def by_agency(rows: Iterable[Position]) -> list[Group]:
    """The agencies that hold any of the duties, in the order of the reference data."""
    held: dict[str, list[Position]] = {}
    for row in rows:
        held.setdefault(row.agency, []).append(row)
    return sorted((_group(own) for own in held.values()), key=lambda group: group.first.body_position)


def _group(rows: list[Position]) -> Group:
    return Group(rows[0], figures(rows))
