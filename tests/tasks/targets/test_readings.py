"""Readings with a report or a claim: who may give which, what is refused, what the ledger says of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from reformtracker.lib.errors import Invalid
from tasks import services
from tasks.models import Entry, Reading
from tasks.targets.readings import MOST, ReadingGiven, clean
from tasks.verification import verify
from tests import factories, places
from tests.tasks import scenes
from tests.tasks.scenes import date
from tests.tasks.targets.scenes import COUNT, INCREASE, LEVEL, SHARE, given, report, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    made = factories.plan()
    places.hand_out(made, "350000", "420000")
    return made


def refused(duty, *readings, **said) -> dict:
    with pytest.raises(Invalid) as caught:
        report(duty, *readings, **said)
    assert Reading.objects.count() == 0
    return {name: str(text) for name, text in caught.value.fields.items()}


def test_a_province_gives_a_share_by_its_two_numbers(plan):
    hospitals = target()

    entry = report(places.local_duty("350000"), given(hospitals, 7, 30, "2018-09-30", "by telephone"))

    row = Reading.objects.get()
    assert (row.target, row.jurisdiction.code, row.on) == (hospitals, "350000", date("2018-09-30"))
    assert (row.value, row.numerator, row.denominator) == (Decimal("23.3333"), 7, 30)
    assert (row.entry, row.by, row.at, row.wall_at) == (entry, entry.actor, entry.at, entry.wall_at)
    assert entry.details["readings"] == [
        {
            "target": hospitals.pk,
            "place": "350000",
            "on": "2018-09-30",
            "value": "23.3333",
            "numerator": "7",
            "denominator": "30",
            "note": "by telephone",
        }
    ]


def test_a_lead_gives_the_value_of_the_whole_with_its_claim(plan):
    level = target(LEVEL)

    with factories.at("2018-10-10"):
        services.claim(
            factories.duty(), by=factories.officer(), note="done", evidence=factories.evidence(),
            readings=[given(level, "55.5")],
        )  # fmt: skip

    assert Reading.objects.values_list("jurisdiction__code", "value").get() == ("CN", Decimal("55.5"))


def test_an_entry_without_readings_says_nothing_of_them(plan):
    entry = report(factories.duty())

    assert "readings" not in entry.details


def test_a_repeated_report_writes_its_readings_once(plan):
    level = target(LEVEL)
    officer = factories.officer()

    first = report(factories.duty(), given(level, 50), by=officer)
    again = report(factories.duty(), given(level, "50.0"), by=officer)

    assert (again.pk, Reading.objects.count()) == (first.pk, 1)


def test_the_same_report_with_another_value_is_another_report(plan):
    level = target(LEVEL)
    officer = factories.officer()

    report(factories.duty(), given(level, 50), by=officer)
    report(factories.duty(), given(level, 51), by=officer)

    assert list(Reading.objects.values_list("value", flat=True)) == [50, 51]


def test_a_target_of_another_measure_is_refused():
    factories.plan(tasks=2)
    foreign = target(LEVEL, number="1.2")

    said = refused(factories.duty(), given(foreign, 5))

    assert said == {f"reading_{foreign.pk}_value": "This target does not belong to the duty."}


def test_the_lead_does_not_answer_for_every_place(plan):
    hospitals = target()

    said = refused(factories.duty(), given(hospitals, 7, 30))

    assert said == {f"reading_{hospitals.pk}_value": "This target does not belong to the duty."}


def test_who_owes_no_report_gives_no_value():
    factories.plan(others={"MOF": "co_responsible"})
    level = target(LEVEL)

    said = refused(factories.duty("MOF"), given(level, 50))

    assert said == {f"reading_{level.pk}_value": "This target does not belong to the duty."}


WRONG = [
    (SHARE, {"numerator": 5}, "denominator", "A share needs both numbers."),
    (SHARE, {"denominator": 5}, "numerator", "A share needs both numbers."),
    (SHARE, {"value": 5}, "value", "A share is given by its two numbers."),
    (SHARE, {"note": "x"}, "numerator", "A share needs both numbers."),
    (SHARE, {"numerator": 5, "denominator": 0}, "denominator", "This must be more than zero."),
    (SHARE, {"numerator": 0, "denominator": 0}, "denominator", "This must be more than zero."),
    (SHARE, {"numerator": 5, "denominator": -1}, "denominator", "This must be more than zero."),
    (SHARE, {"numerator": -1, "denominator": 5}, "numerator", "This is never below zero."),
    (SHARE, {"numerator": 6, "denominator": 5}, "numerator", "A part is never more than the whole."),
    (LEVEL, {"numerator": 1, "denominator": 5}, "numerator", "Only a share is given by two numbers."),
    (LEVEL, {"note": "x"}, "value", "Please give the value."),
    (COUNT, {"value": -1}, "value", "A count is never below zero."),
    (LEVEL, {"value": Decimal("nan")}, "value", "This must be a number."),
    (LEVEL, {"value": float("inf")}, "value", "This must be a number."),
    (LEVEL, {"value": "many"}, "value", "This must be a number."),
    (LEVEL, {"value": ""}, "value", "This must be a number."),
    (LEVEL, {"value": True}, "value", "This must be a number."),
    (LEVEL, {"value": 10**15}, "value", "At most 15 digits, 4 of them behind the point."),
    (LEVEL, {"value": Decimal("1e999999")}, "value", "At most 15 digits, 4 of them behind the point."),
    (LEVEL, {"value": "123456789012.3456"}, "value", "At most 15 digits, 4 of them behind the point."),
    (LEVEL, {"value": "0.00001"}, "value", "At most 15 digits, 4 of them behind the point."),
    (SHARE, {"numerator": 1, "denominator": "1e-5"}, "denominator",
     "At most 15 digits, 4 of them behind the point."),
    (LEVEL, {"value": 1, "on": dt.date(2018, 10, 11)}, "on", "A reading cannot be of a day to come."),
    (LEVEL, {"value": 1, "on": dt.date(1999, 1, 1)}, "on", "This must be a date between 2000 and 2100."),
    (LEVEL, {"value": 1, "note": "x\x00"}, "note", "The text holds a character that is not allowed."),
    (LEVEL, {"value": 1, "note": "x" * 4001}, "note", "The text is longer than 4000 characters."),
]  # fmt: skip


@pytest.mark.parametrize(("about", "values", "part", "sentence"), WRONG)
def test_what_makes_no_sense_is_refused_beside_its_field(plan, about, values, part, sentence):
    asked = target(about)
    wrong = ReadingGiven(**{"target": asked.pk, "on": date("2018-10-10")} | values)

    assert refused(places.local_duty("350000"), wrong) == {f"reading_{asked.pk}_{part}": sentence}


def test_a_share_of_another_unit_may_exceed_its_whole(plan):
    visits = target(SHARE | {"unit": "per 100 people", "value": 300})

    report(places.local_duty("350000"), given(visits, 600, 200))

    assert Reading.objects.get().value == 300


def test_a_share_too_large_for_its_column_is_refused(plan):
    visits = target(SHARE | {"unit": "per 100 people"})

    said = refused(places.local_duty("350000"), given(visits, 10**15, "0.0001"))

    assert said == {
        f"reading_{visits.pk}_numerator": "At most 15 digits, 4 of them behind the point."
    }  # fmt: skip


def test_the_largest_number_that_fits_is_kept_exactly(plan):
    level = target(LEVEL)

    report(places.local_duty("350000"), given(level, "-99999999999.9999"))

    assert Reading.objects.get().value == Decimal("-99999999999.9999")


def test_a_reading_before_the_baseline_is_refused(plan):
    rise = target(INCREASE | {"baseline": 450, "baseline_on": date("2018-07-01")})

    said = refused(factories.duty(), given(rise, 460, on="2018-06-30"))

    assert said == {f"reading_{rise.pk}_on": "The target is measured from 2018-07-01 on."}


@pytest.mark.parametrize("pk", [0, -1, 2**63, True, "1", None])
def test_what_is_no_key_of_a_target_is_refused(plan, pk):
    with pytest.raises(Invalid, match=r"^This target does not belong to the duty\.$"):
        report(factories.duty(), ReadingGiven(pk, date("2018-10-10"), Decimal(1)))


def test_two_values_for_one_day_and_too_many_values_are_refused():
    twice = [ReadingGiven(1, date("2018-10-10"), Decimal(1))] * 2
    many = [ReadingGiven(pk, date("2018-10-10"), Decimal(1)) for pk in range(1, MOST + 2)]

    with pytest.raises(Invalid) as caught:
        clean(twice)
    assert caught.value.fields == {
        "reading_1_on": "There are two readings of one target for the same day."
    }  # fmt: skip
    with pytest.raises(Invalid, match="At most 100 readings at a time"):
        clean(many)


def test_a_refused_reading_leaves_no_entry(plan):
    level, before = target(LEVEL), Entry.objects.count()

    refused(factories.duty(), given(level, 1, on="2018-10-11"))

    assert (Entry.objects.count(), factories.duty().version) == (before, 1)


def test_a_wrong_reading_is_put_right_by_another_for_the_same_day_and_both_stay(plan):
    level = target(LEVEL)
    report(factories.duty(), given(level, 50))
    report(factories.duty(), given(level, 52), note="a slip of the pen")

    assert list(Reading.objects.values_list("on", "value")) == [(date("2018-10-10"), v) for v in (50, 52)]


@pytest.mark.parametrize(
    ("on", "value", "sentence"),
    [
        ("2018-10-10", 99, "Lower than on 2018-09-10: please say in the note why it falls."),
        ("2018-09-10", 99, "Lower than on 2018-09-10: please say in the note why it falls."),
        ("2018-08-10", 101, "Higher than on 2018-09-10: please say in the note why it fell afterwards."),
    ],
)
def test_a_cumulative_value_falls_only_with_a_reason(plan, on, value, sentence):
    teams = target(COUNT | {"cumulative": True})
    report(factories.duty(), given(teams, 100, on="2018-09-10"))

    with pytest.raises(Invalid) as caught:
        report(factories.duty(), given(teams, value, on=on))
    report(factories.duty(), given(teams, value, on=on, note="counted twice before"))

    assert caught.value.fields == {f"reading_{teams.pk}_note": sentence}
    assert Reading.objects.count() == 2


def test_a_cumulative_share_is_held_to_its_numerator(plan):
    hospitals = target(SHARE | {"cumulative": True})
    fujian = places.local_duty("350000")
    report(fujian, given(hospitals, 10, 20, "2018-09-10"))

    report(fujian, given(hospitals, 10, 40))

    assert [row.value for row in Reading.objects.all()] == [50, 25]


def test_what_another_place_said_does_not_count_against_a_place(plan):
    hospitals = target(SHARE | {"cumulative": True})
    report(places.local_duty("350000"), given(hospitals, 10, 20, "2018-09-10"))

    report(places.local_duty("420000"), given(hospitals, 1, 20))

    assert Reading.objects.count() == 2


def test_two_cumulative_values_of_one_report_are_held_against_each_other(plan):
    teams = target(COUNT | {"cumulative": True})

    said = refused(factories.duty(), given(teams, 9, on="2018-09-10"), given(teams, 8, on="2018-10-10"))

    assert list(said) == [f"reading_{teams.pk}_note"]


def test_a_ledger_with_readings_holds(plan):
    report(places.local_duty("350000"), given(target(), 7, 30), given(target(LEVEL), "1.50"))

    assert verify(plan) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tasks_reading SET value = 99",
        "UPDATE tasks_reading SET numerator = 99",
        "UPDATE tasks_reading SET \"on\" = '2018-10-09'",
        "UPDATE tasks_reading SET note = 'x'",
        "UPDATE tasks_reading SET at = wall_at",
        "UPDATE tasks_reading SET by_id = NULL",
        "DELETE FROM tasks_reading",
    ],
)
def test_an_altered_reading_is_found(plan, change, monkeypatch):
    monkeypatch.setattr(scenes, "GUARDED_TABLES", (*scenes.GUARDED_TABLES, "tasks_reading"))
    entry = report(places.local_duty("350000"), given(target(), 7, 30))

    scenes.tamper(change)

    fault = verify(plan)
    assert (fault.n, fault.code) == (entry.n, "reading")


def test_a_reading_of_which_its_entry_says_nothing_is_found(plan):
    level, entry = target(LEVEL), report(factories.duty())
    moments = {"at": entry.at, "wall_at": entry.wall_at}
    Reading.objects.create(
        target=level, jurisdiction=factories.nation(), on=entry.at.date(), value=5, entry=entry, **moments
    )

    fault = verify(plan)

    assert (fault.n, fault.code) == (entry.n, "reading")


def test_readings_are_never_changed_or_removed(plan):
    report(factories.duty(), given(target(LEVEL), 5))

    for statement in ("UPDATE tasks_reading SET value = 6", "DELETE FROM tasks_reading"):
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert Reading.objects.get().value == 5


@pytest.mark.parametrize(
    "parts",
    [
        {"denominator": 1}, {"numerator": -1, "denominator": 1},
        {"numerator": 1, "denominator": 0}, {"source": "", "entry": None},
    ],
)  # fmt: skip
def test_the_database_refuses_half_a_share_and_a_value_out_of_nowhere(plan, parts):
    entry = report(factories.duty())
    row = {
        "target": target(), "jurisdiction": factories.nation(), "on": date("2018-10-10"), "value": 5,
        "entry": entry, "at": entry.at, "wall_at": entry.wall_at,
    }  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(**(row | parts))
