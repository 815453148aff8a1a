"""A run: who is told what, once, in one digest a kind; nothing of a neighbour, nothing of what is done."""

import datetime as dt
from collections import Counter

import pytest

from agencies.enums import UserRole
from agencies.models import Membership, User
from tasks import services
from tasks.models import Assignment, Notification, Reminder, ReminderWish
from tasks.reminders import running
from tests import factories, places
from tests.tasks.reminders.scenes import DUE, OVERDUE_5, keys, reader, round_of, run, told
from tests.tasks.test_races import at_once

pytestmark = pytest.mark.django_db


def test_a_due_date_that_comes_near_is_told_to_who_reports_for_the_body():
    factories.plan()
    nhc = reader()
    reader("MOF", "other")

    outcome = run("2018-12-25")

    assert told(outcome) == [("reader", "due_soon", "5")]
    assert keys(nhc) == [f"due_soon:{factories.duty().pk}:2018-12-31:5"]
    assert Reminder.objects.get().said == {
        "state": "assigned", "percent": 0, "start_on": "2018-07-01", "due_on": "2018-12-31",
        "original_due_on": "2018-12-31", "reported_on": None, "today": "2018-12-25", "rung": 5,
    }  # fmt: skip


def test_a_second_run_of_the_same_day_tells_nothing():
    factories.plan(tasks=3)
    reader()
    run("2018-12-25")

    assert told(run("2018-12-25", hour=15)) == []
    assert (Notification.objects.count(), Reminder.objects.count()) == (1, 3)


def test_missed_runs_are_made_up_for_by_one_reminder():
    factories.plan()
    nhc = reader()

    run("2019-01-16")  # nothing ran before: neither the three rungs before the due date nor two after it

    assert keys(nhc) == [f"overdue:{factories.duty().pk}:2018-12-31:10"]


def test_an_extension_starts_the_ladder_anew_and_nobody_is_reminded_of_the_old_date():
    factories.plan()
    nhc, office, duty = reader(), factories.secretariat(), factories.duty()
    run("2018-12-25")
    with factories.at("2018-12-25"):
        services.ask_extension(duty, by=nhc, new_due_on=dt.date(2019, 1, 31), reason="more time")
        services.grant(duty, by=office)

    for day in ("2018-12-29", "2019-01-02", "2019-01-16", "2019-01-17", "2019-01-24"):
        run(day)

    assert keys(nhc) == [
        f"due_soon:{duty.pk}:2018-12-31:5",
        f"due_soon:{duty.pk}:2019-01-31:10",
        f"due_soon:{duty.pk}:2019-01-31:5",
    ]


@pytest.mark.parametrize("step", ["claim", "suspend", "close"])
def test_who_has_claimed_or_is_closed_or_suspended_is_left_in_peace(step):
    factories.plan()
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-12-10"):
        if step == "claim":
            services.claim(factories.duty(), by=nhc, note="done", evidence=factories.evidence())
        elif step == "suspend":
            services.suspend(factories.duty(), by=office, reason="why")
        else:
            services.close_unimplemented(factories.duty(), by=office, reason="why")

    assert told(run(OVERDUE_5)) == []


def test_supporting_duties_are_not_chased():
    factories.plan(others={"MOF": "co_responsible"})
    reader("MOF", "support")

    assert told(run("2018-12-25")) == []


def test_a_draft_and_a_plan_on_record_remind_nobody():
    factories.plan(issued=False)
    reader()

    assert told(run("2018-12-25")) == []


def test_everything_of_a_kind_is_one_digest():
    factories.plan(tasks=3)
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-12-20"):
        services.report(factories.duty(), by=nhc, percent=90, note="x")
        services.return_(factories.duty(), by=office, reason="No figures.")

    run("2018-12-25")

    digests = Notification.objects.filter(user=nhc)
    assert {digest.kind: digest.reminders.count() for digest in digests} == {"due_soon": 3, "returned": 1}


def test_a_return_is_told_once_by_its_entry_and_again_when_it_is_sent_back_again():
    factories.plan()
    nhc, office = reader(), factories.secretariat()
    duty = factories.duty()
    for day in ("2018-10-10", "2018-10-17"):
        with factories.at(day):
            services.report(duty, by=nhc, percent=50, note=day, reason="late")
            services.return_(duty, by=office, reason=f"Wrong on {day}.")
        run(day, hour=12)
        run(day, hour=13)

    entries = duty.entries.filter(move="return").order_by("n").values_list("pk", flat=True)
    assert keys(nhc) == [f"returned:{pk}" for pk in entries]
    said = Reminder.objects.order_by("pk").values_list("said", flat=True)
    assert list(said) == [
        {"on": "2018-10-10", "reason": "Wrong on 2018-10-10."},
        {"on": "2018-10-17", "reason": "Wrong on 2018-10-17."},
    ]


