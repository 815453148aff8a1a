"""The figures of the progress report come from the ledger of the day, and a missing report is not a zero."""

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


def collect(day: str, *, user=None, wanted: dict | None = None, language: str = "en"):
    sight = Sight(Plan.objects.get(slug="p"), dt.date.fromisoformat(day), user, wanted or {})
    return collecting.collect("progress", sight, language)


def rows(document, table: str, *keys: str) -> list[tuple]:
    found = document.table(table)
    return [tuple(row[found.index(key)] for key in keys) for row in found.rows]


def report(day: str, percent: int, *, code: str = "NHC", number: str = "1.1", note: str = "note") -> None:
    with at(day):
        services.report(
            duty(code, number), by=factories.officer(code), percent=percent, note=note, reason="late"
        )


def test_a_past_day_shows_what_the_ledger_held_at_its_end():
    factories.plan("p")
    report("2018-08-10", 30, note="early")
    report("2018-10-10", 70, note="later")

    seen = [
        rows(collect(day), "duties", "percent", "note") for day in ("2018-08-09", "2018-08-10", "2018-10-10")
    ]

    assert seen == [[(None, "")], [(30, "early")], [(70, "later")]]


def test_a_task_is_the_mean_over_its_leads_that_reported_with_the_coverage_beside():
    factories.plan("p", others={"MOF": Role.LEAD, "NHSA": Role.LEAD})
    report("2018-08-10", 40)
    report("2018-08-11", 81, code="MOF")

    task = rows(collect("2018-08-31"), "tasks", "owing", "heard", "reported", "measures", "verified")

    assert task == [(3, 2, 60, 1, 0)]


def test_an_area_is_the_mean_over_its_tasks_and_says_nothing_where_nobody_reported():
    factories.plan("p", tasks=3)
    before = rows(collect("2018-08-01"), "areas", "tasks", "owing", "heard", "reported")
    report("2018-08-10", 40)
    report("2018-08-10", 65, number="1.2")

    after = rows(collect("2018-08-31"), "areas", "tasks", "owing", "heard", "reported")

    assert (before, after) == ([(3, 3, 0, None)], [(3, 3, 2, 52)])


def test_what_is_claimed_is_not_counted_as_verified():
    factories.plan("p")
    factories.claimed()
    claimed = rows(collect("2018-10-31"), "areas", "reported", "verified")
    with at("2018-11-02"):
        services.verify(duty(), by=factories.secretariat(), note="seen")

    verified = rows(collect("2018-11-02"), "areas", "reported", "verified")

    assert (claimed, verified) == ([(100, 0)], [(100, 1)])


def test_supporting_duties_are_listed_but_not_counted():
    factories.plan("p", others={"MOF": Role.PARTICIPATING})

    document = collect("2018-08-31")

    assert rows(document, "areas", "owing") == [(1,)]
    assert rows(document, "duties", "agency", "role") == [("NHC", "Lead"), ("MOF", "Participating")]


def test_a_filter_narrows_the_report_and_is_said_in_words():
    factories.plan("p", others={"MOF": Role.CO_RESPONSIBLE})

    document = collect("2018-08-31", wanted={"agency": "MOF", "field": "insurance"})

    assert rows(document, "duties", "agency") == [("MOF",)]
    assert document.provenance.scope == "the whole plan; agency: MOF name; field: Medical insurance"


def test_a_province_gets_only_what_it_may_see_and_the_report_says_so():
    fujian, henan = factories.province(), factories.province("410000", "Henan", "河南")
    local, neighbour = factories.agency("FJ", fujian), factories.agency("HA", henan)
    factories.plan("p", others={local.code: Role.IMPLEMENTING, neighbour.code: Role.IMPLEMENTING})
    user = factories.user("provincial", local, "fujian")

    document = collect("2018-08-31", user=user)

    assert rows(document, "duties", "agency") == [("NHC",), ("FJ",)]
    assert document.provenance.scope == "what fujian may see"


def test_a_day_without_duties_is_refused_instead_of_shown_as_empty():
    factories.plan("p")

    with pytest.raises(collecting.NoDuties):
        collect("2018-06-30")


def test_the_report_names_the_newest_entry_that_counts():
    plan = factories.plan("p")
    report("2018-08-10", 30)
    report("2018-10-10", 70)

    about = collect("2018-09-30").provenance

    assert (about.ledger_n, about.ledger_hash) == (2, plan.entries.get(n=2).hash)


def test_a_later_report_changes_nothing_of_a_past_day():
    factories.plan("p")
    report("2018-08-10", 30)
    before = collect("2018-08-31")
    report("2018-10-10", 70)

    assert collect("2018-08-31") == before


def test_both_languages_have_their_texts():
    factories.plan("p")

    titles = [
        rows(collect("2018-08-31", language=language), "tasks", "title") for language in ("en", "zh-hans")
    ]

    assert titles == [[("Task 1",)], [("任务1",)]]


def test_the_standings_of_an_area_add_up_to_the_duties_that_owe_reports():
    factories.plan("p", tasks=3)
    factories.claimed()
    table = collect("2018-11-21").table("areas")

    counts = table.rows[0][table.index("overdue") :]

    assert sum(counts) == table.rows[0][table.index("owing")] == 3
