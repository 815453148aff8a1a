"""How moves become returns, and that the ledger alone says the same."""

import pytest

from tasks import services
from tasks.enums import Move
from tasks.models import Entry, Return
from tasks.rounds import life, returns
from tasks.rounds.derivation import derived
from tests import factories
from tests.factories import at
from tests.tasks.rounds.scenes import date, report, returned, round_of, ruled, tend
from tests.tasks.scenes import make, position

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    ruled(day="2018-09-01")
    tend("2018-09-20")
    return round_of()


def details(n: int = -1) -> dict:
    return [entry.details for entry in Entry.objects.order_by("n")][n]


def fields(*names: str, number: str = "2018-09") -> tuple:
    row = returned(number)
    return tuple(getattr(row, name) for name in names)


def test_the_first_report_gives_the_return_and_says_so_in_the_ledger(opened):
    report("2018-09-25")
    report("2018-09-26", percent=60)

    row = returned()
    assert (row.given_on, row.entry.move, row.entry.percent) == (date("2018-09-25"), "report", 50)
    assert details(-2) == details(-1) == {"round": "2018-09"}


def test_a_claim_gives_it_too(opened):
    factories.claimed(day="2018-09-25")

    assert returned().given_on == date("2018-09-25")
    assert details()["round"] == "2018-09"


def test_what_comes_after_closing_is_taken_until_the_next_round_opens(opened):
    tend("2018-10-12")

    report("2018-10-15")

    assert returned().given_on == date("2018-10-15")
    assert details() == {"round": "2018-09"}


def test_what_comes_when_the_next_round_is_open_belongs_to_that_one(opened):
    tend("2018-10-19")

    report("2018-10-22")

    assert (returned().given_on, returned("2018-10").given_on) == (None, date("2018-10-22"))


def test_a_report_on_the_opening_day_before_the_job_has_run_belongs_to_the_new_round(opened):
    with at("2018-10-19", hour=0):
        services.report(factories.duty(), by=factories.officer(), percent=50, note="early", reason="late")

    tend("2018-10-19", hour=1)

    assert (returned().given_on, returned("2018-10").given_on) == (None, date("2018-10-19"))


def test_a_report_after_closing_on_a_given_return_is_a_correction_after_closing(opened):
    report("2018-09-25")
    tend("2018-10-12")

    report("2018-10-15", percent=80)

    assert fields("given_on", "corrected") == (date("2018-09-25"), 1)
    assert details() == {"round": "2018-09", "after_closing": 1}
    assert Entry.objects.filter(move=Move.REPORT).count() == 2


def test_a_round_whose_days_are_over_counts_as_closed_before_the_job_has_run(opened):
    report("2018-09-25")

    report("2018-10-11", percent=80)

    assert details() == {"round": "2018-09", "after_closing": 1}
    assert fields("corrected") == (1,)


def test_correcting_an_entry_of_a_closed_round_is_marked_on_that_round(opened):
    report("2018-09-25")
    n = Entry.objects.get(move=Move.REPORT).n
    tend("2018-10-19")

    make(Move.CORRECT, factories.duty(), factories.secretariat(), day="2018-10-22", corrects=n, percent=40)

    assert details() == {"corrects": n, "round": "2018-09", "after_closing": 1}
    assert (fields("corrected"), fields("corrected", number="2018-10")) == ((1,), (0,))


def test_correcting_an_entry_of_the_open_round_is_no_correction_after_closing(opened):
    report("2018-09-25")
    n = Entry.objects.get(move=Move.REPORT).n

    make(Move.CORRECT, factories.duty(), factories.secretariat(), day="2018-09-26", corrects=n, percent=40)

    assert details() == {"corrects": n, "round": "2018-09"}
    assert fields("corrected") == (0,)


