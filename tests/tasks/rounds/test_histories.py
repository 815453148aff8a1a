"""Over random histories the stored returns are those that the ledger alone gives."""

import datetime as dt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from tasks.enums import Move
from tasks.models import Assignment, Chain, Entry, Return, Round
from tasks.rounds import life
from tasks.verification import verify
from tests import factories
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, date, report, ruled, tend
from tests.tasks.scenes import make, tamper, words

MOVES = (
    Move.REPORT, Move.REPORT, Move.REPORT, Move.CLAIM, Move.VERIFY, Move.RETURN, Move.SUSPEND, Move.RESUME,
    Move.CLOSE_UNIMPLEMENTED, Move.REOPEN, Move.CORRECT, Move.ASK_EXTENSION,
)  # fmt: skip
STATES = (None, None, "in_progress", "claimed", "verified", "suspended", "closed_unimplemented")
HANDS = ("tend", "tend", "open", "close", "reopen", "move_due", "rule")
STEPS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(MOVES), st.integers(1, 3), st.sampled_from(STATES)),
    st.tuples(st.just("hand"), st.sampled_from(HANDS), st.integers(0, 3), st.none()),
)


class Histories(TestCase):
    @settings(max_examples=40, phases=[Phase.generate, Phase.explicit, Phase.reuse])
    @given(st.integers(0, 5), st.lists(st.tuples(st.integers(0, 20), STEPS), min_size=5, max_size=30))
    def test_stored_and_derived_returns_are_equal(self, first: int, steps: list):
        plan = factories.plan(tasks=3)
        office, officer = factories.secretariat(), factories.officer()
        day = date("2018-07-01")
        for n, (gap, step) in enumerate(steps):
            day += dt.timedelta(days=gap)
            with at(day):
                if n == first % len(steps):
                    life.set_rule(plan, by=office, **RULE)
                try:
                    _take(step, office, officer)
                except Refused:
                    continue

        assert verify(plan) is None
        given = Return.objects.exclude(entry=None).count()
        assert given <= Entry.objects.filter(move__in=(Move.REPORT, Move.CLAIM)).count()


def _take(step: tuple, office: User, officer: User) -> None:
    kind, what, which, state = step
    if kind == "hand":
        return _by_hand(what, which, office)
    duty = factories.duty(number=f"1.{which}")
    said = words(what, duty)
    if what == Move.CORRECT:
        said |= {"state": state, "corrects": duty.entries.order_by("-n").first().n}
    by = officer if what in (Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION) else office
    make(what, duty, by, day=clock.today(), **said)


def _by_hand(what: str, which: int, office: User) -> None:
    today, newest = clock.today(), Round.objects.opened().order_by("-opens_on").first()
    planned = Round.objects.filter(opened_at=None).order_by("opens_on").first()
    if what == "tend":
        life.tend()
    elif what == "rule":
        plan = Assignment.objects.first().plan
        life.set_rule(plan, by=office, **RULE | {"opens_day": 10 + which, "due_day": 25 + which})
    elif planned and what == "open":
        life.open_early(planned, by=office)
    elif newest and what == "close":
        life.close(newest, by=office)
    elif newest and what == "reopen":
        life.reopen(newest, by=office, until=today + dt.timedelta(days=which), reason="why")
    elif newest:
        life.move_due(newest, by=office, due_on=today + dt.timedelta(days=which), reason="why")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks_return SET given_on = '2018-09-24'",
        "UPDATE tasks_return SET corrected = 1",
        "UPDATE tasks_return SET excused_on = '2018-09-24'",
        "DELETE FROM tasks_return",
    ],
)
def test_a_return_altered_in_the_database_is_found_and_named(statement):
    ruled(day="2018-09-01")
    tend("2018-09-20")
    report("2018-09-25")
    plan, n = factories.duty().plan, Chain.objects.get().n
    assert verify(plan) is None

    tamper(statement)

    fault = verify(plan)
    assert (fault.code, fault.n) == ("return", n)
    assert fault.detail == "p 1.1/1 NHC lead: its return in 2018-09 differs from what the entries say"


@pytest.mark.django_db
def test_a_return_that_nobody_owes_is_found():
    ruled(tasks=2, day="2018-09-01")
    make(Move.SUSPEND, factories.duty(number="1.2"), factories.secretariat(), day="2018-09-19")
    tend("2018-09-20")

    Return.objects.create(round=Round.objects.get(number="2018-09"), assignment=factories.duty(number="1.2"))

    assert verify(factories.duty().plan).detail.startswith("p 1.2/1 NHC lead: its return in 2018-09")
