"""What a list shows to whom: nothing of a neighbour, nothing to who has no business with plans."""

import pytest

from agencies.models import Agency
from tasks.models import Measure, Plan, Target
from tests.api.calls import V1, results, signed_in
from tests.factories import duty, officer, plan, province, user

pytestmark = pytest.mark.django_db


LISTS = ("/plans/", "/areas/", "/tasks/", "/measures/", "/targets/", "/assignments/", "/entries/")


def _plant_what_could_leak() -> None:
    """A draft, and a Fujian body's duty under the national plan."""
    plan("draft", issued=False)
    plan("p", others={"FJ-HC": "participating"})
    Agency.objects.filter(code="FJ-HC").update(jurisdiction=province())
    for measure in Measure.objects.all():
        Target.objects.create(measure=measure, position=1, text="all", value=1, comparator="=")


def test_a_neighbour_sees_the_plan_but_not_the_other_provinces_duties_and_no_draft():
    _plant_what_could_leak()
    guangdong = province("440000", "Guangdong", "广东")
    neighbour = signed_in(user("provincial", officer("GD-HC").agency))
    Agency.objects.filter(code="GD-HC").update(jurisdiction=guangdong)

    seen = {path: results(neighbour, path) for path in LISTS}

    assert {path: len(rows) for path, rows in seen.items()} == dict.fromkeys(LISTS, 1)
    assert [who["agency"]["code"] for who in seen["/measures/"][0]["responsibilities"]] == ["NHC"]
    assert [who["agency"]["code"] for who in seen["/tasks/"][0]["measures"][0]["responsibilities"]] == ["NHC"]
    hidden = duty("FJ-HC")
    assert neighbour.get(f"{V1}/assignments/{hidden.pk}/").status_code == 404
    assert neighbour.get(f"{V1}/entries/{hidden.entries.get().pk}/").status_code == 404
    assert neighbour.get(f"{V1}/plans/draft/notice/").status_code == 404


@pytest.mark.parametrize("role", [None, "system_admin", "security_admin", "audit_admin"])
def test_whoever_has_no_business_with_plans_sees_none(role):
    _plant_what_could_leak()
    client = signed_in(user(role))

    assert [path for path in (*LISTS, "/reports/") if results(client, path)] == []
    assert client.get(f"{V1}/plans/{Plan.objects.issued().get().slug}/summary/").status_code == 404
