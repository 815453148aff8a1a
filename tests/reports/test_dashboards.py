"""The figures of the dashboards against plans small enough to count by hand."""

import datetime as dt

import pytest
from django.core.cache import cache

from agencies.enums import UserRole
from agencies.models import Agency
from reports import changes, dashboards, league
from reports.board import read_board
from reports.course import course
from tasks import services
from tasks.enums import Role
from tasks.issuing import issue_plan
from tasks.models import Assignment, Measure, Plan, ReformArea
from tests import factories
from tests.factories import at, duty

pytestmark = pytest.mark.django_db
TODAY = dt.date(2018, 11, 21)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def say(percent: int, *, code: str = "NHC", number: str = "1.1", day: str = "2018-11-12") -> None:
    """The agency's report of that day."""
    with at(day):
        services.report(
            duty(code, number), by=factories.officer(code), percent=percent, note="said", reason="slow"
        )


def verify(day: str = "2018-11-14") -> None:
    """The secretariat believes the claim on task 1.1."""
    with at(day):
        services.verify(duty(), by=factories.secretariat(), note="seen")


def move_due(number: str, day: dt.date, code: str = "NHC") -> None:
    """Corrects the due date of the duty, as of the first day of the plan."""
    with at(factories.START, hour=11):
        services.correct(
            duty(code, number),
            by=factories.secretariat(),
            corrects=duty(code, number).entries.first().n,
            reason="as printed",
            due_on=day,
        )


def board_of(plan, as_of: dt.date | None = None, user=None):
    return read_board(user or factories.secretariat(), plan, as_of)


def test_the_percentage_is_the_mean_of_those_that_reported_and_says_how_many_they_are():
    plan = factories.plan(tasks=3)
    say(80, number="1.1")
    say(60, number="1.2")

    figures = dashboards.figures(board_of(plan).rows)

    assert (figures.reported, figures.heard, figures.leads) == (70.0, 2, 3)


def test_without_any_report_the_percentage_is_missing_and_not_zero():
    figures = dashboards.figures(board_of(factories.plan(tasks=2)).rows)

    assert (figures.reported, figures.gap, figures.heard) == (None, None, 0)


def test_a_task_is_the_mean_over_its_measures_and_not_over_its_leads():
    plan = factories.plan(tasks=0, issued=False)
    leads = dict.fromkeys("ABC", Role.LEAD)
    task = factories.add_task(ReformArea.objects.get(plan=plan), 1, leads)
    second = Measure.objects.create(task=task, position=2, text="More.", clause="(C)", mode="lead_first")
    Assignment.objects.filter(agency__code="C").update(measure=second)
    with at(factories.START):
        plan = issue_plan(plan, by=None)
    for code, percent in (("A", 90), ("B", 70), ("C", 20)):
        say(percent, code=code)

    figures = dashboards.figures(board_of(plan).rows)

    assert figures.reported == 50.0


def test_planned_grows_evenly_over_the_period():
    board = board_of(factories.plan())

    # 143 of the 183 days from 1 July to 31 December have passed.
    assert dashboards.figures(board.rows).planned == 78.0


def test_verified_stands_apart_from_reported():
    plan = factories.plan(tasks=2)
    factories.claimed()
    verify()
    say(80, number="1.2")

    figures = dashboards.figures(board_of(plan).rows)

    assert (figures.reported, figures.verified, figures.done, figures.measures) == (90.0, 50.0, 1, 2)


def test_counts_are_over_duties_that_owe_reports():
    plan = factories.plan(tasks=2, others={"MOF": Role.CO_RESPONSIBLE})
    say(75, number="1.1")

    figures = dashboards.figures(board_of(plan).rows)

    assert dict(figures.counts) == {"on_track": 1, "behind": 1}
    assert (figures.owing, figures.supporting, figures.troubled) == (2, 2, 1)


def test_overdue_duties_come_longest_first_with_their_mean_lateness():
    plan = factories.plan(tasks=3)
    move_due("1.1", dt.date(2018, 11, 11))
    move_due("1.2", dt.date(2018, 10, 22))

    board = board_of(plan)

    assert [(row.task, row.late) for row in dashboards.overdue(board.rows)] == [("1.2", 30), ("1.1", 10)]
    assert dashboards.figures(board.rows).late_mean == 20


def test_a_granted_extension_leaves_the_lateness_against_the_original_date():
    plan = factories.plan()
    move_due("1.1", dt.date(2019, 1, 31))

    row = board_of(plan, user=factories.secretariat()).rows[0]

    assert (row.late, row.late_original, row.left) == (0, 0, 71)


def test_due_next_leaves_out_what_is_late_claimed_or_done_and_starts_with_the_soonest():
    plan = factories.plan(tasks=4)
    move_due("1.2", dt.date(2018, 12, 1))
    move_due("1.3", dt.date(2018, 11, 1))
    factories.claimed()

    rows = board_of(plan).rows

    assert [row.task for row in dashboards.due_next(rows)] == ["1.2", "1.4"]


