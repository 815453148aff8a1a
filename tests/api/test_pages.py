"""Lists come in pages, at a constant number of queries."""

import pytest

from reformtracker.lib import clock
from reports.models import Report
from tasks.models import Deadline, Measure, Plan, Target
from tests.api.calls import V1, results, signed_in
from tests.factories import START, officer, plan

pytestmark = pytest.mark.django_db


def test_lists_come_in_pages(office):
    plan(tasks=3)

    first = office.get(f"{V1}/assignments/", {"page_size": 2}).json()
    second = office.get(first["next"]).json()

    assert (first["count"], first["previous"], second["next"]) == (3, None, None)
    assert [row["task"]["number"] for row in first["results"] + second["results"]] == ["1.1", "1.2", "1.3"]


def test_a_page_holds_at_most_two_hundred(office):
    plan(tasks=201)

    assert len(results(office, "/assignments/", page_size=100000)) == 200


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "999999999999999999999", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(office, page):
    plan()

    assert office.get(f"{V1}/assignments/", {"page": page}).status_code == 404


# Session, account with its posts, count, rows; besides, tasks: measures, responsibilities,
# deadlines, targets, roll-up; measures: responsibilities, deadlines, targets; entries: evidence.
QUERIES = {
    "/plans/": 4,
    "/areas/": 4,
    "/tasks/": 9,
    "/measures/": 7,
    "/targets/": 5,
    "/assignments/": 4,
    "/entries/": 5,
    "/agencies/": 4,
    "/jurisdictions/": 4,
    "/reports/": 4,
}


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(path, count, django_assert_num_queries):
    for n in range(count):
        plan(f"p{n}", tasks=count, others={"MOF": "participating"})
    for measure in Measure.objects.all():
        Target.objects.create(measure=measure, position=1, text="all", value=1, comparator="=")
        Deadline.objects.create(measure=measure, position=1, date="2018-12-31")
    holder = officer()
    for made in Plan.objects.all():
        Report.objects.create(
            kind="overdue", plan=made, as_of=START, requested_by=holder, requested_at=clock.now()
        )
    client = signed_in(holder)

    with django_assert_num_queries(QUERIES[path]):
        client.get(V1 + path)


def test_the_past_costs_no_more_than_the_present(django_assert_num_queries):
    plan(tasks=3)
    client = signed_in(officer())

    with django_assert_num_queries(4):
        client.get(f"{V1}/assignments/", {"as_of": "2018-10-10"})
