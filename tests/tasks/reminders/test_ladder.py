"""The ladder alone: the furthest rung, once, whatever days the runs fall on."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib.workdays import add_workdays
from tasks.enums import NotificationKind
from tasks.reminders import ladder
from tasks.reminders.ladder import DUE_SOON_RUNGS, OVERDUE_RUNGS, Step

DUE = dt.date(2018, 10, 31)  # a Wednesday
SOON, LATE = NotificationKind.DUE_SOON, NotificationKind.OVERDUE
days = st.dates(dt.date(2018, 1, 1), dt.date(2019, 12, 31))
shifts = st.lists(st.integers(-40, 60), min_size=1, max_size=30)


def told_by_runs(due_on: dt.date, run_days: list[dt.date]) -> list[tuple[dt.date, Step]]:
    """What runs on these days tell about one duty, with one sent log."""
    sent: set[str] = set()
    told = []
    for day in run_days:
        step = ladder.reached(due_on, day)
        if step and ladder.is_news(step, 1, due_on, sent):
            sent.add(ladder.key(step, 1, due_on))
            told.append((day, step))
    return told


@pytest.mark.parametrize(
    ("day", "step"),
    [
        ("2018-10-16", None),
        ("2018-10-17", Step(SOON, 10)),
        ("2018-10-23", Step(SOON, 10)),
        ("2018-10-24", Step(SOON, 5)),
        ("2018-10-29", Step(SOON, 5)),
        ("2018-10-30", Step(SOON, 1)),
        ("2018-10-31", Step(SOON, 1)),
        ("2018-11-01", Step(LATE, 1)),
        ("2018-11-06", Step(LATE, 1)),
        ("2018-11-07", Step(LATE, 5)),
        ("2018-11-14", Step(LATE, 10)),
        ("2018-11-28", Step(LATE, 20)),
        ("2019-11-28", Step(LATE, 20)),
    ],
)
def test_the_rungs_stand_on_working_days(day, step):
    assert ladder.reached(DUE, dt.date.fromisoformat(day)) == step


def test_a_holiday_week_brings_the_rung_before_it():
    after_the_week = dt.date(2018, 10, 8)  # 1 to 7 October were free; the 29th and 30th of September worked

    assert ladder.reached(after_the_week, dt.date(2018, 9, 29)) == Step(SOON, 5)
    assert ladder.reached(after_the_week, dt.date(2018, 9, 30)) == Step(SOON, 1)


def test_on_the_weekend_after_a_friday_nothing_is_told():
    friday = dt.date(2018, 11, 2)

    got = [ladder.reached(friday, friday + dt.timedelta(n)) for n in range(4)]

    assert got == [Step(SOON, 1), None, None, Step(LATE, 1)]


@given(due_on=days, shifts=shifts)
def test_no_rung_is_told_twice_and_one_run_tells_at_most_one(due_on, shifts):
    told = told_by_runs(due_on, [due_on + dt.timedelta(shift) for shift in shifts])

    keys = [ladder.key(step, 1, due_on) for _day, step in told]
    assert len(keys) == len(set(keys))


@given(due_on=days, shifts=shifts)
def test_a_run_tells_the_furthest_rung_that_its_day_has_reached_and_never_steps_back(due_on, shifts):
    told = told_by_runs(due_on, sorted(due_on + dt.timedelta(shift) for shift in shifts))

    for day, step in told:
        sign, rungs = (-1, DUE_SOON_RUNGS) if step.kind == SOON else (1, OVERDUE_RUNGS)
        beyond = rungs[rungs.index(step.rung) + 1 :]
        assert add_workdays(due_on, sign * step.rung) <= day
        assert [rung for rung in beyond if add_workdays(due_on, sign * rung) <= day] == []
    places = [(step.kind == LATE, ladder.RUNGS[step.kind].index(step.rung)) for _day, step in told]
    assert places == sorted(set(places))


@given(due_on=days, first=st.integers(-40, 60), gap=st.integers(1, 60))
def test_however_long_no_run_came_one_reminder_makes_up_for_it(due_on, first, gap):
    runs = [due_on + dt.timedelta(first), due_on + dt.timedelta(first + gap)]

    assert len(told_by_runs(due_on, runs)) <= 2
    assert len(told_by_runs(due_on, runs[1:])) <= 1


@given(due_on=days)
def test_a_run_every_day_climbs_every_rung_once(due_on):
    every_day = [due_on + dt.timedelta(n) for n in range(-40, 60)]

    told = [step for _day, step in told_by_runs(due_on, every_day)]

    assert told == [Step(SOON, n) for n in DUE_SOON_RUNGS] + [Step(LATE, n) for n in OVERDUE_RUNGS]


def test_a_moved_due_date_starts_a_ladder_of_its_own():
    sent = {ladder.key(Step(SOON, 1), 1, DUE)}
    later = DUE + dt.timedelta(1)

    assert ladder.is_news(Step(SOON, 1), 1, DUE, sent) is False
    assert ladder.is_news(Step(SOON, 1), 1, later, sent) is True


def test_a_clock_set_back_repeats_no_earlier_rung():
    sent = {ladder.key(Step(LATE, 10), 1, DUE)}

    assert [ladder.is_news(Step(LATE, rung), 1, DUE, sent) for rung in OVERDUE_RUNGS] == [
        False,
        False,
        False,
        True,
    ]


@given(today=days)
def test_the_limits_for_the_database_leave_no_rung_out(today):
    last = ladder.reach_of_due_soon(today)

    assert (ladder.reached(last, today) is None, ladder.reached(last + dt.timedelta(1), today)) == (
        False,
        None,
    )


@given(today=days, count=st.sampled_from(OVERDUE_RUNGS))
def test_the_latest_due_date_of_a_lateness_is_found_exactly(today, count):
    day = ladder.overdue_since(today, count)

    assert add_workdays(day, count) <= today < add_workdays(day + dt.timedelta(1), count)


@pytest.mark.parametrize(
    ("day", "told"),
    [("2018-09-26", False), ("2018-09-27", True), ("2018-09-28", True), ("2018-09-29", False)],
)
def test_a_round_closes_from_the_working_day_before_its_due_day(day, told):
    assert ladder.closing_reached(dt.date(2018, 9, 28), dt.date.fromisoformat(day)) is told
