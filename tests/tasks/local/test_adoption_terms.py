"""How a local deadline and a local target stand to the national ones: later or less is looser."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tasks.enums import AdoptionKind
from tasks.local.adoption_terms import Demand, Terms, beside, differences, suggest
from tasks.targets.figures import Aim

OCTOBER, DECEMBER = dt.date(2018, 10, 31), dt.date(2018, 12, 31)
ADOPTED, TIGHTENED, LOOSENED = AdoptionKind.ADOPTED, AdoptionKind.TIGHTENED, AdoptionKind.LOOSENED


def demand(value: float | None, unit: str = "%", text: str = "Share", kind: str = "share", **said) -> Demand:
    number = None if value is None else Decimal(str(value))
    return Demand(text, Aim(kind, said.pop("comparator", "="), number, unit=unit, **said))


def terms(due_on: dt.date | None = DECEMBER, *demands: Demand) -> Terms:
    return Terms(due_on, stated=True, demands=demands)


@pytest.mark.parametrize(
    ("national", "local", "kind"),
    [
        (terms(DECEMBER), None, AdoptionKind.NOT_ADOPTED),
        (terms(DECEMBER), terms(DECEMBER), ADOPTED),
        (terms(DECEMBER), terms(OCTOBER), TIGHTENED),
        (terms(OCTOBER), terms(DECEMBER), LOOSENED),
        (terms(None), terms(DECEMBER), ADOPTED),
        (terms(DECEMBER), terms(None), ADOPTED),
        (terms(DECEMBER, demand(20)), terms(DECEMBER, demand(20)), ADOPTED),
        (terms(DECEMBER, demand(20)), terms(DECEMBER, demand(25)), TIGHTENED),
        (terms(DECEMBER, demand(20)), terms(DECEMBER, demand(15)), LOOSENED),
        (terms(DECEMBER, demand(20)), terms(DECEMBER), ADOPTED),
        (terms(DECEMBER, demand(20)), terms(OCTOBER, demand(15)), LOOSENED),
        (terms(OCTOBER, demand(20)), terms(DECEMBER, demand(25)), LOOSENED),
        (terms(DECEMBER, demand(5, direction="down")), terms(DECEMBER, demand(8)), LOOSENED),
        (terms(DECEMBER, demand(5, direction="down")), terms(DECEMBER, demand(3)), TIGHTENED),
        (terms(DECEMBER, demand(20)), terms(DECEMBER, demand(15, "yuan", kind="level")), ADOPTED),
        (terms(DECEMBER, demand(None)), terms(DECEMBER, demand(15)), ADOPTED),
        (
            terms(DECEMBER, demand(28, "万人", kind="count")),
            terms(DECEMBER, demand(270000, "人", kind="count")),
            LOOSENED,
        ),
        (
            terms(DECEMBER, demand(1, "cities", kind="level", value_to=Decimal(2))),
            terms(DECEMBER, demand(1, "cities", kind="level")),
            LOOSENED,
        ),
    ],
)
def test_deadline_and_target_alone_suggest(national, local, kind):
    assert suggest(national, local) == kind


def test_the_sentences_name_both_dates_and_both_values():
    national = terms(
        OCTOBER,
        demand(20, text="Hospitals", comparator=">="),
        demand(5, "days", "Wait", "level", direction="down"),
    )
    local = terms(DECEMBER, demand(15, text="Clinics"), demand(7, "days", "Wait", "level"))

    assert [each.sentence for each in differences(national, local)] == [
        "Due 2018-12-31, 61 days later than the national 2018-10-31.",
        "“Hospitals”: 15% is lower than the national ≥ 20%.",
        "“Wait”: 7 days is higher than the national 5 days; less is better.",
    ]


def test_one_day_is_one_day():
    [found] = differences(terms(DECEMBER), terms(DECEMBER - dt.timedelta(days=1)))

    assert (found.kind, found.sentence) == (
        TIGHTENED,
        "Due 2018-12-30, 1 day earlier than the national 2018-12-31.",
    )


def test_targets_of_one_unit_stand_beside_each_other_in_their_order_and_none_is_lost():
    ours = [demand(20, text="a"), demand(40, "yuan", "b", "level"), demand(10, text="c")]
    theirs = [demand(30, text="d"), demand(1, "cities", "e", "level"), demand(12, text="f")]

    pairs = [
        (one.national and one.national.text, one.local and one.local.text) for one in beside(ours, theirs)
    ]

    assert pairs == [("a", "d"), ("b", None), ("c", "f"), (None, "e")]


days = st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31))
values = st.integers(0, 100)


@given(days, days, values, values, st.sampled_from(["up", "down"]))
def test_looser_one_way_is_stricter_the_other_way(ours, theirs, asked, given_, direction):
    turned = {LOOSENED: TIGHTENED, TIGHTENED: LOOSENED}
    with translation.override("en"):
        first = differences(
            terms(ours, demand(asked, direction=direction)),
            terms(theirs, demand(given_, direction=direction)),
        )
        back = differences(
            terms(theirs, demand(given_, direction=direction)),
            terms(ours, demand(asked, direction=direction)),
        )

    assert [each.kind for each in back] == [turned[each.kind] for each in first]
    assert (not first) == ((ours, asked) == (theirs, given_))
