"""Days, months and quarters as people say them, in the reader's language."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from . import workdays
from .bilingual import is_chinese


def day_in_words(day: dt.date) -> str:
    """A day near by, with its weekday and without its year: “Friday 28 September”."""
    return date_format(day, "n月j日（l）" if is_chinese() else "l j F")


def period_in_words(number: str) -> str:
    """A month or quarter by its number: “2018-09” is “September 2018”, “2018-Q3” “third quarter of 2018”."""
    year, part = number.split("-")
    if part.startswith("Q"):
        quarters = {
            "Q1": _("first quarter of %s"),
            "Q2": _("second quarter of %s"),
            "Q3": _("third quarter of %s"),
            "Q4": _("fourth quarter of %s"),
        }
        return quarters[part] % year
    return date_format(dt.date(int(year), int(part), 1), "Y年n月" if is_chinese() else "F Y")


def workdays_left(today: dt.date, day: dt.date) -> str:
    """How many working days are left to a day, or how many have passed since."""
    left = workdays.workdays_between(today, day)
    if day == today:
        return pgettext("time left", "today")
    if day < today:
        ago = npgettext("time left", "%(n)s working day ago", "%(n)s working days ago", -left)
        return ago % {"n": -left}
    return npgettext("time left", "%(n)s working day", "%(n)s working days", left) % {"n": left}
