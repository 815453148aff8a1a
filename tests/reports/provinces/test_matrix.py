"""The figures of places against what can be counted by hand, and against a plain count of random worlds."""

import datetime as dt
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.provinces.matrix import Figures, Row, columns_of, matrix_of
from reports.provinces.reading import Duty, Handed, Local, Place
from reports.provinces.yardsticks import Rank, best_first, ranks, sorted_rows
from tasks.enums import STANDING_ORDER, State
from tasks.models import Plan
from tests import factories, places
from tests.factories import at
from tests.reports.provinces.world import (
    FUJIAN,
    HUBEI,
    JIANGSU,
    finish,
    handed,
    matrix,
    row,
    say,
)

DAY = dt.date(2018, 11, 21)


@pytest.mark.django_db
def test_a_cell_has_the_worst_standing_and_says_how_many_stand_so():
    handed(FUJIAN, HUBEI, tasks=1, due_on=dt.date(2018, 10, 31))
    finish(FUJIAN, day="2018-10-20")

    found = matrix(Plan.objects.get())

    fujian, hubei = row(found, FUJIAN).cells[0], row(found, HUBEI).cells[0]
    assert (fujian.kind, fujian.heard, fujian.verified, fujian.percent) == ("done_on_time", 1, 1, 100)
    assert (hubei.kind, hubei.heard, hubei.verified, hubei.percent) == ("overdue", 0, 0, None)


@pytest.mark.django_db
def test_a_place_that_never_reported_has_no_share_verified_but_is_overdue_like_any_other():
    plan = handed(FUJIAN, HUBEI, due_on=dt.date(2018, 10, 31))
    finish(FUJIAN)

    found = matrix(plan)

    fujian, hubei = row(found, FUJIAN).figures, row(found, HUBEI).figures
    assert (fujian.verified_share, fujian.overdue, fujian.overdue_share) == (50.0, 1, 50.0)
    assert (hubei.verified_share, hubei.overdue, hubei.overdue_share) == (None, 2, 100.0)


@pytest.mark.django_db
def test_all_together_are_sums_over_sums_and_say_how_many_places_have_reported():
    plan = handed(FUJIAN, HUBEI, JIANGSU)
    finish(FUJIAN)
    say(HUBEI, 40)

    found = matrix(plan)

    assert (found.total.verified, found.total.duties, found.total.heard) == (1, 6, 2)
    assert (found.heard_places, found.asked_places) == (2, 3)


@pytest.mark.django_db
def test_a_place_answers_with_its_own_duties_where_it_holds_any():
    plan = factories.plan(tasks=1)
    places.prefecture()
    places.hand_out(plan, FUJIAN, "350100")
    say("350100", 30)

    cell = row(matrix(plan), FUJIAN).cells[0]

    assert (cell.total, cell.heard, cell.percent) == (1, 0, None)


@pytest.mark.django_db
def test_the_places_below_stand_for_a_measure_that_only_they_hold():
    plan = factories.plan(tasks=1)
    for code, name in (("350100", "Fuzhou"), ("350200", "Xiamen")):
        places.prefecture(code, name)
    places.hand_out(plan, "350100", "350200")
    say("350100", 30)

    found = row(matrix(plan), FUJIAN)

    assert (found.cells[0].total, found.cells[0].heard, found.figures.duties) == (2, 1, 2)


@pytest.mark.django_db
def test_a_past_day_is_what_was_seen_on_that_day():
    plan = handed(FUJIAN, HUBEI, due_on=dt.date(2018, 10, 31))
    say(FUJIAN, 40, day="2018-09-10")
    with at("2018-09-10", 23):
        then = matrix(plan)
    finish(FUJIAN, day="2018-10-05")
    say(HUBEI, 90, number="1.2", day="2018-10-05")

    assert matrix(plan, dt.date(2018, 9, 10)).rows == then.rows
    assert matrix(plan).rows != then.rows


@pytest.mark.django_db
def test_before_the_hand_out_there_is_nothing():
    plan = handed(FUJIAN)

    found = matrix(plan, dt.date(2018, 7, 1))

    assert (found.columns, found.total.duties) == ((), 0)


def a_row(code: str, *, duties: int = 10, heard: int = 10, verified: int = 0, overdue: int = 0) -> Row:
    place = Place(int(code), code, f"CN/{code}/", "province", int(code), code, code, code, code, None, None)
    return Row(place, (), Figures(duties, heard, verified, Counter(overdue=overdue)))


def test_ties_share_a_rank_and_who_has_no_figure_has_none():
    rows = [
        a_row("11", verified=5),
        a_row("12", verified=9),
        a_row("13", verified=5),
        a_row("14", verified=1),
        a_row("15", heard=0),
    ]

    found = ranks("verified", rows)

    assert [found[code] for code in ("12", "11", "13", "14", "15")] == [
        Rank(1, 4, 1), Rank(2, 4, 1), Rank(2, 4, 1), Rank(4, 4, 1), Rank(None, 4, 1),
    ]  # fmt: skip


