"""Whose report it is and what of the plan it is about: every kind shows that and nothing else."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import collecting, scopes
from reports.collecting import KINDS, NoDuties
from reports.enums import Kind
from reports.queries import Sight
from tasks.enums import Role
from tasks.models import Plan, ReformArea
from tasks.rounds import life
from tests import factories, places
from tests.factories import at
from tests.reports.kinds.scene import CODES, DAY, DUE, SINCE, scene
from tests.reports.kinds.test_figures import rows
from tests.tasks.rounds.scenes import RULE, tend
from tests.tasks.targets import scenes

pytestmark = pytest.mark.django_db


def collect(kind: str, user=None, day: str = DAY, language: str = "en", **wanted: object):
    """The report as somebody gets it who asks for it: the filter goes through the same door."""
    plan, on = Plan.objects.get(slug="p"), dt.date.fromisoformat(day)
    wanted |= {"since": SINCE} if kind == Kind.CHANGES else {}
    clean = scopes.clean(wanted, kind=kind, plan=plan, as_of=on, by=user)
    return collecting.collect(kind, Sight(plan, on, user, clean), language)


def everything(document) -> str:
    """All that the tables say, as one text."""
    return repr([table.rows for table in document.tables])


def test_a_province_gets_figures_of_all_places_and_details_of_its_own_alone():
    scene()
    fujian, hubei = places.provincial("350000"), places.provincial("420000")

    seen = {user: {kind: collect(kind, user) for kind in KINDS} for user in (fujian, hubei)}

    cells = [rows(seen[user]["matrix"], "matrix", "place", "task_1.1") for user in (fujian, hubei)]
    assert cells == [
        [("Fujian", "Overdue; 50%"), ("Hubei", "Overdue")],
        [("Fujian", "Overdue"), ("Hubei", "Overdue")],
    ]
    own = {user: rows(seen[user]["matrix"], "duties", "place") for user in (fujian, hubei)}
    assert own == {fujian: [("Fujian",)] * 2, hubei: [("Hubei",)] * 2}
    agencies = [
        {name for (name,) in rows(seen[u]["discipline"], "returns", "agency")} for u in (fujian, hubei)
    ]
    assert agencies == [{"NHC", "FJ-RO"}, {"NHC", "HB-RO"}]
    assert [row[:2] for row in rows(seen[hubei]["overdue"], "places", "place", "overdue")] == [
        ("Fujian", 2), ("Hubei", 2),
    ]  # fmt: skip
    assert {agency for (agency,) in rows(seen[hubei]["overdue"], "overdue", "agency")} == {"HB-RO"}
    assert "FJ-RO" not in "".join(everything(document) for document in seen[hubei].values())
    assert {document.provenance.scope.split(";")[0] for document in seen[hubei].values()} == {
        f"what {hubei} may see"
    }


def test_a_place_is_what_its_bodies_hold():
    scene()
    places.prefecture("350100")
    plan = Plan.objects.get(slug="p")
    places.hand_out(plan, "350100", day="2018-10-01", due_on=DUE)

    found = {kind: collect(kind, place="350000") for kind in KINDS if kind != Kind.CHANGES}

    agencies = {agency for (agency,) in rows(found["progress"], "duties", "agency")}
    assert agencies == {"FJ-RO", "P3501-RO"}
    assert rows(found["overdue"], "places", "place", "owing") == [("Fujian", 2)]
    assert rows(found["discipline"], "provinces", "name") == [("Fujian",), ("All returns",)]
    assert rows(found["matrix"], "matrix", "place", "duties") == [("Fujian", 2)]
    assert rows(found["targets"], "values", "place", "value") == [("Fujian", 30), ("Fujian", None)]
    assert found["progress"].provenance.scope == "the whole plan; place: Fujian"


def test_an_agency_is_what_it_holds_and_in_the_matrix_what_its_measures_became_in_the_places():
    plan = scene()
    area = ReformArea.objects.create(
        plan=plan, position=2, number="2", title="Other", title_en="Other", title_zh="另", field="drugs"
    )
    assert area.position == 2

    found = {kind: collect(kind, agency="NHC") for kind in KINDS}

    assert rows(found["progress"], "duties", "agency") == [("NHC",), ("NHC",)]
    assert [table.key for table in found["overdue"].tables] == ["agencies", "overdue"]
    assert rows(found["discipline"], "agencies", "name") == [("NHC",), ("All returns",)]
    assert rows(found["matrix"], "matrix", "duties") == [(2,), (2,)]
    assert rows(found["targets"], "targets", "task") == [("1.1",), ("1.2",)]
    assert rows(found["changes"], "entries", "agency") == [("NHC",)]
    office = collect("matrix", agency="FJ-RO")
    assert rows(office, "matrix", "duties") == [(2,), (0,)]
    with pytest.raises(NoDuties):
        collect("progress", area="2")


def test_a_view_of_the_task_list_narrows_every_kind():
    scene()
    query = {"query": "task=1.1&part=both&supporting=true"}

    found = {kind: collect(kind, **query) for kind in KINDS}

    assert rows(found["progress"], "duties", "agency") == [("NHC",), ("MOF",), ("FJ-RO",), ("HB-RO",)]
    assert rows(found["overdue"], "overdue", "agency") == [("FJ-RO",), ("HB-RO",)]
    assert rows(found["overdue"], "places", "owing") == [(1,), (1,)]
    assert rows(found["discipline"], "rounds", "owed") == [(3,), (3,)]
    assert [column.key for column in found["matrix"].table("area_1").columns] == ["place", "task_1.1"]
    assert rows(found["targets"], "targets", "task") == [("1.1",)]
    assert rows(found["changes"], "entries", "agency", "percent") == [("NHC", 60), ("FJ-RO", 50)]
    assert found["progress"].provenance.scope == (
        "the whole plan; view of the task list: Task number: 1.1, Whose duties: Both, Supporting duties too"
    )


def test_changes_follow_what_fitted_the_view_on_either_day():
    scene()

    late = collect("changes", query="standing=overdue&part=both")
    behind = collect("changes", query="standing=behind&part=bodies")

    assert rows(late, "standings", "standing", "before", "after")[0] == ("Overdue", 0, 4)
    assert rows(behind, "duties", "agency", "standing_before", "standing") == [
        ("NHC", "Behind plan", "On track")
    ]


def test_the_scope_is_said_in_the_language_of_the_report():
    scene()

    document = collect(
        "progress", language="zh-hans", area="1", field="insurance", query="part=both&role=lead"
    )

    parts = document.provenance.scope.split("；")
    assert (len(parts), parts[0], parts[2]) == (4, "方案全部内容", "改革领域：医疗保障")
    assert (parts[1][-5:], parts[3][-13:]) == ("1. 领域", "角色：牵头、责任主体：全部")


def test_a_report_takes_the_same_queries_however_many_rows():
    small = factories.plan("p")
    places.hand_out(small, CODES[0], day="2018-09-01")
    large = factories.plan("q", tasks=3, others={"MOF": Role.LEAD})
    places.hand_out(large, *CODES, "320000", day="2018-09-01")
    for plan in (small, large):
        with at("2018-09-01"):
            life.set_rule(plan, by=None, **RULE)
        scenes.target(slug=plan.slug)
    tend("2018-09-20")

    counts = [{kind: queries_of(kind, plan) for kind in KINDS} for plan in (small, large)]

    assert counts[0] == counts[1]


def queries_of(kind: str, plan: Plan) -> int:
    wanted = {"since": SINCE} if kind == Kind.CHANGES else {}
    with CaptureQueriesContext(connection) as captured:
        collecting.collect(kind, Sight(plan, dt.date.fromisoformat(DAY), None, wanted), "en")
    return len(captured)