def test_a_return_that_was_answered_before_the_run_is_not_told():
    factories.plan()
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-10-10"):
        services.report(factories.duty(), by=nhc, percent=50, note="x", reason="late")
        services.return_(factories.duty(), by=office, reason="Wrong.")
        services.report(factories.duty(), by=nhc, percent=55, note="y", reason="late")

    assert told(run("2018-10-10", hour=12)) == []


def test_a_slip_is_told_by_its_entry_until_it_is_answered():
    factories.plan()
    nhc, office = reader(), factories.secretariat()
    with factories.at("2018-10-10"):
        entry = services.escalate(
            factories.duty(), by=office, colour="blue", reply_by=dt.date(2018, 10, 17), note="Why?"
        )

    first, second = run("2018-10-10", hour=12), run("2018-10-11")

    assert (told(first), told(second)) == ([("reader", "slip", str(entry.pk))], [])
    assert Reminder.objects.get(user=nhc).said == {
        "on": "2018-10-10", "colour": "blue", "reply_by": "2018-10-17", "note": "Why?",
    }  # fmt: skip


def test_a_round_is_told_when_it_opens_and_on_the_working_day_before_it_closes():
    plan = factories.plan(tasks=3)
    nhc = reader()
    made = round_of(plan)
    duty = factories.duty(number="1.2")

    for day in ("2018-09-20", "2018-09-21", "2018-09-27", "2018-09-28"):
        if day == "2018-09-27":
            with factories.at("2018-09-26"):
                entry = services.report(duty, by=nhc, percent=50, note="x", reason="late")
            made.returns.filter(assignment=duty).update(given_on="2018-09-26", entry=entry)
        run(day)

    owed = sorted(factories.duty(number=number).pk for number in ("1.1", "1.3"))
    assert sorted(keys(nhc)) == sorted(
        [f"round_opened:{made.pk}:2018-09-28"] + [f"round_closing:{made.pk}:2018-09-28:{pk}" for pk in owed]
    )
    assert Reminder.objects.get(assignment=None).said == {
        "number": "2018-09", "due_on": "2018-09-28", "owed": 3,
    }  # fmt: skip


def test_a_round_found_open_on_its_last_day_is_told_once_and_not_as_opened():
    plan = factories.plan()
    reader()
    round_of(plan)

    assert [kind for _name, kind, _key in told(run("2018-09-28"))] == ["round_closing"]


def test_what_a_provincial_owes_in_a_round_for_several_bodies_is_added_up():
    plan = factories.plan(tasks=2)
    someone = places.provincial("350000", "fujian")
    places.hand_out(plan, "350000")
    duty = places.local_duty(number="1.2")
    health = factories.agency("FJ-HC", places.province("350000"))
    Assignment.objects.filter(pk=duty.pk).update(agency=health)
    round_of(plan)

    run("2018-09-20")

    assert Reminder.objects.get(user=someone).said["owed"] == 2


def test_provinces_read_only_of_their_own_duties():
    plan = factories.plan(tasks=2)
    fujian, hubei = places.provincial("350000", "fujian"), places.provincial("420000", "hubei")
    mine = places.hand_out(plan, "350000")
    theirs = places.hand_out(plan, "420000")

    run("2018-12-25")

    assert {key.split(":")[1] for key in keys(fujian)} == {str(duty.pk) for duty in mine}
    assert {key.split(":")[1] for key in keys(hubei)} == {str(duty.pk) for duty in theirs}


def test_those_at_the_body_itself_go_before_those_of_its_place():
    plan = factories.plan()
    places.provincial("350000", "office")
    health = factories.agency("FJ-HC", places.province("350000"))
    places.hand_out(plan, "350000")
    Assignment.objects.local().update(agency=health)

    first = run("2018-12-25", dry=True)
    factories.user(UserRole.OFFICER, health, "own")
    second = run("2018-12-25", dry=True)

    assert [name for name, *_rest in told(first)] == ["office"]
    assert [name for name, *_rest in told(second) if name != "secretariat"] == ["own"]


