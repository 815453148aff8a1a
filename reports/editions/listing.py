"""The editions in sight: filtered for page, export and API, and laid out as the calendar of a month."""

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.calendar_words import period_in_words
from reports.enums import Kind
from reports.models import Edition
from reports.models.editions import EditionQuerySet
from tasks.models import Plan

FIRST_YEAR, LAST_YEAR = 2000, 2100
# A Monday, from which the names of the weekdays are taken.
MONDAY = dt.date(2018, 10, 1)


class EditionFilter(django_filters.FilterSet):
    """What the page of editions, its export and the API are asked for."""

    plan = django_filters.ChoiceFilter(label=_("Plan"), field_name="plan__slug", empty_label=_("any"))
    kind = django_filters.ChoiceFilter(label=_("Report"), choices=Kind.choices, empty_label=_("any"))
    year = django_filters.ChoiceFilter(label=_("Year of issue"), method="of_year", empty_label=_("any"))
    current = django_filters.BooleanFilter(
        label=_("Without those that were corrected"), method="only_current", widget=forms.CheckboxInput
    )

    def __init__(self, data, *, queryset: QuerySet[Edition], user: User) -> None:
        super().__init__(data, queryset=queryset)
        plans = Plan.objects.visible_to(user).issued().newest_first()
        self.form.fields["plan"].choices = [("", _("any")), *((plan.slug, str(plan)) for plan in plans)]
        begun = Edition.objects.visible_to(user).datetimes("at", "year", order="DESC", tzinfo=clock.SHANGHAI)
        years = [str(moment.year) for moment in begun]
        self.form.fields["year"].choices = [("", _("any")), *zip(years, years, strict=True)]

    def of_year(self, rows: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        first = dt.datetime(int(value), 1, 1, tzinfo=clock.SHANGHAI)
        return rows.filter(at__gte=first, at__lt=first.replace(year=first.year + 1))

    def only_current(self, rows: EditionQuerySet, name: str, value: bool) -> EditionQuerySet:
        return rows.filter(corrected_by=None) if value else rows


def for_list(rows: EditionQuerySet) -> EditionQuerySet:
    """What a row shows, in one query."""
    related = ("plan", "report", "issued_by", "corrects__report", "corrected_by__report")
    return rows.select_related(*related)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid with what was issued on it; `inside`: whether it belongs to the month."""

    date: dt.date
    inside: bool
    today: bool
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; months are written "2018-11"."""

    name: str
    number: str
    before: str
    after: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    count: int


def asked_month(request: HttpRequest, rows: EditionQuerySet) -> dt.date:
    """The first day of the month asked for by `?month=2018-11`, else of the newest edition, else this one."""
    try:
        asked = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        asked = None
    if asked and FIRST_YEAR <= asked.year < LAST_YEAR:
        return asked
    newest = rows.order_by("-at").values_list("at", flat=True).first()
    return clock.day_of(newest or clock.now()).replace(day=1)


def month_of(rows: EditionQuerySet, first: dt.date) -> Month:
    """What of the rows was issued in the month that begins on `first`; one query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    since, until = clock.end_of(weeks[0][0] - dt.timedelta(days=1)), clock.end_of(weeks[-1][-1])
    issued: dict[dt.date, list[Edition]] = defaultdict(list)
    for edition in for_list(rows).filter(at__gte=since, at__lt=until).order_by("at", "pk"):
        issued[clock.day_of(edition.at)].append(edition)
    today = clock.today()
    days = tuple(
        tuple(Day(day, day.month == first.month, day == today, tuple(issued[day])) for day in week)
        for week in weeks
    )
    return Month(
        name=period_in_words(f"{first:%Y-%m}"),
        number=f"{first:%Y-%m}",
        before=f"{first - dt.timedelta(days=1):%Y-%m}",
        after=f"{first + dt.timedelta(days=31):%Y-%m}",
        weekdays=tuple(date_format(MONDAY + dt.timedelta(days=n), "D") for n in range(7)),
        weeks=days,
        count=sum(len(day.editions) for week in days for day in week if day.inside),
    )
