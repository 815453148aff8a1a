"""Rounds open and close by the job and by hand, each step with who and when."""

import pytest
from django.core.management import call_command

from reformtracker.celery import app
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import jobs
from tasks.enums import RoundPace
from tasks.models import Return, Round, RoundEvent
from tasks.rounds import life
from tests import factories, places
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, date, report, returned, round_of, ruled, tend
from tests.tasks.scenes import make

pytestmark = pytest.mark.django_db


def events() -> list[tuple]:
    return [(event.round.number, event.kind) for event in RoundEvent.objects.order_by("pk")]


def numbers(**wanted) -> list[str]:
    return list(Round.objects.filter(**wanted).order_by("opens_on").values_list("number", flat=True))


def test_a_rule_plans_the_rounds_of_the_whole_period():
    ruled()

    assert numbers() == [f"2018-{month:02}" for month in range(7, 13)]
    assert numbers(opened_at=None) == numbers()


def test_a_round_opens_on_its_day_and_not_before():
    ruled(day="2018-09-01")

    assert tend("2018-09-19") == []
    assert [event.kind for event in tend("2018-09-20", hour=0)] == ["opened"]
    assert round_of().is_open


def test_a_round_closes_the_day_after_its_last_and_not_on_it():
    ruled(day="2018-09-01")
    tend("2018-09-20")

    assert tend("2018-10-10", hour=23) == []
    assert [event.kind for event in tend("2018-10-11", hour=0)] == ["closed"]
    assert not round_of().is_open


def test_a_second_run_of_the_job_changes_nothing():
    ruled(day="2018-09-01")
    tend("2018-09-20")

    assert tend("2018-09-20") == []
    assert (Return.objects.count(), RoundEvent.objects.count()) == (1, 1)


def test_after_a_gap_everything_is_caught_up_in_order():
    ruled(tasks=2, day="2018-07-01")
    report("2018-07-25", duty=factories.duty(number="1.1"))
    report("2018-08-30", duty=factories.duty(number="1.2"))
    report("2018-09-10", duty=factories.duty(number="1.1"))

    tend("2018-10-22")

    assert events() == [
        ("2018-07", "opened"), ("2018-07", "closed"), ("2018-08", "opened"), ("2018-08", "closed"),
        ("2018-09", "opened"), ("2018-09", "closed"), ("2018-10", "opened"),
    ]  # fmt: skip
    given = {
        (row.round.number, row.assignment.measure.task.number): row.given_on for row in Return.objects.all()
    }
    assert given == {
        ("2018-07", "1.1"): date("2018-07-25"), ("2018-07", "1.2"): None,
        ("2018-08", "1.1"): date("2018-09-10"), ("2018-08", "1.2"): date("2018-08-30"),
        ("2018-09", "1.1"): None, ("2018-09", "1.2"): None,
        ("2018-10", "1.1"): None, ("2018-10", "1.2"): None,
    }  # fmt: skip


def test_only_duties_that_could_be_reported_on_the_day_before_owe_a_return():
    ruled(tasks=3, day="2018-09-01")
    office = factories.secretariat()
    make("suspend", factories.duty(number="1.2"), office, day="2018-09-19")
    make("suspend", factories.duty(number="1.3"), office, day="2018-09-20")

    tend("2018-09-20", hour=12)

    owed = Return.objects.values_list("assignment__measure__task__number", "excused_on")
    assert sorted(owed) == [("1.1", None), ("1.3", date("2018-09-20"))]


def test_supporting_bodies_owe_no_return_and_places_do():
    plan = factories.plan(others={"MOF": "co_responsible", "NHSA": "participating"})
    places.hand_out(plan, "350000", "420000", day="2018-09-19")
    places.hand_out(plan, "320000", day="2018-09-20")
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)

    tend("2018-09-20", hour=12)

    codes = Return.objects.values_list("assignment__agency__code", flat=True)
    assert sorted(codes) == ["FJ-RO", "HB-RO", "NHC"]


