"""Handing measures to places: who gets what, what is refused, and what the places then do with it."""

import datetime as dt

import pytest

from agencies.enums import UserRole
from agencies.models import Agency, Jurisdiction
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Refused
from tasks import queries, services
from tasks.enums import Move, Role, State
from tasks.local import handing_out
from tasks.models import Assignment, Deadline, Entry, Measure, Plan, Slip
from tasks.notices import read_plan
from tasks.standing import Limits, kind_of
from tasks.verification import verify
from tests import factories, places
from tests.factories import at
from tests.tasks import scenes

pytestmark = pytest.mark.django_db
FUJIAN, HUBEI = "350000", "420000"


@pytest.fixture
def plan() -> Plan:
    """Two tasks of NHC that MOF supports, and two provinces."""
    places.province(FUJIAN)
    places.province(HUBEI)
    return factories.plan(tasks=2, others={"MOF": "co_responsible"})


def measures(*numbers: str) -> list[Measure]:
    return list(Measure.objects.filter(task__number__in=numbers or ("1.1", "1.2")).order_by("task__number"))


def hand_out(*codes: str, by=None, day: str = "2018-07-02", **said):
    found = [Jurisdiction.objects.get(code=code) for code in codes or (FUJIAN, HUBEI)]
    with at(day):
        return handing_out.hand_out(said.pop("measures", measures()), found, by=by, **said)


def test_every_place_gets_a_duty_for_every_measure(plan):
    office = factories.secretariat()

    done = hand_out(by=office, note="Please begin")

    rows = Assignment.objects.local().order_by("measure__task__number", "position")
    assert list(rows.values_list("measure__task__number", "agency__code", "owes", "state")) == [
        ("1.1", "FJ-RO", True, "assigned"),
        ("1.1", "HB-RO", True, "assigned"),
        ("1.2", "FJ-RO", True, "assigned"),
        ("1.2", "HB-RO", True, "assigned"),
    ]
    assert ([duty.pk for duty in done.duties], done.held) == ([row.pk for row in rows], 0)
    entries = Entry.objects.filter(assignment__in=rows)
    assert set(entries.values_list("move", "actor", "note")) == {("issue", office.pk, "Please begin")}
    assert verify(plan) is None


def test_without_a_day_the_measures_own_counts_and_the_duty_begins_when_it_is_handed_out(plan):
    Deadline.objects.create(measure=measures("1.1")[0], position=1, date=dt.date(2018, 10, 31))

    hand_out(FUJIAN, day="2018-09-03")

    found = Assignment.objects.local().order_by("measure__task__number")
    assert list(found.values_list("start_on", "due_on", "original_due_on")) == [
        (dt.date(2018, 9, 3), dt.date(2018, 10, 31), dt.date(2018, 10, 31)),
        (dt.date(2018, 9, 3), factories.END, factories.END),
    ]


def test_one_day_may_be_set_for_all_of_them(plan):
    hand_out(due_on=dt.date(2019, 3, 29))

    assert set(Assignment.objects.local().values_list("due_on", "original_due_on")) == {
        (dt.date(2019, 3, 29), dt.date(2019, 3, 29))
    }


def test_what_a_place_has_already_stays_as_it_is(plan):
    hand_out(FUJIAN, measures=measures("1.1"))
    before = Assignment.objects.local().values().get()

    done = hand_out(due_on=dt.date(2019, 3, 29), day="2018-08-01")
    again = hand_out(due_on=dt.date(2019, 3, 29), day="2018-08-01")

    assert (len(done.duties), done.held, len(again.duties), again.held) == (3, 1, 0, 4)
    assert Assignment.objects.local().filter(pk=before["id"]).values().get() == before
    assert Entry.objects.filter(assignment__role=Role.IMPLEMENTING).count() == 4


def test_what_is_named_twice_counts_once(plan):
    done = hand_out(FUJIAN, FUJIAN, measures=measures("1.1") * 2)

    assert (len(done.duties), done.held) == (1, 0)


def test_the_reform_office_answers_and_not_another_body_of_the_place(plan):
    Agency.objects.filter(code="FJ-RO").update(position=99_999)
    factories.agency("FJ-HC", Jurisdiction.objects.get(code=FUJIAN))

    hand_out(FUJIAN, measures=measures("1.1"))

    assert Assignment.objects.local().get().agency.code == "FJ-RO"


