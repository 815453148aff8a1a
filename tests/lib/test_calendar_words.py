"""Days, months and quarters in words, in both languages."""

import pytest
from django.utils import translation

from reformtracker.lib.calendar_words import day_in_words, period_in_words, workdays_left
from tests.tasks.rounds.scenes import date


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Friday 28 September"), ("zh-hans", "9月28日（星期五）")]
)
def test_a_day_has_its_weekday(language, words):
    with translation.override(language):
        assert day_in_words(date("2018-09-28")) == words


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", "2018-09", "September 2018"),
        ("en", "2018-Q3", "third quarter of 2018"),
        ("zh-hans", "2018-09", "2018年9月"),
    ],
)
def test_a_period_has_a_name(language, number, words):
    with translation.override(language):
        assert period_in_words(number) == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2018-09-20", "5 working days"),
        ("2018-09-27", "1 working day"),
        ("2018-09-28", "today"),
        ("2018-09-29", "1 working day ago"),
        ("2018-10-08", "3 working days ago"),
    ],
)
def test_the_way_to_a_day_is_counted_in_working_days(today, words):
    """24 September and the first week of October are free; 29 and 30 September are worked."""
    assert workdays_left(date(today), date("2018-09-28")) == words
