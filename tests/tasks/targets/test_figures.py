"""How readings become figures: each kind by hand, and what holds for any readings of any places."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.enums import Direction, TargetKind, TargetState
from tasks.targets.figures import (
    STALE_DAYS,
    Aim,
    Standing,
    Value,
    is_met,
    judge,
    line_at,
    newest,
    reached,
    standing_of,
)
from tasks.targets.totals import add_up, course, percent

START, DUE, TODAY = dt.date(2018, 7, 1), dt.date(2018, 12, 31), dt.date(2018, 11, 21)
NATION = 0


def aim(kind=TargetKind.LEVEL, comparator="=", value=100, **more) -> Aim:
    numbers = {key: None if it is None else Decimal(it) for key, it in _numbers(value, more).items()}
    return Aim(kind=kind, comparator=comparator, start_on=START, due_on=DUE, **(more | numbers))


def _numbers(value, more: dict) -> dict:
    return {"value": value} | {key: more.pop(key) for key in ("value_to", "baseline") if key in more}


SHARE = aim(TargetKind.SHARE, ">=", 20, per_place=False)
COUNT = aim(TargetKind.COUNT, ">=", 100)


def value(place, number, day=TODAY, over=None, under=None, pk=0) -> Value:
    parts = (None, None) if over is None else (Decimal(over), Decimal(under))
    return Value(place, day, Decimal(str(number)), *parts, pk=pk)


def share(place, over, under, day=TODAY, pk=0) -> Value:
    return value(place, round(Decimal(100 * over) / under, 4), day, over, under, pk)


def of(about, values, places=(1, 2, 3), day=TODAY):
    return add_up(about, newest(values, day), places, NATION, day)


@pytest.mark.parametrize(
    ("comparator", "more", "met", "not_met"),
    [
        ("=", {}, [100, 101], [99]),
        ("=", {"direction": Direction.DOWN}, [100, 99], [101]),
        (">=", {}, [100, 101], [99]),
        (">", {}, [101], [100, 99]),
        ("<=", {"direction": Direction.DOWN}, [100, 99], [101]),
        ("<", {"direction": Direction.DOWN}, [99], [100, 101]),
        ("range", {"value_to": 110}, [100, 105, 110], [99, 111]),
        ("increase_by", {}, [100, 101], [99]),
    ],
)
def test_when_a_figure_meets_its_target(comparator, more, met, not_met):
    about = aim(comparator=comparator, **more)

    assert [is_met(about, Decimal(n)) for n in met] == [True] * len(met)
    assert [is_met(about, Decimal(n)) for n in not_met] == [False] * len(not_met)


def test_the_line_runs_straight_from_the_baseline_to_the_target():
    about = aim(baseline=20, value=120)

    days = (dt.date(2018, 1, 1), START, dt.date(2018, 9, 30), DUE, dt.date(2019, 5, 1))
    span = (DUE - START).days
    assert [line_at(about, day) for day in days] == [
        20, 20, 20 + Decimal(100) * 91 / span, 120, 120,
    ]  # fmt: skip


def test_a_rise_starts_at_zero_and_is_the_value_above_the_baseline():
    about = aim(TargetKind.INCREASE, "increase_by", 40, baseline=450)

    assert (line_at(about, START), line_at(about, DUE)) == (0, 40)
    assert standing_of(about, value(1, 470), TODAY).figure == 20


def test_without_a_baseline_there_is_no_line():
    assert line_at(aim(), TODAY) is None


@pytest.mark.parametrize(
    ("about", "number", "day", "state"),
    [
        (aim(), 100, TODAY, TargetState.MET),
        (aim(), 99, TODAY, TargetState.OPEN),
        (aim(), 99, dt.date(2019, 1, 1), TargetState.SHORT),
        (aim(), 99, DUE, TargetState.OPEN),
        (aim(baseline=0), 79, TODAY, TargetState.ON_COURSE),
        (aim(baseline=0), 78, TODAY, TargetState.SHORT),
        (aim(comparator="<=", direction=Direction.DOWN, baseline=200), 121, TODAY, TargetState.ON_COURSE),
        (aim(comparator="<=", direction=Direction.DOWN, baseline=200), 123, TODAY, TargetState.SHORT),
        (aim(value=None), 5, TODAY, TargetState.FOLLOWED),
        (aim(TargetKind.INCREASE, "increase_by", 40), 490, TODAY, TargetState.UNKNOWN),
    ],
)
def test_how_one_place_stands(about, number, day, state):
    assert standing_of(about, value(1, number, TODAY), day).state == state


def test_no_reading_is_a_state_of_its_own_and_no_zero():
    assert standing_of(aim(), None, TODAY) == Standing(TargetState.NONE)


def test_a_target_without_a_day_is_never_short():
    about = Aim(TargetKind.LEVEL, "=", Decimal(100))

    assert judge(about, Decimal(1), TODAY, dt.date(2030, 1, 1)).state == TargetState.OPEN


def test_a_rise_without_a_baseline_is_not_computed():
    total = of(aim(TargetKind.INCREASE, "increase_by", 40), [value(1, 490)])

    assert (total.figure, total.middle, total.standing.state) == (None, 490, TargetState.UNKNOWN)
    assert total.places[1].figure is None


def test_a_national_share_is_sum_over_sum():
    total = of(SHARE, [share(1, 1, 2), share(2, 10, 98)])

    assert (total.figure, total.numerator, total.denominator) == (11, 11, 100)
    assert (total.given, total.missing, total.meeting) == ((1, 2), (3,), 1)


def test_a_percentage_without_its_parts_is_in_no_sum_and_named():
    total = of(SHARE, [share(1, 1, 10), value(2, 90)])

    assert (total.figure, total.partless, total.given) == (10, (2,), (1, 2))


def test_percentages_alone_give_no_figure():
    total = of(SHARE, [value(1, 90), value(2, 10)])

    assert (total.figure, total.partless, total.standing.state) == (None, (1, 2), TargetState.UNKNOWN)


def test_levels_are_not_added_up():
    total = of(aim(value=55), [value(1, 50), value(2, 60), value(3, 56)])

    assert (total.figure, total.low, total.middle, total.high, total.meeting) == (None, 50, 56, 60, 2)


def test_counts_are():
    total = of(COUNT, [value(1, 50), value(2, 60), value(3, 0)])

    assert (total.figure, total.standing.state) == (110, TargetState.MET)


def test_some_places_cannot_show_that_all_fall_short():
    some = [value(1, 10), value(2, 20)]
    late = dt.date(2019, 1, 15)

    assert of(COUNT, some, day=late).standing.state == TargetState.OPEN
    assert of(COUNT, [*some, value(3, 0)], day=late).standing.state == TargetState.SHORT


def test_nor_that_a_number_to_be_kept_low_is_kept_low():
    low = aim(TargetKind.COUNT, "<=", 100, direction=Direction.DOWN)
    some = [value(1, 10), value(2, 20)]

    assert of(low, some).standing.state == TargetState.OPEN
    assert of(low, [*some, value(3, 0)]).standing.state == TargetState.MET


def test_a_value_for_the_whole_is_the_figure_of_what_not_every_place_owes():
    whole = [share(NATION, 30, 100), share(1, 1, 10)]

    assert of(SHARE, whole).figure == 30
    assert of(aim(TargetKind.SHARE, ">=", 20, per_place=True), whole).figure == 10


@pytest.mark.parametrize(
    ("shares", "state"),
    [
        ([30, 25, 20], TargetState.MET),
        ([30, 25], TargetState.OPEN),
        ([30, 25, 5], TargetState.OPEN),
        ([], TargetState.NONE),
    ],
)
def test_a_target_of_every_place_is_met_when_every_place_meets_it(shares, state):
    about = aim(TargetKind.SHARE, "=", 20, per_place=True)
    values = [share(place, over, 100) for place, over in enumerate(shares, start=1)]

    assert of(about, values).standing.state == state


def test_old_values_count_and_are_named():
    old, fresh = TODAY - dt.timedelta(STALE_DAYS + 1), TODAY - dt.timedelta(STALE_DAYS)

    total = of(COUNT, [value(1, 5, old), value(2, 6, fresh)])

    assert (total.figure, total.stale) == (11, (1,))


def test_of_one_day_the_reading_written_last_counts():
    found = newest([value(1, 5, pk=2), value(1, 4, pk=1), value(1, 9, TODAY - dt.timedelta(1), pk=3)], TODAY)

    assert found[1].value == 5


def test_nothing_of_a_later_day_counts():
    assert newest([value(1, 5, DUE)], TODAY) == {}


@pytest.mark.parametrize(
    ("about", "figure", "way"),
    [
        (aim(), 50, 50), (aim(), 100, 100), (aim(), 150, 100), (aim(), 0, 0), (aim(), -5, 0),
        (aim(), 99.99, 99), (aim(baseline=50), 75, 50), (aim(value=None), 5, None), (aim(), None, None),
        (aim(comparator="<=", direction=Direction.DOWN), 200, 50),
        (aim(comparator="range", value_to=110), 120, None),
    ],
)  # fmt: skip
def test_how_much_of_the_way_is_drawn(about, figure, way):
    assert reached(about, None if figure is None else Decimal(str(figure))) == way


PLACES = st.integers(1, 8)
DAYS = st.dates(dt.date(2018, 7, 1), TODAY)


@st.composite
def shares_given(draw) -> list[Value]:
    rows = draw(st.lists(st.tuples(PLACES, DAYS, st.integers(0, 500), st.integers(1, 500)), max_size=24))
    return [
        share(place, min(over, under), under, day, pk) for pk, (place, day, over, under) in enumerate(rows)
    ]


ALL = tuple(range(1, 9))


@given(shares_given())
def test_the_share_is_the_brute_sum_over_the_brute_sum_and_no_mean(values):
    total = of(SHARE, values, ALL)

    last: dict[int, Value] = {}
    for one in sorted(values, key=lambda each: (each.on, each.pk)):
        last[one.place] = one
    over, under = (sum(int(getattr(one, part)) for one in last.values()) for part in PARTS)
    exact = Fraction(100 * over, under) if under else None
    assert total.figure == (None if exact is None else Decimal(round(exact * 10**4)) / 10**4)
    assert (set(total.given), set(total.missing)) == (set(last), set(ALL) - set(last))


PARTS = ("numerator", "denominator")


@given(shares_given(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert of(SHARE, shuffled, ALL) == of(SHARE, values, ALL)


@given(shares_given(), st.sampled_from([SHARE, COUNT, aim(value=55)]))
def test_one_more_place_without_a_reading_changes_the_coverage_and_no_figure(values, about):
    before, after = of(about, values, ALL), of(about, values, (*ALL, 99))

    names = ("figure", "numerator", "denominator", "low", "middle", "high", "meeting", "given", "stale")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert after.missing == (*before.missing, 99)
    assert after.asked == before.asked + 1


@given(st.lists(st.tuples(PLACES, DAYS, st.integers(0, 50)), min_size=1, max_size=30))
def test_a_cumulative_count_never_falls_when_a_place_says_nothing(rows):
    grown: dict[int, int] = {}
    values = []
    for pk, (place, day, more) in enumerate(sorted(rows, key=lambda row: row[1])):
        grown[place] = grown.get(place, 0) + more
        values.append(value(place, grown[place], day, pk=pk))

    figures = [total.figure for _day, total in course(COUNT, values, ALL, NATION, TODAY)]

    assert figures == sorted(figures)
    assert figures[-1] == sum(grown.values())


@given(shares_given())
def test_the_course_ends_with_the_figure_of_the_day_itself(values):
    found = course(SHARE, values, ALL, NATION, TODAY)

    assert [on for on, _total in found] == sorted({one.on for one in values})
    if found:
        assert found[-1][1].figure == of(SHARE, values, ALL).figure


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_percentage_is_rounded_once_from_the_exact_fraction(over, under):
    found = percent(Decimal(over), Decimal(under))

    assert abs(Fraction(found) - Fraction(100 * over, under)) <= Fraction(1, 20_000)
