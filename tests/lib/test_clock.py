"""The portal's one clock."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from reformtracker.lib import clock

EVENING = dt.datetime(2026, 3, 1, 18, 30, tzinfo=dt.UTC)  # 2 March, 02:30 in Shanghai


@pytest.mark.parametrize(
    ("portal_today", "expected"),
    [(None, "2026-03-02T02:30:00+08:00"), (dt.date(2018, 11, 21), "2018-11-21T02:30:00+08:00")],
)
def test_the_day_may_be_set_while_the_time_of_day_runs_on(portal_today, expected, settings):
    settings.PORTAL_TODAY = portal_today

    with time_machine.travel(EVENING, tick=False):
        now, today, wall = clock.now(), clock.today(), clock.wall_now()

    assert now.isoformat() == expected
    assert today.isoformat() == expected[:10]
    assert wall.isoformat() == "2026-03-02T02:30:00+08:00"


def test_a_clock_that_is_held_stands_still_and_goes_on_afterwards(settings):
    settings.PORTAL_TODAY = dt.date(2018, 11, 21)
    moment = dt.datetime(2018, 8, 1, 23, 59, tzinfo=dt.UTC)

    with clock.set_to(moment):
        held = clock.now(), clock.now(), clock.today()
        with clock.set_to(moment + dt.timedelta(days=1)):
            inner = clock.today()
        again = clock.today()

    assert held == (moment, moment, dt.date(2018, 8, 2))
    assert (inner, again) == (dt.date(2018, 8, 3), dt.date(2018, 8, 2))
    assert clock.today() == dt.date(2018, 11, 21)


def test_a_held_clock_is_let_go_after_an_error(settings):
    settings.PORTAL_TODAY = dt.date(2018, 11, 21)

    with pytest.raises(RuntimeError), clock.set_to(EVENING):
        raise RuntimeError

    assert clock.today() == dt.date(2018, 11, 21)


def test_holding_the_clock_holds_it_for_this_thread_alone(settings):
    settings.PORTAL_TODAY = dt.date(2018, 11, 21)

    with clock.set_to(EVENING), ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(clock.today).result()

    assert elsewhere == dt.date(2018, 11, 21)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2018-12-31T15:59:59+00:00", "2018-12-31"),
        ("2018-12-31T16:00:00+00:00", "2019-01-01"),
        ("2018-12-31T11:00:00-05:00", "2019-01-01"),
        ("2019-01-01T00:00:00+08:00", "2019-01-01"),
    ],
)
def test_a_moment_falls_into_a_shanghai_day_and_before_the_end_of_that_day_alone(moment, day):
    moment, day = dt.datetime.fromisoformat(moment), dt.date.fromisoformat(day)

    assert clock.day_of(moment) == day
    assert clock.end_of(day - dt.timedelta(1)) <= moment < clock.end_of(day)
