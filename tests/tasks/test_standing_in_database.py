"""The standing counted by the database is the standing of the pure function, for any facts on any day."""

import datetime as dt
import itertools
from collections import Counter

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reformtracker.lib import workdays
from tasks import queries
from tasks.enums import STANDING_ORDER, State
from tasks.models import Assignment
from tasks.models.assignment import POSITION_FIELDS
from tasks.standing import (
    BEHIND_POINTS,
    DUE_SOON_WORKING_DAYS,
    STALE_WORKING_DAYS,
    Limits,
    kind_of,
    planned_percent,
)
from tests import factories

pytestmark = pytest.mark.django_db

START = dt.date(2018, 7, 1)


DUTIES = 10


@pytest.fixture
def duties() -> list[Assignment]:
    factories.plan(tasks=DUTIES)
    return list(Assignment.objects.order_by("pk"))


def edge_dates(today: dt.date) -> st.SearchStrategy[dt.date]:
    """Dates of which most lie on or beside a boundary of that day."""
    edges = [
        today,
        workdays.add_workdays(today, DUE_SOON_WORKING_DAYS),
        workdays.add_workdays(today, -STALE_WORKING_DAYS),
        dt.date(2018, 9, 29),
        dt.date(2018, 10, 1),
        dt.date(2018, 12, 31),
    ]
    beside = st.builds(
        lambda edge, days: edge + dt.timedelta(days), st.sampled_from(edges), st.integers(-2, 2)
    )
    return beside | st.dates(dt.date(2018, 5, 1), dt.date(2019, 9, 30))


@st.composite
def any_facts(draw, today: dt.date) -> dict:
    dates = edge_dates(today)
    start = draw(dates)
    state = draw(st.sampled_from(State.values))
    done = state in (State.CLAIMED, State.VERIFIED)
    return {
        "state": state,
        "percent": draw(st.integers(0, 100)),
        "start_on": start,
        "due_on": max(start, draw(dates)),
        "original_due_on": max(start, draw(dates)),
        "reported_on": draw(st.none() | dates),
        "completed_on": draw(dates) if done else draw(st.none() | dates),
        "objecting": draw(st.sampled_from(["", "", "MOF", "MOF NHSA"])),
        "owes": draw(st.booleans()),
    }


@st.composite
def running_facts(draw, today: dt.date) -> dict:
    """Work in progress with a date far enough: near the limits of "behind" and "stale"."""
    start = today - dt.timedelta(draw(st.integers(0, 200)))
    due = today + dt.timedelta(draw(st.integers(10, 200)))
    near = planned_percent(start, due, today) - BEHIND_POINTS + draw(st.integers(-2, 2))
    return draw(any_facts(today)) | {
        "state": "in_progress",
        "start_on": start,
        "due_on": due,
        "original_due_on": due,
        "percent": max(0, min(100, near)),
    }


@st.composite
def cases(draw) -> tuple[dt.date, list[dict]]:
    """A day, and the fields of as many duties as there are."""
    today = draw(st.dates(dt.date(2018, 6, 1), dt.date(2019, 6, 30)))
    return today, [draw(any_facts(today) | running_facts(today)) for _ in range(DUTIES)]


FAIR = settings(
    max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@FAIR
@given(case=cases())
def test_the_database_gives_the_standing_of_the_pure_function(duties, case):
    today, rows = case
    for duty, fields in zip(duties, rows, strict=True):
        vars(duty).update(fields)
    Assignment.objects.bulk_update(duties, list(rows[0]))

    found = list(Assignment.objects.at().with_standing(today).annotate(rank=F("at_rank")))

    kinds = [kind_of(duty.facts, Limits.on(today)) for duty in found]
    assert [duty.at_standing for duty in found] == [kind.value for kind in kinds]
    assert [duty.rank for duty in found] == [STANDING_ORDER.index(kind) for kind in kinds]


def test_those_random_facts_light_every_light_at_least_five_times():
    """Otherwise the test above would prove little."""
    seen = Counter()

    @FAIR
    @given(case=cases())
    def collect(case):
        today, rows = case
        seen.update(kind_of(Assignment(**fields).facts, Limits.on(today)) for fields in rows)

    collect()

    assert set(seen) == set(STANDING_ORDER)
    assert min(seen.values()) >= 5


def test_every_percentage_in_every_week_of_the_plan_is_judged_alike(duties):
    """The rule of "behind", with rounding in Python and without division in the database."""
    differing = []
    for offset, base in itertools.product(range(0, 184, 7), range(0, 100, 25)):
        today = START + dt.timedelta(offset)
        for step, duty in enumerate(duties, start=1):
            duty.percent, duty.state = base + 2 * step, "in_progress"
        Assignment.objects.bulk_update(duties, ["percent", "state"])
        for duty in Assignment.objects.at().with_standing(today):
            if duty.at_standing != kind_of(duty.facts, Limits.on(today)):
                differing.append((today, duty.percent, duty.at_standing))

    assert differing == []


def test_a_position_of_the_past_is_judged_by_its_own_facts(duties):
    """The annotation reads the entries' columns, not the present ones."""
    duty = duties[0]
    Assignment.objects.filter(pk=duty.pk).update(state="verified", completed_on=START, percent=100)
    secretariat = factories.secretariat()

    past = queries.duties(secretariat, as_of=dt.date(2018, 11, 21)).get(pk=duty.pk)
    present = queries.duties(secretariat).get(pk=duty.pk)

    assert (past.at_standing, past.at_state) == ("behind", "assigned")
    assert (present.at_standing, present.at_state) == ("done_on_time", "verified")
    assert {f"at_{name}" for name in POSITION_FIELDS} <= set(vars(past))


def test_lights_are_counted_in_the_database_and_explained_one_by_one(django_assert_num_queries):
    factories.plan(tasks=3, others={"MOF": "participating"})
    secretariat = factories.secretariat()
    secretariat.posts  # noqa: B018  read once per request, before the counting starts
    today = dt.date(2018, 11, 21)

    with django_assert_num_queries(1):  # the counts
        counts = queries.standing_counts(queries.duties(secretariat).with_standing(today), "agency__code")

    assert counts == {("NHC",): {"behind": 3}, ("MOF",): {"on_track": 3}}
    explained = queries.explain(queries.duties(secretariat), today)
    assert {(duty.agency.code, duty.light.value, duty.reason) for duty in explained} == {
        ("NHC", "behind", "no report yet, 78% planned by 2018-11-21; due 2018-12-31"),
        ("MOF", "on_track", "due 2018-12-31; no report yet"),
    }
