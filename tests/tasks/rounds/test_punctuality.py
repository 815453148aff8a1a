"""How a return stands on a day: the rule itself, and the same rule in the database."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tasks.enums import Punctuality
from tasks.models import Return, Round
from tasks.rounds.punctuality import punctuality, with_punctuality
from tests import factories
from tests.tasks.rounds.scenes import date

DUE = date("2018-09-28")
DAYS = st.dates(date("2018-09-25"), date("2018-10-02"))


def stood(day: str, **days: str) -> Punctuality:
    names = ("given_on", "sent_back_on", "again_on", "excused_on")
    dated = SimpleNamespace(**{name: date(days[name]) if name in days else None for name in names})
    return punctuality(dated, DUE, date(day))


@pytest.mark.parametrize(
    ("day", "days", "kind"),
    [
        ("2018-09-28", {}, Punctuality.OWED),
        ("2018-09-29", {}, Punctuality.MISSING),
        ("2018-09-29", {"given_on": "2018-09-28"}, Punctuality.ON_TIME),
        ("2018-09-29", {"given_on": "2018-09-29"}, Punctuality.LATE),
        ("2018-09-28", {"given_on": "2018-09-29"}, Punctuality.OWED),
        ("2018-09-27", {"given_on": "2018-09-26", "sent_back_on": "2018-09-27"}, Punctuality.RETURNED),
        ("2018-09-26", {"given_on": "2018-09-26", "sent_back_on": "2018-09-27"}, Punctuality.ON_TIME),
        (
            "2018-10-01",
            {"given_on": "2018-09-26", "sent_back_on": "2018-09-27", "again_on": "2018-10-01"},
            Punctuality.ON_TIME,
        ),
        ("2018-09-28", {"excused_on": "2018-09-28"}, Punctuality.EXCUSED),
        ("2018-09-27", {"excused_on": "2018-09-28"}, Punctuality.OWED),
        ("2018-10-02", {"excused_on": "2018-09-29"}, Punctuality.MISSING),
    ],
)
def test_the_rule(day, days, kind):
    assert stood(day, **days) == kind


class TheRuleInTheDatabase(TestCase):
    """The annotation gives what the function gives, whatever the days."""

    @given(
        st.lists(
            st.fixed_dictionaries(
                {name: st.none() | DAYS for name in ("given_on", "sent_back_on", "again_on", "excused_on")}
            ),
            min_size=1,
            max_size=4,
        ),
        DAYS,
    )
    def test_both_are_equal(self, rows: list[dict], day: dt.date):
        plan = factories.plan(tasks=len(rows))
        entry = plan.entries.first()
        round_ = Round.objects.create(
            plan=plan, number="2018-09", period_start=DUE, period_end=DUE,
            opens_on=date("2018-09-20"), due_on=DUE, closes_on=DUE,
        )  # fmt: skip
        Return.objects.bulk_create(
            Return(round=round_, assignment=duty, entry=entry if days["given_on"] else None, **days)
            for duty, days in zip(plan.assignments.all(), rows, strict=True)
        )

        annotated = list(with_punctuality(Return.objects.all(), day))

        assert [row.at_punctuality for row in annotated] == [punctuality(row, DUE, day) for row in annotated]