def test_a_prefecture_gets_its_own(plan):
    places.prefecture("350100")

    hand_out("350100", FUJIAN, measures=measures("1.1"))

    found = Assignment.objects.local().order_by("position").values_list("agency__code", flat=True)
    assert list(found) == ["FJ-RO", "P3501-RO"]


def refused(kind: type[Refused], *codes: str, **said) -> Refused:
    with pytest.raises(kind) as caught:
        hand_out(*codes, **said)
    assert Assignment.objects.local().count() == 0
    return caught.value


@pytest.mark.parametrize(
    "role", [UserRole.AUDITOR, UserRole.OFFICER, UserRole.PROVINCIAL, UserRole.SYSTEM_ADMIN]
)
def test_only_the_secretariat_hands_out(plan, role):
    body = "FJ-RO" if role == UserRole.PROVINCIAL else "NHC" if role == UserRole.OFFICER else None

    refused(NotAllowed, by=factories.user(role, body))


def test_a_place_where_nobody_answers_is_named(plan):
    Agency.objects.filter(code="HB-RO").update(dissolved_on=dt.date(2018, 1, 1))

    found = refused(Impossible)

    assert (found.code, str(found.message)) == ("no_body", "No body answers for Hubei.")


def test_a_draft_is_not_handed_out():
    places.province(FUJIAN)
    factories.plan(tasks=2, issued=False)

    assert refused(Impossible, FUJIAN).code == "not_issued"


def test_measures_of_two_plans_are_not_handed_out_together(plan):
    factories.plan("other")
    both = [*measures("1.1"), *Measure.objects.filter(task__area__plan__slug="other")]

    assert refused(Invalid, measures=both).fields == {"measures": "All measures must belong to one plan."}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"measures": []}, "measures"),
        ({"due_on": dt.date(2018, 6, 30)}, "due_on"),
        ({"due_on": dt.date(2218, 6, 30)}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"note": "x" * 4001}, "note"),
        ({"note": "a\x00b"}, "note"),
    ],
)
def test_bad_input_names_its_field(plan, said, field):
    assert list(refused(Invalid, **said).fields) == [field]


def test_no_place_at_all_is_refused(plan):
    with pytest.raises(Invalid) as caught:
        handing_out.hand_out(measures(), [], by=None)

    assert list(caught.value.fields) == ["places"]


@pytest.mark.parametrize("outside", ["CN", HUBEI, FUJIAN])
def test_a_local_plan_reaches_only_what_lies_below_it(plan, outside):
    fujian = Jurisdiction.objects.get(code=FUJIAN)
    Plan.objects.filter(pk=plan.pk).update(jurisdiction=fujian)
    places.prefecture("350100")

    assert list(refused(Invalid, outside).fields) == ["places"]
    assert len(hand_out("350100").duties) == 2


def test_the_document_comes_out_as_before(plan):
    before = read_plan(plan)

    hand_out()

    assert read_plan(plan) == before


def test_the_outlook_says_what_would_be_made(plan):
    hand_out(FUJIAN, measures=measures("1.1"))
    Agency.objects.filter(code="HB-RO").update(dissolved_on=dt.date(2018, 1, 1))
    Deadline.objects.create(measure=measures("1.2")[0], position=1, date=dt.date(2018, 8, 31))
    chosen = Jurisdiction.objects.filter(code__in=[FUJIAN, HUBEI])

    with at("2018-09-03"):
        seen = handing_out.outlook(plan, measures(), chosen)
        overdue = seen.overdue

    assert (seen.pairs, len(seen.held), overdue) == (4, 1, 1)
    assert [(measure.task.number, body.code) for measure, body in seen.wanted] == [("1.2", "FJ-RO")]
    assert [place.code for place in seen.silent] == [HUBEI]
    assert seen.due_days == [(dt.date(2018, 8, 31), 1)]
    assert [(place.code, body and body.code) for place, body in seen.answering] == [
        (FUJIAN, "FJ-RO"),
        (HUBEI, None),
    ]