def test_for_a_prefecture_without_anybody_its_province_reads():
    plan = factories.plan()
    places.provincial("350000", "fujian")
    places.prefecture("350100")
    places.hand_out(plan, "350100")

    assert told(run("2018-12-25")) == [("fujian", "due_soon", "5")]


def test_when_nobody_reads_the_secretariat_gets_one_line_a_month():
    factories.plan(tasks=3)
    office = factories.user(UserRole.SECRETARIAT, username="office")

    outcomes = [run(day) for day in ("2018-12-25", "2018-12-26", "2019-01-08")]

    assert [outcome.unread for outcome in outcomes] == [{"NHC"}] * 3
    assert keys(office) == ["nobody:NHC:2018-12", "nobody:NHC:2019-01"]
    assert [(r.notification.kind, r.said) for r in Reminder.objects.order_by("pk")] == [
        ("due_soon", {"nobody": "NHC", "count": 3}),
        ("overdue", {"nobody": "NHC", "count": 3}),
    ]


def test_who_may_no_longer_sign_in_is_told_nothing():
    factories.plan()
    nhc = reader()
    User.objects.filter(pk=nhc.pk).update(is_active=False)

    assert told(run("2018-12-25")) == []


def test_a_person_with_two_posts_at_a_body_is_told_once():
    factories.plan()
    nhc = reader()
    Membership.objects.create(user=nhc, role=UserRole.PROVINCIAL, agency=factories.agency("NHC"))

    assert told(run("2018-12-25")) == [("reader", "due_soon", "5")]


def test_a_dry_run_tells_what_it_would_tell_and_writes_nothing():
    factories.plan()
    reader()

    outcome = run("2018-12-25", dry=True)

    assert told(outcome) == [("reader", "due_soon", "5")]
    assert (Notification.objects.count(), Reminder.objects.count(), outcome.written) == (0, 0, [])


def test_only_the_plan_asked_for_is_told():
    one = factories.plan("one")
    factories.plan("two")
    nhc = reader()

    run("2018-12-25", plan=one)

    assert keys(nhc) == [f"due_soon:{factories.duty(slug='one').pk}:2018-12-31:5"]


def test_what_nobody_wants_is_not_told_and_can_be_wanted_again():
    factories.plan()
    nhc = reader()
    ReminderWish.objects.create(user=nhc, kind="due_soon", inbox=False, mail=False)

    assert told(run("2018-12-25")) == []

    ReminderWish.objects.all().delete()
    assert told(run("2018-12-25")) == [("reader", "due_soon", "5")]


def test_midnight_in_shanghai_begins_the_next_rung():
    factories.plan()
    nhc = reader()
    run("2018-12-21")  # the tenth and farthest rung: 18 December and after

    before = run("2018-12-24", hour=23)  # 15:00 in Greenwich
    after = run("2018-12-25", hour=0)  # one hour later, still the 24th there

    assert (told(before), told(after)) == ([], [("reader", "due_soon", "5")])
    assert len(keys(nhc)) == 2


def test_the_digest_keeps_the_moment_of_its_run():
    factories.plan()
    reader()

    outcome = run("2018-12-25")

    assert Notification.objects.get().at == outcome.at
    assert (outcome.at.date(), DUE) == (dt.date(2018, 12, 25), dt.date(2018, 12, 31))


@pytest.mark.parametrize("bodies", [1, 3])
def test_as_many_queries_however_many_duties_and_readers(bodies, django_assert_num_queries):
    for n in range(bodies):
        factories.plan(f"p{n}", tasks=bodies, lead=f"B{n}")
        reader(f"B{n}", f"reader{n}")

    # readers; sent; ladder, returns, slips, closing, opened; wishes; begin, digests, reminders, empty, end
    with django_assert_num_queries(13), factories.at("2018-12-25"):
        running.run()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_four_runs_at_once_every_thing_is_told_once_and_no_digest_is_empty(attempt):
    factories.plan(tasks=20)
    for n in range(5):
        reader(username=f"reader{n}")

    got = at_once(*[lambda: run("2018-12-25")] * 4)

    assert Counter(got) == {"made": 4}
    assert Reminder.objects.count() == 5 * 20
    digests = Notification.objects.all()
    assert sum(digest.reminders.count() for digest in digests) == 100
    assert [digest.pk for digest in digests if not digest.reminders.count()] == []