def test_fewer_overdue_is_the_better_rank():
    rows = [a_row("11", overdue=3), a_row("12", overdue=0), a_row("13", heard=0, overdue=10)]

    found = ranks("overdue", rows)

    assert {code: rank.n for code, rank in found.items()} == {"12": 1, "11": 2, "13": 3}


@pytest.mark.parametrize(
    ("ordering", "codes"),
    [
        ("-verified", ["12", "11", "13"]),
        ("verified", ["11", "12", "13"]),
        (best_first("overdue"), ["11", "12", "13"]),
        ("-reported", ["11", "12", "13"]),
        ("nonsense", ["11", "12", "13"]),
    ],
)
def test_rows_are_sorted_and_who_has_no_figure_stands_last_either_way(ordering, codes):
    rows = [
        a_row("11", verified=2, overdue=1),
        a_row("12", verified=4, overdue=2),
        a_row("13", heard=0, overdue=3),
    ]

    assert [row.place.code for row in sorted_rows(rows, ordering)] == codes


# Random worlds: three provinces, two of them with a prefecture; measures of two areas.
PATHS = ("CN/11/", "CN/11/01/", "CN/12/", "CN/12/01/", "CN/13/")
MEASURES = tuple(
    Handed(n, f"{area}.{task}/{n}", f"{area}.{task}", "", "", area, "", "")
    for n, (area, task) in enumerate([(1, 1), (1, 1), (1, 2), (2, 1), (2, 1), (2, 2)], start=1)
)
one_duty = st.tuples(
    st.sampled_from(PATHS),
    st.integers(1, len(MEASURES)),
    st.sampled_from(State.values),
    st.integers(0, 100),
    st.booleans(),
    st.sampled_from([kind.value for kind in STANDING_ORDER]),
)


def world(drawn) -> Local:
    found = tuple(
        Duty(n, path, measure, "A", state, percent, DAY, DAY, DAY, DAY if heard else None, None, "", kind)
        for n, (path, measure, state, percent, heard, kind) in enumerate(drawn)
    )
    sites = tuple(
        Place(
            n, path, path, "province" if path.count("/") == 2 else "prefecture", n, "", "", "", "", None, None
        )
        for n, path in enumerate(PATHS)
    )
    return Local(Plan(), None, DAY, sites, MEASURES, found)


def by_hand(found: Local, place: str, numbers: set[int]) -> list[Duty]:
    """The duties by which a place answers for some measures, looked up one by one."""
    answering = []
    for number in sorted(numbers):
        own = [duty for duty in found.duties if duty.measure == number and duty.place == place]
        below = [duty for duty in found.duties if duty.measure == number and duty.place.startswith(place)]
        answering += own or below
    return answering


@given(st.lists(one_duty, max_size=40), st.sets(st.integers(1, 2)))
def test_every_cell_and_every_figure_is_what_a_plain_count_gives(drawn, folded):
    found = world(drawn)

    shown = matrix_of(found, columns=columns_of(found.measures, folded=frozenset(folded)))

    for line in shown.rows:
        every = by_hand(found, line.place.path, set(range(1, 7)))
        figures = line.figures
        assert (figures.duties, figures.heard) == (len(every), sum(bool(duty.reported_on) for duty in every))
        assert figures.verified == sum(duty.state == "verified" for duty in every)
        assert figures.counts == Counter(duty.kind for duty in every)
        for column, cell in zip(shown.columns, line.cells, strict=True):
            own = by_hand(found, line.place.path, {one.measure for one in column.measures})
            assert (cell is None) == (not own)
            if cell:
                assert {duty.pk for duty in cell.duties} == {duty.pk for duty in own}
                worst = min((duty.kind for duty in own), key=list(STANDING_ORDER).index)
                assert (cell.kind, cell.like_worst) == (worst, sum(duty.kind == worst for duty in own))
                assert cell.percent == mean_by_hand(own)


def mean_by_hand(duties: list[Duty]) -> int | None:
    """The mean over measures of the mean over who reported, rounded down."""
    said: dict[int, list[int]] = {}
    for duty in duties:
        if duty.reported_on:
            said.setdefault(duty.measure, []).append(duty.percent)
    means = [Fraction(sum(own), len(own)) for own in said.values()]
    return int(sum(means) / len(means)) if means else None


@given(st.lists(one_duty, max_size=40))
def test_the_sum_over_places_is_the_count_over_all_of_their_duties(drawn):
    found = world(drawn)

    shown = matrix_of(found)

    every = [duty for line in shown.rows for cell in line.cells if cell for duty in cell.duties]
    assert (shown.total.duties, shown.total.counts) == (len(every), Counter(duty.kind for duty in every))
    assert len({duty.pk for duty in every}) == len(every)


@given(st.lists(one_duty, max_size=30), st.randoms())
def test_the_order_of_the_duties_does_not_matter_for_the_figures(drawn, random):
    found = world(drawn)
    shuffled = list(found.duties)
    random.shuffle(shuffled)
    other = Local(found.plan, None, DAY, found.places, found.measures, tuple(shuffled))

    assert [line.figures for line in matrix_of(other).rows] == [
        line.figures for line in matrix_of(found).rows
    ]
