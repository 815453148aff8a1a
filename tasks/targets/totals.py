"""The places of a target together: sums, shares, the range of levels, and whom they speak for. Pure as well.

A share is the sum of the numerators over the sum of the denominators, never a mean of percentages; a count is
the sum; levels and increases are not added up, their least, middle and greatest are given. A place without a
reading is missing, never zero; one that gave none lately keeps its newest value and is named as stale.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import median

from tasks.enums import Direction, TargetKind, TargetState
from tasks.targets.figures import (
    Aim,
    Standing,
    Value,
    is_stale,
    judge,
    line_at,
    newest,
    standing_of,
    start_of_rise,
)


@dataclass(frozen=True, slots=True)
class Total:
    """The places together. `figure` is a share or a sum; of levels `low`, `middle` and `high` stand for it.

    `given`, `missing`, `stale` and `partless` are places, in the order asked for; `partless` gave a
    percentage without its two numbers, which no sum can take in. `meeting` counts the places that meet the
    target. `national`: the value given for the whole, which then is the figure. Of rises without a baseline
    `low`, `middle` and `high` are the values themselves.
    """

    standing: Standing
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    middle: Decimal | None = None
    high: Decimal | None = None
    meeting: int = 0
    given: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    partless: tuple[int, ...] = ()
    national: Value | None = None
    places: Mapping[int, Standing] | None = None

    @property
    def figure(self) -> Decimal | None:
        return self.standing.figure

    @property
    def asked(self) -> int:
        return len(self.given) + len(self.missing)


def add_up(
    aim: Aim, values: Mapping[int, Value], places: Sequence[int], whole: int | None, day: dt.date
) -> Total:
    """The total of `places` on a day, from the newest value of each; `whole` is the plan's own place.

    A value of the whole is the figure of a target that not every place owes for itself.
    """
    own = {place: values[place] for place in places if place in values}
    each = {place: standing_of(aim, own.get(place), day) for place in places}
    shared = _Shared(
        given=tuple(own),
        missing=tuple(place for place in places if place not in own),
        stale=tuple(place for place, value in own.items() if is_stale(value, day)),
        meeting=sum(standing.state == TargetState.MET for standing in each.values()),
        places=each,
    )
    national = values.get(whole) if whole is not None and not aim.per_place else None
    if national is not None:
        told = (national.numerator, national.denominator)
        return shared.total(standing_of(aim, national, day), *told, national=national)
    if not own:
        return shared.total(Standing(TargetState.NONE))
    return _of_places(aim, own, shared, day)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a total says of its places, whatever its figure is."""

    given: tuple[int, ...]
    missing: tuple[int, ...]
    stale: tuple[int, ...]
    meeting: int
    places: Mapping[int, Standing]

    def total(
        self,
        standing: Standing,
        numerator: Decimal | None = None,
        denominator: Decimal | None = None,
        **more: object,
    ) -> Total:
        about = {name: getattr(self, name) for name in self.__slots__}
        return Total(standing, numerator, denominator, **about, **more)  # type: ignore[arg-type]


def _of_places(aim: Aim, own: Mapping[int, Value], shared: _Shared, day: dt.date) -> Total:
    on = max(value.on for value in own.values())
    if aim.kind == TargetKind.SHARE:
        return _share(aim, own, shared, on, day)
    if aim.kind == TargetKind.COUNT:
        total = sum((value.value for value in own.values()), Decimal(0))
        return shared.total(_judged(aim, total, shared, on, day))
    figures = [value.value - (start_of_rise(aim) or 0) for value in own.values()]
    ends = {"low": min(figures), "middle": Decimal(median(figures)), "high": max(figures)}
    return shared.total(_judged(aim, None, shared, on, day), **ends)


def _share(aim: Aim, own: Mapping[int, Value], shared: _Shared, on: dt.date, day: dt.date) -> Total:
    parts = [
        (value.numerator, value.denominator)
        for value in own.values()
        if value.numerator is not None and value.denominator is not None
    ]
    partless = tuple(place for place, value in own.items() if value.numerator is None)
    numerator = sum((over for over, _under in parts), Decimal(0))
    denominator = sum((under for _over, under in parts), Decimal(0))
    figure = percent(numerator, denominator) if parts else None
    standing = _judged(aim, figure, shared, on, day)
    if not parts:
        return shared.total(standing, partless=partless)
    return shared.total(standing, numerator, denominator, partless=partless)


def percent(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """100 × numerator / denominator, exact and then rounded to four places; None of nothing."""
    if not denominator:
        return None
    exact = Fraction(numerator) * 100 / Fraction(denominator)
    return Decimal(round(exact * 10_000)) / 10_000


def _judged(aim: Aim, figure: Decimal | None, shared: _Shared, on: dt.date, day: dt.date) -> Standing:
    if not aim.is_by_place:
        standing = judge(aim, figure, on, day)
        unsure = aim.kind == TargetKind.COUNT and shared.missing and standing.state in _UNSURE[aim.direction]
        return replace(standing, state=TargetState.OPEN) if unsure else standing
    states = {shared.places[place].state for place in shared.given}
    state = next((each for each in _WORST_FIRST if each in states), TargetState.OPEN)
    if shared.missing and state in (TargetState.MET, TargetState.ON_COURSE):
        state = TargetState.OPEN
    return Standing(state, figure, on, line_at(aim, on))


# What the sum of some places cannot say of all: what is missing is not zero, it would only add to the sum.
_UNSURE: Mapping[str, frozenset[TargetState]] = {
    Direction.UP: frozenset({TargetState.SHORT}),
    Direction.DOWN: frozenset({TargetState.MET, TargetState.ON_COURSE}),
}
_WORST_FIRST = (
    TargetState.SHORT,
    TargetState.OPEN,
    TargetState.UNKNOWN,
    TargetState.ON_COURSE,
    TargetState.MET,
    TargetState.FOLLOWED,
)


def days_of(values: Iterable[Value], day: dt.date) -> list[dt.date]:
    """The days up to `day` that have a reading, in order."""
    return sorted({value.on for value in values if value.on <= day})


def course(
    aim: Aim, values: Sequence[Value], places: Sequence[int], whole: int | None, day: dt.date
) -> list[tuple[dt.date, Total]]:
    """The total on every day that has a reading: what is missing that day keeps its newest value."""
    return [(each, add_up(aim, newest(values, each), places, whole, each)) for each in days_of(values, day)]
