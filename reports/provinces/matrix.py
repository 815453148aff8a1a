"""Places by tasks: pure functions from the duties handed out to cells, rows and figures.

A place answers with its own duties. Only where it holds none of a measure do those of the places below it
stand for it: a province that passed a measure on to its prefectures is then as good as they are.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from reformtracker.lib.bilingual import Bilingual
from reports.discipline import Line
from reports.provinces.reading import Duty, Handed, Local, Place
from tasks.enums import CLOSED_STATES, STANDING_ORDER, Standing
from tasks.queries import mean_of_means

RANK = {kind.value: place for place, kind in enumerate(STANDING_ORDER)}


@dataclass(frozen=True, slots=True)
class Column:
    """Measures that stand in one column: those of a task, or, `folded`, of a whole area."""

    key: str
    title_en: str
    title_zh: str
    area: int
    measures: tuple[Handed, ...]
    folded: bool = False

    title = Bilingual("title")
    other_title = Bilingual("title", other=True)


@dataclass(frozen=True)
class Cell:
    """How one place stands in the measures of one column; `duties` in the plan's order, never empty."""

    duties: tuple[Duty, ...]

    @cached_property
    def worst(self) -> Duty:
        """The duty with the worst standing; of several, the one due first."""
        return min(self.duties, key=lambda duty: (RANK[duty.kind], duty.due_on))

    @property
    def kind(self) -> str:
        return self.worst.kind

    @property
    def total(self) -> int:
        return len(self.duties)

    @cached_property
    def like_worst(self) -> int:
        """How many stand as the worst does."""
        return sum(duty.kind == self.kind for duty in self.duties)

    @cached_property
    def heard(self) -> int:
        """How many were ever reported on: the coverage of the percentage."""
        return sum(duty.reported_on is not None for duty in self.duties)

    @cached_property
    def verified(self) -> int:
        return sum(duty.is_verified for duty in self.duties)

    @cached_property
    def percent(self) -> int | None:
        """As the place says itself, 0-100: the mean over measures of the mean over those that reported."""
        if self.total == 1:
            return self.duties[0].said
        ordered = sorted(self.duties, key=lambda duty: duty.measure)
        said = groupby(ordered, key=lambda duty: duty.measure)
        return mean_of_means(
            [duty.percent for duty in own if duty.reported_on is not None] for _measure, own in said
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline counts of a place over the duties by which it answers; `returns` None: no round has asked."""

    duties: int
    heard: int
    verified: int
    counts: Counter[str]
    returns: Line | None = None

    @property
    def overdue(self) -> int:
        return self.counts[Standing.OVERDUE]

    @property
    def verified_share(self) -> float | None:
        """Percent verified of all duties; a place that never reported has no figure rather than a zero."""
        return 100 * self.verified / self.duties if self.heard else None

    @property
    def overdue_share(self) -> float | None:
        return 100 * self.overdue / self.duties if self.duties else None

    @property
    def on_time_share(self) -> float | None:
        """Percent of the returns owed that came in time; None while none was owed."""
        return self.returns.punctual if self.returns else None


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the matrix: a cell for each column (None: nothing was handed to it), and its figures."""

    place: Place
    cells: tuple[Cell | None, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places by columns on a day; the rows in the order of the places."""

    day: dt.date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def areas(self) -> list[tuple[int, list[Column]]]:
        """The columns of each area, for the upper line of the head."""
        return [(area, list(own)) for area, own in groupby(self.columns, key=lambda column: column.area)]

    @property
    def total(self) -> Figures:
        """Over all places: sums over sums, never a mean of percentages."""
        return added(row.figures for row in self.rows)

    @property
    def heard_places(self) -> int:
        """How many of the places that hold duties have reported on any."""
        return sum(row.figures.heard > 0 for row in self.rows)

    @property
    def asked_places(self) -> int:
        return sum(row.figures.duties > 0 for row in self.rows)


@dataclass(slots=True)
class _Held:
    """The duties of one place by measure: its own, and those of the places below."""

    own: dict[int, list[Duty]] = field(default_factory=dict)
    below: dict[int, list[Duty]] = field(default_factory=dict)

    def of(self, measures: Iterable[Handed]) -> tuple[Duty, ...]:
        return tuple(
            duty
            for measure in measures
            for duty in self.own.get(measure.measure) or self.below.get(measure.measure) or ()
        )


def columns_of(measures: Sequence[Handed], *, folded: frozenset[int] = frozenset()) -> tuple[Column, ...]:
    """A column for each task, or for each folded area, in the plan's order."""
    made: list[Column] = []
    for area, own in groupby(measures, key=lambda measure: measure.area):
        inside = list(own)
        if area in folded:
            first = inside[0]
            made.append(
                Column(f"{area}", first.area_title_en, first.area_title_zh, area, tuple(inside), folded=True)
            )
            continue
        for task, group in groupby(inside, key=lambda measure: measure.task):
            of_task = tuple(group)
            made.append(Column(task, of_task[0].title_en, of_task[0].title_zh, area, of_task))
    return tuple(made)


def matrix_of(
    local: Local,
    *,
    places: Sequence[Place] | None = None,
    columns: tuple[Column, ...] | None = None,
    returns: dict[int, Line] | None = None,
) -> Matrix:
    """The matrix of these places (by default the provinces) and columns (by default all tasks).

    The figures are over the columns shown; `returns` are those of the whole plan by place.
    """
    shown = local.provinces if places is None else places
    columns = columns_of(local.measures) if columns is None else columns
    lines = returns or {}
    held = held_by(local.duties, shown)
    rows = tuple(_row(place, held[place.path], columns, lines.get(place.pk)) for place in shown)
    return Matrix(local.day, columns, rows)


def held_by(duties: Iterable[Duty], places: Iterable[Place]) -> dict[str, _Held]:
    """The duties of each of the places, by path; none of the places may lie in another."""
    held = {place.path: _Held() for place in places}
    nearest: dict[str, str | None] = {}
    for duty in duties:
        if duty.place not in nearest:
            nearest[duty.place] = next((path for path in held if duty.place.startswith(path)), None)
        if path := nearest[duty.place]:
            kept = held[path].own if duty.place == path else held[path].below
            kept.setdefault(duty.measure, []).append(duty)
    return held


def _row(place: Place, held: _Held, columns: Iterable[Column], returns: Line | None) -> Row:
    cells = tuple(Cell(duties) if (duties := held.of(column.measures)) else None for column in columns)
    return Row(place, cells, figures_of((duty for cell in cells if cell for duty in cell.duties), returns))


def figures_of(duties: Iterable[Duty], returns: Line | None = None) -> Figures:
    """The headline counts of some duties."""
    found = list(duties)
    return Figures(
        duties=len(found),
        heard=sum(duty.reported_on is not None for duty in found),
        verified=sum(duty.is_verified for duty in found),
        counts=Counter(duty.kind for duty in found),
        returns=returns,
    )


def added(figures: Iterable[Figures]) -> Figures:
    """The sums over several places."""
    every = list(figures)
    returns = [one.returns for one in every if one.returns is not None]
    return Figures(
        duties=sum(one.duties for one in every),
        heard=sum(one.heard for one in every),
        verified=sum(one.verified for one in every),
        counts=sum((one.counts for one in every), Counter()),
        returns=sum(returns, Line()) if returns else None,
    )


def overdue(duties: Iterable[Duty]) -> list[Duty]:
    """Overdue duties, the longest overdue first."""
    late = [duty for duty in duties if duty.kind == Standing.OVERDUE]
    return sorted(late, key=lambda duty: duty.due_on)


def due_next(duties: Iterable[Duty]) -> list[Duty]:
    """Duties still open and not late, the soonest first."""
    coming = [duty for duty in duties if duty.state not in CLOSED_STATES and duty.kind != Standing.OVERDUE]
    return sorted(coming, key=lambda duty: duty.due_on)