def test_due_in_thirty_days_counts_what_the_list_behind_it_shows(client):
    user, plan = factories.secretariat(), factories.plan(tasks=3)
    move_due("1.1", dt.date(2018, 12, 21))
    move_due("1.2", dt.date(2018, 12, 22))
    client.force_login(user)

    page = client.get(f"/plans/{plan.slug}/dashboard/")
    listed = client.get(page.context["soon_url"])

    assert page.context["figures"].soon == 1
    assert [row.measure.task.number for row in listed.context["page"]] == ["1.1"]


def test_a_past_day_answers_from_the_ledger():
    plan = factories.plan(tasks=2)
    say(40, day="2018-10-10")
    say(70, day="2018-11-12")
    say(90, number="1.2", day="2018-11-12")

    then, now = board_of(plan, dt.date(2018, 10, 31)), board_of(plan)

    assert [row.percent for row in then.rows] == [40, None]
    assert [row.percent for row in now.rows] == [70, 90]


def test_the_course_repeats_what_each_day_showed():
    plan = factories.plan(tasks=2)
    say(40, day="2018-10-10")
    say(70, day="2018-11-12")
    say(90, number="1.2", day="2018-11-12")

    points = {point.day: point for point in course(board_of(plan))}

    for day in (dt.date(2018, 10, 7), dt.date(2018, 10, 14), dt.date(2018, 11, 18), TODAY):
        shown = dashboards.figures(board_of(plan, day if day < TODAY else None).rows)
        point = points[day]
        assert (point.actual, point.planned, point.heard) == (shown.reported, shown.planned, shown.heard)


def test_the_course_ends_with_the_plan_and_knows_nothing_of_days_to_come():
    points = course(board_of(factories.plan()))

    assert (points[0].day, points[-1].day) == (factories.START, factories.END)
    assert [point.heard for point in points if point.day > TODAY] == [None] * 7
    assert (points[-1].planned, points[-1].actual) == (100.0, None)


def test_the_course_of_an_unissued_plan_is_empty():
    assert course(board_of(factories.plan(issued=False))) == ()


def test_a_move_is_seen_at_once_although_figures_are_kept():
    plan, user = factories.plan(), factories.secretariat()
    before = board_of(plan, user=user).rows[0].percent
    say(30)

    after = board_of(Plan.objects.get(pk=plan.pk), user=user).rows[0].percent

    assert (before, after) == (None, 30)


def test_kept_figures_never_reach_another_sight():
    plan = factories.plan()
    Assignment.objects.filter(plan=plan).update(agency=factories.agency("FJ", factories.province()))
    guangdong = factories.agency("GD", factories.province("440000", "Guangdong", "广东"))
    stranger = factories.user(UserRole.PROVINCIAL, guangdong)

    board_of(plan)

    assert board_of(plan, user=stranger).rows == ()


def test_the_week_holds_seven_days_and_leaves_out_what_the_portal_did_itself():
    plan = factories.plan(tasks=2, others={"MOF": Role.CO_RESPONSIBLE})
    factories.claimed(day="2018-11-13")
    say(10, number="1.2", day="2018-11-14")
    say(20, number="1.2", day="2018-11-15")
    verify(day="2018-11-21")

    week = changes.week(board_of(plan))

    assert (week.since, week.until) == (dt.date(2018, 11, 15), TODAY)
    assert week.counts == (("Report progress", 1), ("Verify", 1))
    assert [(change.what, change.percent) for change in week.newest] == [
        ("Verify", None),
        ("Report progress", 20),
    ]


def test_a_task_stands_as_its_worst_lead_and_names_it():
    plan = factories.plan(others={"MOF": Role.LEAD})
    say(90, code="NHC")

    (line,) = dashboards.task_lines(board_of(plan).rows)

    assert (line.worst.agency, line.worst.standing) == ("MOF", "behind")
    assert line.reason == "MOF: no report yet, 78% planned by 2018-11-21; due 2018-12-31"


def test_the_league_sorts_both_ways_and_puts_a_missing_figure_last():
    plan = factories.plan(tasks=1, others={"MOF": Role.LEAD, "NHSA": Role.LEAD})
    say(30, code="NHC")
    say(60, code="NHSA")
    every = league.lines(board_of(plan))

    def order(ordering: str) -> list[str]:
        return [line.group.first.agency for line in league.league(every, ordering=ordering)]

    assert order("reported") == ["NHC", "NHSA", "MOF"]
    assert order("-reported") == ["NHSA", "NHC", "MOF"]
    assert order("nonsense") == ["NHC", "MOF", "NHSA"]


def test_the_league_shows_one_kind():
    plan = factories.plan(others={"MOF": Role.LEAD})
    Agency.objects.filter(code="MOF").update(kind="ministry")
    every = league.lines(board_of(plan))

    lines = league.league(every, kind="ministry")

    assert [line.group.first.agency for line in lines] == ["MOF"]
    assert league.kinds(every) == [("ministry", "Ministry"), ("commission", "Commission")]
