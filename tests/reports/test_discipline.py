"""Reporting discipline: the counts, the table, its page and export."""

import csv
import html
import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agencies.models import Jurisdiction
from reports import discipline
from reports.discipline import Line
from reports.discipline_rows import arranged, read
from tasks.models import Return
from tasks.rounds import life
from tasks.rounds.punctuality import punctuality
from tasks.rounds.tallies import NAMES
from tests import factories, places
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, date, report, ruled, tend

CODES = ("350000", "420000", "320000")
# The three provinces, with the days on which each gives its two returns of September and October.
DAYS = {
    "350000": ("2018-09-25", "2018-10-08", "2018-10-22", "2018-10-22"),
    "420000": ("2018-10-08", "2018-10-09", None, "2018-10-22"),
}


@pytest.fixture
def plan(db):
    """Two tasks handed to three provinces; Fujian and Hubei report in two rounds, Jiangsu never."""
    plan = factories.plan(tasks=2)
    places.hand_out(plan, *CODES, day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    people = {code: places.provincial(code) for code in CODES}
    moments = sorted(
        (day, code, number)
        for code, days in DAYS.items()
        for day, number in zip(days, ("1.1", "1.2", "1.1", "1.2"), strict=True)
        if day
    )
    tend("2018-09-20")
    for day, code, number in moments:
        tend(day)
        report(day, duty=places.local_duty(code, number), by=people[code])
    tend("2018-11-05")
    return plan


def place(code: str) -> int:
    return Jurisdiction.objects.get(code=code).pk


def test_every_place_has_its_line_over_all_rounds(plan):
    with at("2018-11-05"):
        lines = discipline.by_place(plan)

    assert lines == {
        place("CN"): Line(missing=4),
        place("320000"): Line(missing=4),
        place("350000"): Line(on_time=3, late=1),
        place("420000"): Line(on_time=1, late=2, missing=1),
    }


def test_a_past_day_shows_what_was_then(plan):
    lines = discipline.by_place(plan, date("2018-09-28"))

    assert lines[place("350000")] == Line(early=1, pending=1)
    assert lines[place("420000")] == Line(pending=2)


def test_a_place_holds_what_lies_in_it(db):
    plan = factories.plan()
    places.prefecture("350100")
    places.hand_out(plan, "350000", "350100", day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")

    lines = discipline.by_place(plan, date("2018-09-20"))

    assert (lines[place("350000")], lines[place("350100")]) == (Line(pending=2), Line(pending=1))


def test_a_plan_without_rounds_has_no_lines(db):
    assert discipline.by_place(factories.plan()) == {}


def test_shares_are_of_what_was_owed_and_missing_without_it():
    assert Line(on_time=1, late=1, missing=2, pending=5, excused=3).punctual == 25
    assert Line(early=2, pending=5, excused=3).punctual is None


def test_the_sentence_gives_the_shares_as_the_circular_did():
    whole = Line(on_time=443, late=401, missing=156)

    assert discipline.sentence(whole) == "Of 1000 returns 44.3% on time, 40.1% late, 15.6% missing"
    assert discipline.sentence(Line(early=1, pending=3)) == (
        "No return was due yet; of 4 not due yet 1 have been given"
    )
    assert discipline.sentence(Line(on_time=1, returned=1, pending=2, excused=1)) == (
        "Of 2 returns 50.0% on time, 0.0% late, 0.0% missing; 50.0% sent back;"
        " of 2 not due yet 0 have been given; 1 excused"
    )


def test_a_round_half_given_does_not_raise_the_share_before_its_due_day(plan):
    """All that has come by then has come in time; only what is still out can be late."""
    found = read(factories.secretariat(), plan, date("2018-10-23"))

    fujian = next(row for row in found.rows if row.key == "350000")
    assert fujian.line == Line(on_time=1, late=1, early=2)
    assert (fujian.line.punctual, fujian.course, fujian.trend) == (50, [50, None], "no comparison yet")


def test_places_with_the_same_share_have_the_same_rank(plan):
    found = read(factories.secretariat(), plan, date("2018-10-12"), number="2018-09")

    ranks = {row.key: (row.rank, row.line.punctual) for row in found.rows}
    assert ranks == {"350000": (1, 50), "420000": (2, 0), "320000": (2, 0), "CN": (None, 0)}
    assert [row.key for row in found.rows] == ["320000", "350000", "420000", "CN"]


def test_the_trend_compares_the_last_two_rounds_with_a_figure(plan):
    found = read(factories.secretariat(), plan, date("2018-11-05"))

    trends = {row.key: (row.course, row.direction, row.trend) for row in found.rows}
    assert trends["350000"] == ([50.0, 100.0], "up", "50.0 points better")
    assert trends["320000"] == ([0.0, 0.0], "right", "steady")


def test_rows_are_sorted_and_narrowed_and_who_has_no_figure_comes_last(plan):
    found = read(factories.secretariat(), plan, date("2018-11-05"))

    assert [row.key for row in arranged(found.rows, ordering="rank")] == ["350000", "420000", "320000", "CN"]
    assert [row.key for row in arranged(found.rows, ordering="-missing")] == [
        "320000", "CN", "420000", "350000",
    ]  # fmt: skip
    assert [row.key for row in arranged(found.rows, show="late")] == ["350000", "420000"]


def text(response) -> str:
    words = re.sub(r"<(title|desc).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", words))


def get(client, user, query: str = "", day: str = "2018-11-05"):
    client.force_login(user)
    with at(day):
        return client.get(f"/plans/p/discipline/{query}")


def test_the_page_gives_all_provinces_to_everybody_and_links_only_into_ones_own(client, plan):
    page = get(client, places.provincial("350000"), "?round=2018-09")

    assert "Of 8 returns 12.5% on time, 37.5% late, 50.0% missing" in text(page)
    assert [row.row.name for row in page.context["rows"]] == [
        "Jiangsu", "Fujian", "Hubei", "National bodies",
    ]  # fmt: skip
    behind = re.findall(r'href="(/plans/p/rounds/2018-09/\?place=[^"]+)"', page.content.decode())
    assert [html.unescape(address) for address in behind] == [
        "/plans/p/rounds/2018-09/?place=350000&punctuality=on_time",
        "/plans/p/rounds/2018-09/?place=350000&punctuality=late",
    ]


def test_by_agency_the_page_shows_those_in_sight(client, plan):
    page = get(client, places.provincial("350000"), "?by=agency")

    assert [row.row.name for row in page.context["rows"]] == ["NHC", "FJ-RO"]
    assert "HB-RO" not in page.content.decode()
    everybody = get(client, factories.secretariat(), "?by=agency&ordering=-on_time")
    assert [row.row.name for row in everybody.context["rows"]] == ["FJ-RO", "HB-RO", "NHC", "JS-RO"]


def test_a_past_day_and_a_round_are_asked_by_the_address(client, plan):
    page = get(client, factories.secretariat(), "?as_of=2018-09-28")

    assert "No return was due yet; of 8 not due yet 1 have been given" in text(page)


def test_before_the_first_round_the_page_says_so(client, db):
    ruled(day="2018-09-01")

    assert "No round has begun yet" in text(get(client, factories.secretariat(), day="2018-09-02"))


def test_it_is_for_those_who_may_see_the_plan(client, plan):
    assert get(client, factories.user("security_admin")).status_code == 404
    assert get(client, factories.user("auditor")).status_code == 200


def test_the_export_holds_the_rows_as_seen_and_all_returns_last(client, plan):
    client.force_login(places.provincial("350000"))
    with at("2018-11-05"):
        answer = client.get("/plans/p/discipline/export/csv/?round=2018-09&ordering=-on_time&show=late")

    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line[:5] for line in lines] == [
        ["Rank", "Province", "Owed", "On time", "On time %"],
        ["1", "Fujian", "2", "1", "50.0"],
        ["2", "Hubei", "2", "0", "0.0"],
        ["", "All returns", "8", "1", "12.5"],
    ]
    assert client.get("/plans/p/discipline/export/docx/").status_code == 404