def test_a_rule_set_in_mid_month_counts_what_was_given_since_the_opening_day():
    plan = factories.plan()
    report("2018-09-21")
    with at("2018-09-25"):
        life.set_rule(plan, by=None, **RULE)

    assert numbers() == ["2018-09", "2018-10", "2018-11", "2018-12"]
    assert returned().given_on == date("2018-09-21")


def test_a_changed_rule_moves_only_what_is_not_opened_yet():
    ruled(day="2018-09-01")
    tend("2018-09-20")

    with at("2018-09-21"):
        life.set_rule(factories.duty().plan, by=None, **RULE | {"opens_day": 10, "due_day": 15})

    assert [str(one.due_on) for one in Round.objects.order_by("opens_on")] == [
        "2018-09-28", "2018-10-15", "2018-11-15", "2018-12-14",
    ]  # fmt: skip


def test_a_plan_that_turns_from_months_to_quarters_asks_for_no_month_twice():
    ruled(day="2018-07-01")
    tend("2018-07-20")

    with at("2018-07-23"):
        life.set_rule(factories.duty().plan, by=None, **RULE | {"pace": RoundPace.QUARTERLY})

    periods = Round.objects.order_by("opens_on").values_list("number", "period_start", "period_end")
    assert list(periods) == [
        ("2018-07", date("2018-07-01"), date("2018-07-31")),
        ("2018-Q3", date("2018-08-01"), date("2018-09-30")),
        ("2018-Q4", date("2018-10-01"), date("2018-12-31")),
    ]