def test_each_action_is_remembered_as_one(plan):
    office = factories.secretariat()
    hand_out(FUJIAN, by=office, note="First")
    hand_out(by=office, note="First", day="2018-08-01")
    hand_out(by=office, note="Nothing new", day="2018-08-02")

    found = [(one.measures, one.places, one.duties, one.note) for one in handing_out.past(plan)]

    assert found == [(2, 1, 2, "First"), (2, 1, 2, "First")]
    assert {one.actor_label for one in handing_out.past(plan)} == {f"{office.username} ({office.username})"}
    assert [str(one.at.date()) for one in handing_out.past(plan)] == ["2018-08-01", "2018-07-02"]


# What the places do with it.


def handed() -> Assignment:
    hand_out(measures=measures("1.1"))
    return places.local_duty(FUJIAN)


def test_a_place_reports_claims_and_is_verified_without_the_bodies_of_the_clause(plan):
    duty, officer, office = handed(), places.provincial(FUJIAN), factories.secretariat()
    supporting = factories.duty("MOF").version, factories.duty("NHC").version

    scenes.make(Move.REPORT, duty, officer)
    scenes.make(Move.ASK_EXTENSION, duty, officer)
    scenes.make(Move.GRANT, duty, office)
    scenes.make(Move.ESCALATE, duty, office)
    scenes.make(Move.CLAIM, duty, officer)
    scenes.make(Move.RETURN, duty, office)
    scenes.make(Move.CLAIM, duty, officer, note="now really")
    entry = scenes.make(Move.VERIFY, duty, office)

    assert scenes.position(duty, "state", "due_on", "original_due_on") == (
        State.VERIFIED, scenes.LATER, factories.END,
    )  # fmt: skip
    assert entry.details == {"concurred": [], "silent": [], "by_silence": []}
    assert Slip.objects.get().assignment == duty
    assert (factories.duty("MOF").version, factories.duty("NHC").version) == supporting
    assert scenes.position(places.local_duty(HUBEI), "state", "version") == (State.ASSIGNED, 1)
    assert verify(plan) is None


@pytest.mark.parametrize("move", [Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION])
def test_a_neighbour_makes_no_move(plan, move):
    duty = handed()

    with pytest.raises(NotAllowed):
        scenes.make(move, duty, places.provincial(HUBEI))

    assert scenes.position(duty, "version") == (1,)


@pytest.mark.parametrize("code", ["NHC", "MOF"])
@pytest.mark.parametrize("move", [Move.CONCUR, Move.OBJECT])
def test_a_national_body_has_no_say_in_what_a_place_claims(plan, code, move):
    duty = handed()
    scenes.make(Move.CLAIM, duty, places.provincial(FUJIAN))

    with pytest.raises(NotAllowed):
        scenes.make(move, duty, factories.officer(code))


def test_what_the_leads_do_does_not_move_the_places(plan):
    duty = handed()

    scenes.make(Move.SUSPEND, factories.duty("NHC"), factories.secretariat())

    assert scenes.position(factories.duty("MOF"), "state") == (State.SUSPENDED,)
    assert scenes.position(duty, "state", "version") == (State.ASSIGNED, 1)


@pytest.mark.parametrize("day", ["2018-07-02", "2018-09-28", "2018-12-20", "2019-02-01"])
def test_the_standing_in_the_database_is_that_of_the_rule(plan, day):
    hand_out()
    reporter = places.provincial(FUJIAN)
    with at("2018-09-01"):
        services.report(places.local_duty(FUJIAN), by=reporter, percent=20, note="x", reason="y")

    with at(day):
        rows = queries.duties(factories.secretariat()).local()
        limits = Limits.on(dt.date.fromisoformat(day))

        assert {row.pk: row.at_standing for row in rows} == {
            row.pk: kind_of(row.facts, limits) for row in rows
        }


@pytest.mark.parametrize("changed", [{"original_due_on": dt.date(2019, 6, 1)}, {"state": State.VERIFIED}])
def test_the_ledger_notices_what_was_changed_behind_its_back(plan, changed):
    duty = handed()

    completed = {"completed_on": factories.END} if "state" in changed else {}
    Assignment.objects.filter(pk=duty.pk).update(**changed | completed)

    fault = verify(plan)
    assert fault is not None
    assert (fault.code, fault.n) == ("position", duty.entries.get().n)