@pytest.mark.parametrize("provinces", [1, 3])
def test_the_page_takes_the_same_queries_however_many_rows(client, django_assert_num_queries, provinces, db):
    plan = factories.plan(tasks=provinces)
    places.hand_out(plan, *CODES[:provinces], day="2018-09-01")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    tend("2018-09-20")
    get(client, places.provincial("350000"))

    # session, user with posts; plan, rounds, returns, places (or agencies)
    for query in ("", "?by=agency", "?round=2018-09"):
        with at("2018-09-21"), django_assert_num_queries(6):
            client.get(f"/plans/p/discipline/{query}")


class CountsAgainstBruteForce(TestCase):
    @settings(max_examples=20)
    @given(st.lists(st.none() | st.integers(0, 12), min_size=6, max_size=6), st.integers(0, 14))
    def test_what_the_database_counts_is_what_counting_by_hand_gives(self, gaps: list, later: int):
        plan = factories.plan(tasks=2)
        places.hand_out(plan, *CODES, day="2018-09-01")
        with at("2018-09-01"):
            life.set_rule(plan, by=None, **RULE)
        tend("2018-09-20")
        entry, start = plan.entries.first(), date("2018-09-20")
        for row, gap in zip(Return.objects.exclude(assignment__agency__code="NHC"), gaps, strict=True):
            if gap is not None:
                given = start.fromordinal(start.toordinal() + gap)
                Return.objects.filter(pk=row.pk).update(given_on=given, entry=entry)
        day = start.fromordinal(start.toordinal() + later)

        lines = discipline.by_place(plan, day)

        expected: dict[int, Counter] = {}
        for row in Return.objects.select_related("round", "assignment__agency"):
            counts = expected.setdefault(row.assignment.agency.jurisdiction_id, Counter())
            kind = punctuality(row, row.round.due_on, day)
            counts[
                ("early" if day <= row.round.due_on else "on_time") if kind == "on_time" else NAMES[kind]
            ] += 1
        assert lines == {key: Line(**counts) for key, counts in expected.items()}
