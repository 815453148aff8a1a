"""How one target stands: from a reading to its figure, the line to the target and the state. Pure.

The figure of a place is its newest reading; of an increase, what it lies above the baseline. See
tasks.target_totals for places together.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tasks.enums import Comparator, Direction, TargetKind, TargetState

# A value older than this on the day that is looked at is named as stale.
STALE_DAYS = 60
ADDED_UP = frozenset({TargetKind.SHARE, TargetKind.COUNT})


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target asks: kind, comparison and value, and the line from `baseline` on `start_on` to `due_on`.

    `value` None: only followed. `baseline` None: not known. `due_on` None: the text has no day and no period.
    """

    kind: str
    comparator: str
    value: Decimal | None
    value_to: Decimal | None = None
    direction: str = Direction.UP
    unit: str = ""
    baseline: Decimal | None = None
    start_on: dt.date | None = None
    due_on: dt.date | None = None
    cumulative: bool = False
    per_place: bool = False

    @property
    def is_by_place(self) -> bool:
        """Whether the target is judged place by place: no figure of them all stands for it."""
        return self.per_place or self.kind not in ADDED_UP


@dataclass(frozen=True, slots=True)
class Value:
    """One reading; `pk` orders those of one day. `out_of` and `named` (codes) come with a source's count."""

    place: int
    on: dt.date
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    pk: int = 0
    out_of: int | None = None
    named: tuple[str, ...] = ()
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure against its target: the state, the figure (None: none), its day, and the line on that day."""

    state: TargetState
    figure: Decimal | None = None
    on: dt.date | None = None
    line: Decimal | None = None


def newest(values: Iterable[Value], day: dt.date) -> dict[int, Value]:
    """By place the newest reading of a day up to `day`; of one day the one written last."""
    found: dict[int, Value] = {}
    for value in values:
        other = found.get(value.place)
        if value.on <= day and (other is None or (value.on, value.pk) > (other.on, other.pk)):
            found[value.place] = value
    return found


def start_of_rise(aim: Aim) -> Decimal | None:
    """What is taken off a value before it is held against the target; None: a rise whose start is unknown."""
    return aim.baseline if aim.kind == TargetKind.INCREASE else Decimal(0)


def measured(aim: Aim, value: Decimal) -> Decimal | None:
    """What is held against the target: of an increase what exceeds the baseline, None if that is unknown."""
    start = start_of_rise(aim)
    return None if start is None else value - start


def is_met(aim: Aim, figure: Decimal) -> bool:
    """Whether the figure is what the target asks; more than "equal to" is met in the good direction."""
    goal, comparator = aim.value, aim.comparator
    if goal is None:
        return False
    if aim.value_to is not None:
        return goal <= figure <= aim.value_to
    if comparator == Comparator.MORE:
        return figure > goal
    if comparator == Comparator.LESS:
        return figure < goal
    if comparator == Comparator.AT_MOST:
        return figure <= goal
    if comparator == Comparator.AT_LEAST or aim.direction == Direction.UP:
        return figure >= goal
    return figure <= goal


def start_of(aim: Aim) -> Decimal | None:
    """Where the line to the target begins: a rise at zero, everything else at its baseline."""
    if aim.baseline is None:
        return None
    return Decimal(0) if aim.kind == TargetKind.INCREASE else aim.baseline


def line_at(aim: Aim, day: dt.date) -> Decimal | None:
    """The straight line from the start to the target on that day; None where one of its ends is unknown."""
    start, goal = start_of(aim), aim.value
    if start is None or goal is None or aim.start_on is None or aim.due_on is None:
        return None
    span = (aim.due_on - aim.start_on).days
    elapsed = min(max((day - aim.start_on).days, 0), span)
    return goal if span <= 0 else start + (goal - start) * elapsed / span


def judge(aim: Aim, figure: Decimal | None, on: dt.date, day: dt.date) -> Standing:
    """How a figure of the day `on` stands on the day that is looked at; None: a rise without a baseline."""
    line = line_at(aim, on)
    return Standing(_state(aim, figure, line, day), figure, on, line)


def _state(aim: Aim, figure: Decimal | None, line: Decimal | None, day: dt.date) -> TargetState:
    if aim.value is None:
        return TargetState.FOLLOWED
    if figure is None:
        return TargetState.UNKNOWN
    if is_met(aim, figure):
        return TargetState.MET
    if aim.due_on and day > aim.due_on:
        return TargetState.SHORT
    if line is None:
        return TargetState.OPEN
    ahead = figure <= line if aim.value < (start_of(aim) or 0) else figure >= line
    return TargetState.ON_COURSE if ahead else TargetState.SHORT


def standing_of(aim: Aim, value: Value | None, day: dt.date) -> Standing:
    """How one place stands."""
    if value is None:
        return Standing(TargetState.NONE)
    return judge(aim, measured(aim, value.value), value.on, day)


def is_stale(value: Value, day: dt.date) -> bool:
    return (day - value.on).days > STALE_DAYS


def reached(aim: Aim, figure: Decimal | None) -> float | None:
    """How much of the way from the start (a baseline, else zero) to the target lies behind, 0 to 100.

    For drawing only; None where there is no figure, no target, or no way to measure.
    """
    goal = aim.value
    if figure is None or goal is None:
        return None
    if is_met(aim, figure):
        return 100.0
    way = _way(figure, goal, start_of(aim), aim.direction)
    return None if way is None else float(min(max(100 * way, Decimal(0)), Decimal(99)))


def _way(figure: Decimal, goal: Decimal, start: Decimal | None, direction: str) -> Decimal | None:
    if start is not None and start != goal:
        return (figure - start) / (goal - start)
    if direction == Direction.DOWN:  # twice the value that it should fall to: half way
        return goal / figure if figure > 0 else None
    return figure / goal if goal > 0 and figure <= goal else None