def test_only_the_secretariat_touches_rounds():
    plan, officer = ruled(day="2018-09-01").plan, factories.officer()
    tend("2018-09-20")
    said = {"until": date("2018-10-30"), "reason": "why"}

    with at("2018-09-21"):
        for act in (
            lambda: life.set_rule(plan, by=officer, **RULE),
            lambda: life.open_early(round_of("2018-10"), by=officer),
            lambda: life.close(round_of(), by=officer),
            lambda: life.reopen(round_of(), by=officer, **said),
            lambda: life.move_due(round_of(), by=officer, due_on=date("2018-09-30"), reason="why"),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert events() == [("2018-09", "opened")]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"pace": "daily"}, "pace"),
        ({"opens_day": 0}, "opens_day"),
        ({"opens_day": 28}, "due_day"),
        ({"due_day": 32}, "due_day"),
        ({"grace": -1}, "grace"),
        ({"grace": 21}, "grace"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_the_name_of_its_field(wrong, name):
    plan = factories.plan()

    with pytest.raises(Invalid) as refused:
        life.set_rule(plan, by=None, **RULE | wrong)

    assert list(refused.value.fields) == [name]


def test_a_draft_has_no_rounds():
    with pytest.raises(Impossible):
        life.set_rule(factories.plan(issued=False), by=None, **RULE)


def test_the_office_opens_the_next_round_early_and_the_open_one_closes():
    ruled(day="2018-09-01", grace=20)
    tend("2018-09-20")
    office = factories.secretariat()

    with at("2018-10-15"):
        life.open_early(round_of("2018-10"), by=office)
        life.open_early(round_of("2018-10"), by=office)

    assert events() == [("2018-09", "opened"), ("2018-09", "closed"), ("2018-10", "opened")]
    assert (round_of("2018-10").opens_on, returned("2018-10").given_on) == (date("2018-10-15"), None)
    assert RoundEvent.objects.last().by == office


def test_a_round_is_not_opened_before_its_period_or_out_of_turn():
    ruled(day="2018-09-01")
    office = factories.secretariat()

    with at("2018-09-10"):
        for number, code in (("2018-10", "not_the_next"), ("2018-11", "not_the_next")):
            with pytest.raises(Impossible) as refused:
                life.open_early(round_of(number), by=office)
            assert refused.value.code == code
        life.open_early(round_of("2018-09"), by=office)
        with pytest.raises(Impossible) as refused:
            life.open_early(round_of("2018-10"), by=office)
    assert refused.value.code == "not_begun"


def test_a_round_closed_by_hand_is_opened_again_until_a_day():
    ruled(day="2018-09-01")
    tend("2018-09-20")
    office = factories.secretariat()

    with at("2018-10-02"):
        life.close(round_of(), by=office, note="all there")
        life.close(round_of(), by=office, note="all there")
    with at("2018-10-15"):
        life.reopen(round_of(), by=office, until=date("2018-10-18"), reason="floods")

    assert round_of().is_open
    assert tend("2018-10-18") == []
    assert [event.kind for event in tend("2018-10-19")] == ["closed", "opened"]
    notes = RoundEvent.objects.filter(round=round_of()).order_by("pk").values_list("kind", "by", "note")
    assert list(notes) == [
        ("opened", None, ""), ("closed", office.pk, "all there"), ("reopened", office.pk, "floods"),
        ("closed", None, ""),
    ]  # fmt: skip


def test_only_the_newest_round_is_opened_again():
    ruled(day="2018-09-01")
    tend("2018-10-22")

    with at("2018-10-22"), pytest.raises(Impossible) as refused:
        life.reopen(round_of(), by=factories.secretariat(), until=date("2018-10-30"), reason="forgotten")

    assert refused.value.code == "not_the_newest"


def test_the_due_day_of_an_open_round_moves_with_a_reason():
    ruled(day="2018-09-01")
    tend("2018-09-20")
    office = factories.secretariat()

    with at("2018-09-27"):
        life.move_due(round_of(), by=office, due_on=date("2018-10-12"), reason="floods")
        with pytest.raises(Invalid) as silent:
            life.move_due(round_of(), by=office, due_on=date("2018-10-15"), reason=" ")
        with pytest.raises(Invalid) as past:
            life.move_due(round_of(), by=office, due_on=date("2018-09-26"), reason="no")

    assert (round_of().due_on, round_of().closes_on) == (date("2018-10-12"), date("2018-10-19"))
    assert (list(silent.value.fields), list(past.value.fields)) == (["reason"], ["due_on"])
    moved = RoundEvent.objects.last()
    assert (moved.kind, moved.by, moved.note) == ("moved", office, "floods")
    assert moved.counts == {"due_before": "2018-09-28", "due_on": "2018-10-12"}


def test_the_closing_says_how_many_had_come_in_time_late_or_not_at_all():
    ruled(tasks=3, day="2018-09-01")
    tend("2018-09-20")
    report("2018-09-25", duty=factories.duty(number="1.1"))
    report("2018-10-08", duty=factories.duty(number="1.2"))

    tend("2018-10-11")

    opened, closed = RoundEvent.objects.order_by("pk")
    assert (opened.counts["asked"], opened.counts["given"]) == (3, 0)
    assert closed.counts == {"asked": 3, "on_time": 1, "late": 1, "missing": 1}


def test_trouble_in_one_plan_does_not_stop_the_others():
    broken, _whole = ruled(slug="a", day="2018-09-01").plan, ruled(slug="b", day="2018-09-01")
    broken.chain.delete()

    tend("2018-09-20")

    assert [one.plan.slug for one in Round.objects.exclude(opened_at=None)] == ["b"]


def test_the_command_does_what_the_job_does(capsys):
    ruled(day="2018-09-01")

    with at("2018-09-20"):
        call_command("tend_rounds")
        jobs.tend_rounds()
        call_command("tend_rounds")

    assert capsys.readouterr().out.splitlines() == ["p 2018-09: opened, 1 returns", "Nothing to do."]
    assert events() == [("2018-09", "opened")]


def test_the_beat_tends_the_rounds():
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert jobs.tend_rounds.name in named
