"""The overdue report counts against both due dates, in calendar and in working days."""

import datetime as dt

import pytest

from reports import collecting
from reports.queries import Sight
from tasks import services
from tasks.enums import Role
from tasks.models import Plan
from tests import factories
from tests.factories import at, duty

pytestmark = pytest.mark.django_db
KEYS = ("agency", "due_on", "late", "working", "original_due_on", "late_original", "cause")


def collect(day: str):
    return collecting.collect(
        "overdue", Sight(Plan.objects.get(slug="p"), dt.date.fromisoformat(day), None, {}), "en"
    )


def rows(day: str, table: str, *keys: str) -> list[tuple]:
    found = collect(day).table(table)
    return [tuple(row[found.index(key)] for key in keys) for row in found.rows]


def move_due_date(due_on: str, *, code: str = "NHC") -> None:
    """Gives the duty another due date; the original one stays the last day of 2018."""
    with at("2018-09-03"):
        found, day = duty(code), dt.date.fromisoformat(due_on)
        first = found.entries.order_by("n").first().n
        services.correct(found, by=factories.secretariat(), corrects=first, reason="date", due_on=day)


def test_a_duty_past_its_due_date_is_late_by_calendar_and_by_working_days():
    factories.plan("p")
    move_due_date("2018-09-28")

    late = rows("2018-10-10", "overdue", *KEYS)

    # National Day 2018: 1 to 7 October free, 29 and 30 September worked.
    assert late == [("NHC", dt.date(2018, 9, 28), 12, 5, factories.END, 0, None)]


def test_on_the_due_date_itself_nothing_is_late():
    factories.plan("p")
    move_due_date("2018-09-28")

    assert [rows(day, "overdue", "late") for day in ("2018-09-28", "2018-09-29")] == [[], [(1,)]]


def test_inside_an_extension_a_duty_is_in_time_but_past_its_original_date():
    factories.plan("p")
    move_due_date("2019-03-31")
    with at("2019-01-10"):
        document = collect("2019-01-10")

    table = document.table("overdue")
    row = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))
    assert (row["late"], row["late_original"]) == (0, 10)
    assert [figure.value for figure in document.figures] == ["0", "0 days", "1", "0"]


def test_the_last_reason_and_the_slips_stand_beside():
    factories.plan("p")
    move_due_date("2018-09-28")
    with at("2018-10-08"):
        services.report(duty(), by=factories.officer(), percent=20, note="n", reason="funds came late")
    with at("2018-10-09"):
        services.escalate(
            duty(), by=factories.secretariat(), colour="yellow", reply_by=dt.date(2018, 10, 19), note="why?"
        )

    assert rows("2018-10-08", "overdue", "cause", "slips", "slip") == [("funds came late", 0, None)]
    assert rows("2018-10-10", "overdue", "cause", "slips", "slip") == [("funds came late", 1, "Yellow")]


def test_a_late_claim_stays_overdue_until_verified_and_stops_the_days():
    factories.plan("p")
    move_due_date("2018-09-28")
    factories.claimed(day="2018-10-08")
    claimed = rows("2018-10-31", "overdue", "late")
    with at("2018-11-01"):
        services.verify(duty(), by=factories.secretariat(), note="seen")

    assert (claimed, rows("2018-11-01", "overdue", "late")) == ([(10,)], [])


def test_agencies_are_ranked_by_their_overdue_duties_and_supporters_are_not_counted():
    factories.plan("p", others={"MOF": Role.LEAD, "NHSA": Role.PARTICIPATING})
    move_due_date("2018-09-28", code="MOF")

    agencies = rows("2018-10-10", "agencies", "agency", "owing", "overdue", "share", "longest", "no_reason")

    assert agencies == [("MOF", 1, 1, 100, 12, 1), ("NHC", 1, 0, 0, 0, 0)]


def test_without_anything_late_the_list_is_empty_and_the_figures_say_zero():
    factories.plan("p")

    document = collect("2018-10-10")

    assert document.table("overdue").rows == ()
    assert [figure.value for figure in document.figures] == ["0", "0 days", "0", "0"]
