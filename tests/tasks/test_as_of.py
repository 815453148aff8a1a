"""A past day shows what was seen on that day."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from tasks import queries, services
from tasks.asof import asked_day, parse_day
from tasks.enums import Move
from tasks.models import Assignment
from tasks.models.assignment import POSITION_FIELDS
from tests import factories
from tests.tasks.scenes import LATER, make, now

pytestmark = pytest.mark.django_db

# Day, hour, who, move, what is said.
COURSE = [
    ("2018-07-20", "NHC", Move.REPORT, {"percent": 20}),
    ("2018-08-31", "NHC", Move.REPORT, {"percent": 45}),
    ("2018-09-10", "office", Move.RETURN, {}),
    ("2018-09-20", "NHC", Move.ASK_EXTENSION, {"new_due_on": LATER}),
    ("2018-09-25", "office", Move.GRANT, {}),
    ("2018-10-10", "NHC", Move.CLAIM, {}),
    ("2018-10-11", "MOF", Move.OBJECT, {}),
    ("2018-10-20", "MOF", Move.CONCUR, {}),
    ("2018-10-22", "office", Move.VERIFY, {}),
    ("2018-11-05", "office", Move.REOPEN, {}),
    ("2018-11-06", "office", Move.SUSPEND, {}),
    ("2018-11-12", "office", Move.CORRECT, {"percent": 50, "state": "in_progress"}),
]


def seen(secretariat, today: dt.date, as_of: dt.date | None = None) -> dict[str, dict]:
    """What a list shows: the position, the light and its reason, by agency."""
    rows = queries.explain(queries.duties(secretariat, as_of=as_of), as_of or today)
    names = [f"at_{name}" for name in (*POSITION_FIELDS, "standing")]
    return {
        duty.agency.code: {name: getattr(duty, name) for name in names} | {"reason": duty.reason}
        for duty in rows
    }


@pytest.fixture
def secretariat():
    return factories.secretariat()


def test_every_past_day_shows_what_was_seen_at_its_end(secretariat):
    factories.plan(others={"MOF": "co_responsible"})
    people = {"office": secretariat, "NHC": factories.officer("NHC"), "MOF": factories.officer("MOF")}
    remembered = {}
    for day in [factories.START + dt.timedelta(n) for n in range(143)]:
        steps = [step for step in COURSE if step[0] == day.isoformat()]
        for _day, who, move, said in steps:
            make(move, factories.duty(), people[who], day=day.isoformat(), **said)
        if steps or day.day % 5 == 1:
            with factories.at(day, 23):
                remembered[day] = seen(secretariat, day)

    with factories.at("2018-11-21"):
        asked = {day: seen(secretariat, day, as_of=day) for day in remembered}

    assert len(remembered) == 40
    assert len({str(position) for position in remembered.values()}) > len(COURSE)
    assert [day for day in asked if asked[day] != remembered[day]] == []


def test_a_move_belongs_to_the_shanghai_day_on_which_it_was_made(secretariat):
    factories.plan()
    officer = factories.officer("NHC")
    with factories.at("2018-10-11", 0):  # still the 10th in UTC
        services.report(factories.duty(), by=officer, percent=80, note="progress")

    percents = [
        queries.duties(secretariat, as_of=dt.date(2018, 10, day)).get().at_percent for day in (9, 10, 11)
    ]

    assert percents == [0, 0, 80]


def test_a_duty_is_absent_before_its_plan_was_issued(secretariat):
    factories.plan()  # issued on its first day

    assert queries.duties(secretariat, as_of=dt.date(2018, 6, 30)).count() == 0
    assert queries.duties(secretariat, as_of=factories.START).count() == 1


def test_the_present_moves_on_while_the_past_stands(secretariat):
    factories.plan()
    make(Move.SUSPEND, factories.duty(), secretariat, day="2018-11-20")

    past = queries.duties(secretariat, as_of=dt.date(2018, 11, 19)).get()

    assert (past.at_state, now(past).state) == ("assigned", "suspended")
    assert past.facts.state == "assigned"


def test_the_past_is_filtered_and_ordered_by_its_own_positions(secretariat):
    factories.plan(tasks=2)
    make(Move.REPORT, factories.duty(number="1.2"), factories.officer("NHC"), day="2018-09-01", percent=90)
    make(Move.CLOSE_UNIMPLEMENTED, factories.duty(number="1.2"), secretariat, day="2018-11-01")

    rows = queries.duties(secretariat, as_of=dt.date(2018, 10, 10))

    assert rows.open().count() == 2
    assert [duty.at_percent for duty in rows.order_by("-at_percent")] == [90, 0]
    assert [duty.measure.task.number for duty in rows.awaiting_report_since(dt.date(2018, 9, 1))] == ["1.1"]
    assert Assignment.objects.at().open().count() == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-10-10", dt.date(2018, 10, 10)),
        ("2018-11-20", dt.date(2018, 11, 20)),
        ("2018-11-21", None),  # today is the present
        ("2018-11-22", None),
        ("1999-12-31", None),
        ("2018-02-30", None),
        ("0000-00-00", None),
        ("yesterday", None),
        ("2018-10-10\x00", None),
        ("9" * 5000, None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_past_date_of_this_century_is_a_day_to_look_back_to(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2018-10-10", []),
        ("2018-11-21", []),
        ("", []),
        ("2018-12-01", ["“2018-12-01” is not a past date such as 2018-10-10: the present is shown."]),
        ("nonsense", ["“nonsense” is not a past date such as 2018-10-10: the present is shown."]),
    ],
)
def test_a_reader_who_asks_for_no_past_day_is_told_that_the_present_is_shown(text, said):
    request = RequestFactory().get("/", {"as_of": text})
    request.session = {}
    request._messages = FallbackStorage(request)

    asked_day(request)

    assert [str(message) for message in get_messages(request)] == said
