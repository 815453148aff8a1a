"""How long access events are kept: who says so, what the database allows, what a removal leaves."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from agencies import events, jobs, retention
from agencies.enums import EventKind
from agencies.models import AccessEvent, EventChain, Retention
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid, NotAllowed
from tests import factories
from tests.tasks.scenes import unguarded

pytestmark = pytest.mark.django_db
RULE = "/events/retention/"


def aged(days: float, count: int = 1) -> list[AccessEvent]:
    """Events as they would stand there had they been recorded so many days ago by the real clock."""
    moment = clock.wall_now() - dt.timedelta(days=days)
    made = []
    for _each in range(count):
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(events.clock, "wall_now", lambda: moment)
            made.append(events.record(EventKind.CHECK, by=None, subject=f"{days} days ago"))
    return made


def numbers() -> list[int]:
    return list(AccessEvent.objects.order_by("n").values_list("n", flat=True))


def refused(*statements: str) -> bool:
    """Whether the database refuses the last of the statements; then nothing has changed."""
    before, said = numbers(), ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in statements:
                cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        said = str(error)
    assert numbers() == before
    assert not said or "append-only" in said.lower()
    return bool(said)


def audit_admin():
    return factories.user("audit_admin")


def test_without_a_rule_events_are_kept_for_three_years():
    assert retention.days_kept() == 1096


def test_what_is_older_goes_in_one_piece_and_the_rest_continues_the_chain():
    old, young = aged(1100, 3), aged(1000, 2)

    told = retention.purge()

    assert told is not None
    assert (told.kind, told.actor, numbers()) == ("retention", None, [4, 5, 6])
    assert {name: told.details[name] for name in ("removed", "up_to", "hash", "days")} == {
        "removed": 3, "up_to": 3, "hash": old[-1].hash, "days": 1096,
    }  # fmt: skip
    chain = EventChain.objects.get()
    assert (chain.start_n, chain.start_hash, chain.n) == (3, old[-1].hash, 6)
    assert (young[0].previous_hash, events.verify()) == (old[-1].hash, None)


def test_when_all_are_old_only_the_event_that_tells_of_it_is_left():
    aged(2000, 3)

    retention.purge()

    assert (numbers(), events.verify()) == ([4], None)


def test_a_second_run_removes_nothing_and_says_nothing():
    aged(1100)
    aged(5)
    jobs.purge_events()

    assert retention.purge() is None
    assert numbers() == [2, 3]


def test_a_later_removal_takes_the_telling_of_the_first_with_it_and_the_chain_still_holds():
    aged(3000)
    with pytest.MonkeyPatch.context() as patch:
        then = clock.wall_now() - dt.timedelta(days=1500)
        patch.setattr(events.clock, "wall_now", lambda: then)
        retention.purge()
    aged(5)

    retention.purge()

    assert (numbers(), events.verify()) == ([3, 4], None)


def test_an_event_is_kept_for_whole_days():
    midnight = retention.cut_off(1096)
    age = (clock.wall_now() - midnight) / dt.timedelta(days=1)
    aged(age + 0.01)
    aged(age - 0.01)

    retention.purge()

    assert numbers() == [2, 3]


def test_behind_a_clock_that_was_set_back_nothing_young_goes():
    aged(1200)
    aged(10)
    aged(1200)

    retention.purge()

    assert numbers() == [2, 3, 4]


def test_events_that_do_not_hold_are_evidence_and_stay():
    aged(1200, 3)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_accessevent SET subject = 'x' WHERE n = 2")

    with pytest.raises(CommandError) as said:
        call_command("purge_events")

    assert str(said.value) == "The access events do not hold at 2 (altered); nothing is removed."
    assert numbers() == [1, 2, 3]


@pytest.mark.parametrize("days", [0, 182, -1])
def test_the_database_takes_no_rule_below_six_months(days):
    with pytest.raises(IntegrityError), transaction.atomic():
        Retention.objects.create(
            days=days, reason="r", by=audit_admin(), at=clock.now(), wall_at=clock.wall_now()
        )


CHANGES = ["UPDATE agencies_accessevent SET subject = 'x'", "DELETE FROM agencies_accessevent"]
CUT_OFF = "UPDATE agencies_eventchain SET start_n = n, start_hash = hash"


@pytest.mark.parametrize("statement", CHANGES)
def test_no_event_is_changed_or_removed_by_hand_old_or_young(statement):
    aged(2000)
    aged(1)

    assert refused(statement)
    with unguarded():
        assert not refused(statement)


def test_an_old_event_goes_only_once_the_chain_starts_behind_it():
    aged(184)

    by_hand = refused("DELETE FROM agencies_accessevent")

    assert (by_hand, refused(CUT_OFF, "DELETE FROM agencies_accessevent")) == (True, False)


def test_a_young_event_does_not_go_even_where_the_chain_starts_behind_it():
    aged(182)

    assert refused(CUT_OFF, "DELETE FROM agencies_accessevent")


def test_an_old_event_is_not_changed_even_where_the_chain_starts_behind_it():
    aged(2000)

    assert refused(CUT_OFF, "UPDATE agencies_accessevent SET subject = 'x'")


@pytest.mark.parametrize(
    "statement", ["UPDATE agencies_retention SET days = 200", "DELETE FROM agencies_retention"]
)
def test_a_rule_once_set_stays_on_record(statement):
    retention.set_days(400, by=audit_admin(), reason="a trial")

    assert refused(statement)
    with unguarded():
        assert not refused(statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["agencies_accessevent", "agencies_retention"])
def test_the_tables_are_not_emptied_and_a_replica_role_changes_nothing(table):
    aged(2000)
    retention.set_days(400, by=audit_admin(), reason="a trial")

    replica = "SET LOCAL session_replication_role = replica"
    assert refused(f"TRUNCATE {table} CASCADE")
    assert refused(replica, f"DELETE FROM {table}")
    with unguarded():
        assert not refused(f"TRUNCATE {table} CASCADE")


def test_the_audit_administrator_sets_the_rule_and_says_why_and_an_event_tells_both():
    who = audit_admin()

    assert retention.set_days(2000, by=who, reason=" a ruling ") == 2000

    rule, told = Retention.objects.get(), AccessEvent.objects.get()
    assert (rule.days, rule.reason, rule.by, retention.days_kept()) == (2000, "a ruling", who, 2000)
    assert (told.kind, told.outcome, told.actor, told.subject) == ("setting", "done", who, "retention")
    assert told.details == {"setting": "retention_days", "old": 1096, "new": 2000, "reason": "a ruling"}


def test_the_same_rule_again_is_no_second_rule():
    who = audit_admin()
    retention.set_days(2000, by=who, reason="a ruling")
    retention.set_days(2000, by=who, reason="again")

    assert (Retention.objects.count(), AccessEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("days", "reason", "wrong"), [(182, "r", "days"), (36_526, "r", "days"), (400, "  ", "reason")]
)
def test_a_rule_below_the_law_beyond_a_century_or_without_a_reason_is_refused(days, reason, wrong):
    with pytest.raises(Invalid) as refusal:
        retention.set_days(days, by=audit_admin(), reason=reason)

    assert (set(refusal.value.fields), retention.days_kept()) == ({wrong}, 1096)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "secretariat"])
def test_nobody_else_sets_the_rule(role):
    with pytest.raises(NotAllowed):
        retention.set_days(400, by=factories.user(role), reason="r")


@pytest.mark.parametrize(
    ("role", "status"),
    [("system_admin", 403), ("security_admin", 403), ("audit_admin", 400), ("auditor", 403), (None, 403)],
)
def test_each_administrators_attempt_to_keep_less_is_refused_and_recorded(client, role, status):
    who = factories.user(role)
    client.force_login(who)

    answer = client.post(RULE, {"days": "90", "reason": "space"})

    attempt = AccessEvent.objects.latest("n")
    assert (answer.status_code, retention.days_kept(), attempt.actor, attempt.outcome) == (
        status, 1096, who, "refused",
    )  # fmt: skip
    expected = ("setting", "retention") if role == "audit_admin" else ("refused", "POST /events/retention/")
    assert (attempt.kind, attempt.subject) == expected


def test_the_page_takes_a_rule_and_shows_it_with_those_before(client):
    who = audit_admin()
    client.force_login(who)

    answer = client.post(RULE, {"days": "365", "reason": "less to keep"}, follow=True)

    page = answer.content.decode()
    assert (answer.redirect_chain, retention.days_kept()) == ([(RULE, 302)], 365)
    assert (page.count("less to keep"), page.count("no entry of a ledger is ever removed")) == (1, 1)


def test_the_auditor_reads_the_rule_without_a_form(client):
    client.force_login(factories.user("auditor"))

    page = client.get(RULE).content.decode()

    assert ("How long access events are kept" in page, 'name="days"' in page) == (True, False)


@pytest.mark.parametrize("days", ["", "abc", "9" * 30, "1.5"])
def test_what_is_no_number_of_days_is_said_beside_the_field(client, days):
    client.force_login(audit_admin())

    answer = client.post(RULE, {"days": days, "reason": "r"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["days"])


def test_the_command_says_what_it_removed():
    aged(1100, 2)
    out = StringIO()

    call_command("purge_events", stdout=out)

    assert out.getvalue() == "2 access events removed; the rule is 1096 days.\n"
