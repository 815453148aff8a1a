"""Roll-ups: a task from its duties, counts from the database, the reporting month."""

import datetime as dt

import pytest

from tasks import queries
from tasks.enums import Move, Role
from tasks.queries import ReportingMonth, mean_of_means
from tests import factories
from tests.tasks.scenes import make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2018, 11, 21)


@pytest.fixture
def secretariat():
    return factories.secretariat()


def add_measure(number: str, position: int, bodies: dict[str, str]) -> None:
    """A second measure in the task of that number."""
    first = factories.duty(number=number)
    measure = first.measure
    measure.pk, measure.position = None, position
    measure.save(force_insert=True)
    for place, (code, role) in enumerate(bodies.items(), start=1):
        first.pk, first.measure, first.agency = None, measure, factories.agency(code)
        first.role, first.owes, first.position, first.named = role, role == Role.LEAD, place, code
        first.save(force_insert=True)


def summaries(secretariat) -> list[queries.TaskSummary]:
    return queries.task_summaries(queries.duties(secretariat), TODAY)


def test_a_task_is_as_bad_as_its_worst_lead_and_its_percentage_is_the_mean_of_its_measures_means(secretariat):
    factories.plan(others={"MOF": Role.LEAD, "NHSA": Role.CO_RESPONSIBLE}, mode="respective", issued=False)
    add_measure("1.1", 2, {"MOE": Role.LEAD, "MOST": Role.PARTICIPATING})
    issue()
    make(Move.REPORT, duty("NHC", 1), factories.officer("NHC"), percent=31, day="2018-11-20")
    make(Move.CLAIM, duty("MOF", 1), factories.officer("MOF"), day="2018-11-20")
    make(Move.REPORT, duty("MOE", 2), factories.officer("MOE"), percent=80, day="2018-11-20")

    (task,) = summaries(secretariat)

    # (31 + 100) / 2 = 65.5 and 80: together 72.75, rounded down.
    assert (task.percent, task.planned) == (72, 78)
    assert (task.state, task.standing) == ("in_progress", "behind")
    assert (task.leads, task.reported, task.measures, task.verified) == (3, 3, 2, 0)
    assert task.lead_codes == ["NHC", "MOF", "MOE"]


def issue() -> None:
    from tasks.issuing import issue_plan
    from tasks.models import Plan

    with factories.at(factories.START):
        issue_plan(Plan.objects.get(), by=None)


def duty(code: str, position: int):
    from tasks.models import Assignment

    return Assignment.objects.get(agency__code=code, measure__position=position)


def test_a_measure_is_verified_when_all_its_leads_are_and_its_due_date_is_the_first_still_open(secretariat):
    factories.plan(others={"MOF": Role.LEAD}, mode="respective")
    make(Move.CLAIM, factories.duty("NHC"), factories.officer("NHC"))
    make(Move.VERIFY, factories.duty("NHC"), secretariat)
    make(Move.ASK_EXTENSION, factories.duty("MOF"), factories.officer("MOF"))
    make(Move.GRANT, factories.duty("MOF"), secretariat)
    (half,) = summaries(secretariat)
    make(Move.CLAIM, factories.duty("MOF"), factories.officer("MOF"))
    make(Move.VERIFY, factories.duty("MOF"), secretariat)

    (whole,) = summaries(secretariat)

    assert (half.verified, half.state, half.due_on.isoformat()) == (0, "assigned", "2019-01-31")
    assert (whole.verified, whole.state, whole.standing) == (1, "verified", "done_on_time")
    assert whole.due_on.isoformat() == "2019-01-31"


def test_what_supporting_and_implementing_bodies_do_does_not_count_into_the_task(secretariat):
    factories.agency("FJHC", factories.province())
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE, "FJHC": Role.IMPLEMENTING})
    make(Move.REPORT, factories.duty("MOF"), factories.officer("MOF"), percent=90)
    make(Move.REPORT, factories.duty("FJHC"), factories.user("provincial", "FJHC"), percent=90)

    (task,) = summaries(secretariat)

    assert (task.percent, task.leads, task.reported, task.reported_on) == (None, 1, 0, None)


def test_in_a_joint_measure_everybody_counts_and_who_never_reported_is_missing_not_nought(secretariat):
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE}, mode="joint")
    make(Move.REPORT, factories.duty("MOF"), factories.officer("MOF"), percent=90)

    (task,) = summaries(secretariat)

    assert (task.percent, task.leads, task.reported) == (90, 2, 1)
    make(Move.REPORT, factories.duty("NHC"), factories.officer("NHC"), percent=0)
    assert (summaries(secretariat)[0].percent, summaries(secretariat)[0].reported) == (45, 2)


def test_the_summaries_come_in_the_plans_order_by_one_query_for_any_number(
    secretariat, django_assert_num_queries
):
    factories.plan(tasks=11)
    rows = queries.duties(secretariat)

    with django_assert_num_queries(1):  # all duties with their tasks
        found = queries.task_summaries(rows, TODAY)

    assert [task.number for task in found] == [f"1.{n}" for n in range(1, 12)]


def test_means_are_exact_and_rounded_down():
    assert mean_of_means([[1, 2], [2]]) == 1  # 1.75
    assert mean_of_means([[33, 33, 34], [100]]) == 66  # 66.67
    assert mean_of_means([[100] * 7]) == 100
    assert mean_of_means([[], [50]]) == 50
    assert mean_of_means([]) is mean_of_means([[]]) is None


@pytest.mark.parametrize(
    ("today", "since", "by"),
    [
        ("2018-11-21", "2018-11-01", "2018-11-30"),
        ("2018-09-15", "2018-09-01", "2018-09-30"),  # a Sunday that was worked
        ("2018-12-31", "2018-12-01", "2018-12-29"),  # Saturday, worked for the Monday after
        ("2018-06-30", "2018-06-01", "2018-06-29"),
    ],
)
def test_the_reporting_month_ends_with_its_last_chinese_working_day(today, since, by):
    month = ReportingMonth.of(dt.date.fromisoformat(today))

    assert (month.since.isoformat(), month.by.isoformat()) == (since, by)


def test_a_report_is_awaited_from_who_owes_and_has_not_reported_this_month(secretariat):
    factories.plan(tasks=3, others={"MOF": Role.CO_RESPONSIBLE})
    officer = factories.officer("NHC")
    make(Move.REPORT, factories.duty(number="1.1"), officer, day="2018-10-31")
    make(Move.REPORT, factories.duty(number="1.2"), officer, day="2018-11-01")
    make(Move.SUSPEND, factories.duty(number="1.3"), secretariat)

    waiting = queries.duties(secretariat).awaiting_report_since(ReportingMonth.of(TODAY).since)

    assert list(waiting.values_list("measure__task__number", "agency__code")) == [("1.1", "NHC")]
