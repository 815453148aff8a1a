"""The report after a closed round shows what was put right since, beside the first word."""

import datetime as dt

import pytest

from agencies.enums import UserRole
from reports import collecting
from reports.queries import Sight
from tasks import services
from tasks.models import Plan
from tests import factories, places
from tests.factories import at
from tests.tasks.rounds.scenes import report, ruled, tend

pytestmark = pytest.mark.django_db


def table(day: str, user=None, wanted: dict | None = None) -> list[tuple]:
    sight = Sight(Plan.objects.get(slug="p"), dt.date.fromisoformat(day), user, wanted or {})
    with at(day, 20):
        document = collecting.collect("progress", sight, "en")
    found = next((one for one in document.tables if one.key == "corrections"), None)
    if found is None:
        return []
    keys = [column.key for column in found.columns]
    wanted_keys = ("round", "agency", "given", "given_on", "percent", "said")
    return [tuple(row[keys.index(key)] for key in wanted_keys) for row in found.rows]


@pytest.fixture
def corrected() -> None:
    """September given with 40 %, put right to 30 % after the round was closed."""
    ruled(tasks=2)
    tend("2018-09-20")
    report("2018-09-25", percent=40)
    tend("2018-10-15")
    report("2018-10-16", percent=30, by=factories.officer("NHC"))


def test_a_correction_stands_in_the_next_report_with_the_first_word(corrected):
    expected = ("2018-09", "NHC", 40, dt.date(2018, 9, 25), 30, "as of 2018-10-16")

    assert table("2018-10-16") == [expected]


def test_before_it_was_made_no_report_speaks_of_it(corrected):
    assert table("2018-10-15") == []


def test_the_secretariats_correction_of_a_closed_rounds_report_is_shown_with_its_reason(corrected):
    duty = factories.duty()
    first = duty.entries.get(percent=40)

    with at("2018-10-17"):
        services.correct(duty, by=factories.secretariat(), corrects=first.n, percent=35, reason="mistyped")

    assert [row[4:] for row in table("2018-10-17")] == [(30, "as of 2018-10-16"), (35, "mistyped")]


def test_it_is_left_out_once_two_more_rounds_have_closed(corrected):
    tend("2018-10-19")
    tend("2018-11-10")
    shown = table("2018-11-10")
    tend("2018-11-20")
    tend("2018-12-10")

    assert (len(shown), table("2018-12-10")) == (1, [])


def test_a_report_within_an_open_round_is_no_correction():
    ruled()
    tend("2018-09-20")
    report("2018-09-25", percent=40)
    report("2018-09-26", percent=45, by=factories.officer("NHC"))

    assert table("2018-09-27") == []


def test_a_province_reads_nothing_of_another_ones_corrections(corrected):
    tend("2018-10-19")
    plan = Plan.objects.get(slug="p")
    places.hand_out(plan, "350000", "420000", day="2018-10-19")
    tend("2018-11-20")
    for code in ("350000", "420000"):
        duty, by = places.local_duty(code), places.provincial(code, f"officer-{code}")
        report("2018-11-21", duty=duty, percent=20, by=by)
        tend("2018-12-10")
        report("2018-12-11", duty=duty, percent=25, by=by)
    fujian = factories.user(UserRole.PROVINCIAL, places.office_of("350000"))

    assert [row[1] for row in table("2018-12-12", user=fujian)] == ["FJ-RO"]
    assert [row[1] for row in table("2018-12-12")] == ["FJ-RO", "HB-RO"]


def test_a_duty_that_owed_no_return_of_the_closed_round_has_none_to_correct():
    ruled(tasks=2)
    duty = factories.duty()
    with at("2018-09-10"):
        services.claim(duty, by=factories.officer("NHC"), note="done", evidence=factories.evidence())
    with at("2018-09-18"):
        services.verify(duty, by=factories.secretariat(), note="seen")
    tend("2018-09-20")
    tend("2018-10-15")
    with at("2018-10-16"):
        services.reopen(duty, by=factories.secretariat(), reason="a spot check")

    marked = duty.entries.filter(details__after_closing=1).count()
    assert (marked, table("2018-10-17")) == (1, [])
