"""Two jobs, people and a job, and moves at once: nothing twice, nothing lost, no deadlock."""

from collections import Counter

import pytest

from tasks import services
from tasks.models import Return, Round, RoundEvent
from tasks.rounds import life
from tasks.verification import verify
from tests import factories
from tests.factories import at
from tests.tasks.rounds.scenes import date, round_of, ruled, tend
from tests.tasks.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DUTIES = 12


def tending(day: str):
    """The job as a command of another thread, at ten o'clock of that day."""
    return lambda: tend(day)


def reporting(n: int, day: str):
    duty, by = factories.duty(number=f"1.{n}"), factories.officer()

    def command() -> None:
        with at(day):
            services.report(duty, by=by, percent=10 + n, note="said", reason="late")

    return command


@pytest.mark.parametrize("attempt", range(3))
def test_of_four_jobs_at_once_one_opens_the_round(attempt):
    ruled(tasks=DUTIES, day="2018-09-01")

    got = at_once(*[tending("2018-09-20")] * 4)

    assert Counter(got) == {"made": 4}
    assert (Return.objects.count(), RoundEvent.objects.count()) == (DUTIES, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_reports_made_while_a_round_opens_are_all_counted(attempt):
    ruled(tasks=DUTIES, day="2018-09-01")
    writers = [reporting(n, "2018-09-20") for n in range(1, 8)]

    got = at_once(*writers[:4], tending("2018-09-20"), *writers[4:], tending("2018-09-20"))

    assert Counter(got) == {"made": 9}
    assert Return.objects.exclude(given_on=None).count() == 7
    assert verify(factories.duty().plan) is None


def test_reports_made_while_a_round_closes_are_all_counted():
    ruled(tasks=DUTIES, day="2018-09-01")
    tend("2018-09-20")
    office = factories.secretariat()

    def closing() -> None:
        with at("2018-09-24"):
            life.close(round_of(), by=office)

    got = at_once(*[reporting(n, "2018-09-24") for n in range(1, 7)], closing, closing)

    assert Counter(got) == {"made": 8}
    assert Return.objects.filter(given_on=date("2018-09-24")).count() == 6
    assert RoundEvent.objects.filter(kind="closed").count() == 1
    assert verify(factories.duty().plan) is None


def test_two_people_opening_the_same_round_early_open_it_once():
    ruled(tasks=DUTIES, day="2018-09-01")
    people = [factories.secretariat() for _ in range(3)]

    def opening(by):
        def command() -> None:
            with at("2018-09-10"):
                life.open_early(round_of(), by=by)

        return command

    got = at_once(*[opening(by) for by in people], tending("2018-09-10"))

    assert Counter(got) == {"made": 4}
    assert RoundEvent.objects.count() == 1
    assert Round.objects.opened().get().opens_on == date("2018-09-10")
