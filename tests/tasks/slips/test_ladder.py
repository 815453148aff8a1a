"""When which slip is proposed: never a colour skipped, never while an agency has time to answer."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib.workdays import add_workdays
from tasks.enums import SlipColour
from tasks.slips.ladder import COLOURS, LADDER, next_colour, reply_day

DUE = dt.date(2018, 10, 31)
BLUE, YELLOW, RED = SlipColour.BLUE, SlipColour.YELLOW, SlipColour.RED
days = st.dates(dt.date(2018, 1, 1), dt.date(2019, 12, 31))


@pytest.mark.parametrize(
    ("late", "highest", "colour"),
    [
        (4, None, None),
        (5, None, BLUE),
        (30, None, BLUE),
        (9, BLUE, None),
        (10, BLUE, YELLOW),
        (30, BLUE, YELLOW),
        (19, YELLOW, None),
        (20, YELLOW, RED),
        (90, RED, None),
    ],
)
def test_each_colour_follows_the_one_before_after_its_working_days(late, highest, colour):
    assert next_colour(DUE, add_workdays(DUE, late), highest) == colour


def test_while_the_agency_may_still_answer_nothing_follows():
    today = add_workdays(DUE, 10)

    assert next_colour(DUE, today, BLUE, today) is None
    assert next_colour(DUE, today + dt.timedelta(1), BLUE, today) == YELLOW


def test_an_answer_is_asked_for_within_five_working_days():
    assert reply_day(dt.date(2018, 11, 21)) == dt.date(2018, 11, 28)


@given(due_on=days, gaps=st.lists(st.integers(0, 12), max_size=40))
def test_whoever_follows_the_ladder_issues_each_colour_once_and_in_order(due_on, gaps):
    today, issued, reply_by = due_on, [], None
    for gap in gaps:
        today += dt.timedelta(gap)
        colour = next_colour(due_on, today, issued[-1] if issued else None, reply_by)
        if colour:
            issued.append(colour)
            reply_by = reply_day(today)
            assert add_workdays(due_on, dict(LADDER)[colour]) <= today

    assert issued == COLOURS[: len(issued)]