def test_a_return_is_sent_back_and_comes_again(opened):
    office = factories.secretariat()
    report("2018-09-25")

    make(Move.RETURN, factories.duty(), office, day="2018-09-26")
    assert fields("sent_back_on", "again_on", "times_sent_back") == (date("2018-09-26"), None, 1)

    report("2018-09-27", percent=55)
    assert fields("given_on", "again_on") == (date("2018-09-25"), date("2018-09-27"))

    make(Move.RETURN, factories.duty(), office, day="2018-09-28")
    assert fields("sent_back_on", "again_on", "times_sent_back") == (date("2018-09-28"), None, 2)


def test_sending_back_what_was_reported_before_the_round_touches_no_return(opened):
    report("2018-09-25")
    tend("2018-10-19")

    make(Move.RETURN, factories.duty(), factories.secretariat(), day="2018-10-22")

    assert fields("times_sent_back") == (0,)
    assert fields("times_sent_back", number="2018-10") == (0,)


def test_a_suspended_duty_is_excused_until_it_is_resumed(opened):
    office = factories.secretariat()

    make(Move.SUSPEND, factories.duty(), office, day="2018-09-25")
    assert fields("excused_on") == (date("2018-09-25"),)
    make(Move.RESUME, factories.duty(), office, day="2018-09-26")
    assert fields("excused_on") == (None,)
    make(Move.CLOSE_UNIMPLEMENTED, factories.duty(), office, day="2018-09-27")
    make(Move.REOPEN, factories.duty(), office, day="2018-10-15")
    assert fields("excused_on") == (date("2018-09-27"),)


def test_a_correction_that_closes_the_duty_excuses_it_too(opened):
    make(
        Move.CORRECT,
        factories.duty(),
        factories.secretariat(),
        day="2018-09-25",
        state="closed_unimplemented",
    )

    assert fields("excused_on") == (date("2018-09-25"),)
    assert details()["round_now"] == "2018-09"


def test_a_given_return_is_not_excused(opened):
    report("2018-09-25")

    make(Move.SUSPEND, factories.duty(), factories.secretariat(), day="2018-09-26")

    assert fields("given_on", "excused_on") == (date("2018-09-25"), None)


def test_a_plan_without_rounds_costs_one_query_more_and_marks_nothing(django_assert_num_queries):
    factories.plan()
    step = returns.Step(Move.REPORT, factories.duty(), [], None, {}, date("2018-09-25"))

    with django_assert_num_queries(1):
        assert returns.mark(step) == []

    assert step.details == {}


def test_other_moves_cost_nothing(opened, django_assert_num_queries):
    duty = factories.duty()

    with django_assert_num_queries(0):
        for move in (Move.VERIFY, Move.CONCUR, Move.ASK_EXTENSION, Move.GRANT, Move.ESCALATE):
            step = returns.Step(move, duty, [], None, {}, date("2018-09-25"))
            returns.count(returns.mark(step), None)


def test_the_ledger_alone_says_the_same(opened):
    report("2018-09-25")
    make(Move.RETURN, factories.duty(), factories.secretariat(), day="2018-09-26")

    pk, given = derived(opened).popitem()

    assert (pk, given) == (factories.duty().pk, returns.given_of(Return.objects.get()))
    assert given.times_sent_back == 1


def test_a_refused_move_leaves_no_trace(opened):
    with at("2018-09-25"), pytest.raises(services.Invalid):
        services.report(factories.duty(), by=factories.officer(), percent=50, note="")

    assert (fields("given_on"), position(factories.duty(), "percent")) == ((None,), (0,))


def test_a_repeated_report_is_counted_once(opened):
    officer, office = factories.officer(), factories.secretariat()
    tend("2018-10-12")
    for _time in range(2):
        with at("2018-10-15"):
            services.report(factories.duty(), by=officer, percent=50, note="same", reason="late")

    assert fields("given_on", "corrected") == (date("2018-10-15"), 0)
    with at("2018-10-16"):
        life.reopen(round_of(), by=office, until=date("2018-10-18"), reason="again")
