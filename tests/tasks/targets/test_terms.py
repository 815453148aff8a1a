"""How the readings of a target are taken: in and out of a notice, through a review, through a workbook."""

import pytest

from reformtracker.lib.errors import Invalid
from tasks.enums import Direction, TargetKind
from tasks.models import Target
from tasks.notices import read_plan, write_plan
from tasks.targets.terms import derived, terms_of
from tests.tasks.test_notices import MEASURE, at, bodies, notice

__all__ = ["bodies"]  # a fixture that gives the notice its agencies
pytestmark = pytest.mark.django_db
TARGETS = f"{MEASURE}.targets"

EVERY = {
    "text": "20 % of the hospitals", "value": 20, "unit": "per 100 people", "comparator": "<=",
    "title_en": "Hospitals", "title_zh": "医院", "kind": "share", "direction": "up", "baseline": 12.5,
    "baseline_on": "2018-07-01", "due_on": "2018-11-30", "cumulative": True, "per_place": True,
    "numerator_en": "of the pilot", "numerator_zh": "试点", "denominator_en": "all", "denominator_zh": "全部",
}  # fmt: skip
USUAL = {"text": "5 cities", "value": 5, "unit": "cities", "comparator": "="}


def with_target(about: dict) -> dict:
    return at(TARGETS, [about])


@pytest.mark.parametrize(
    ("comparator", "unit", "kind", "direction"),
    [
        ("increase_by", "yuan", TargetKind.INCREASE, Direction.UP),
        ("increase_by", "%", TargetKind.INCREASE, Direction.UP),
        ("=", "%", TargetKind.SHARE, Direction.UP),
        (">=", "％", TargetKind.SHARE, Direction.UP),
        ("range", "% of the counties", TargetKind.SHARE, Direction.UP),
        ("=", "yuan", TargetKind.LEVEL, Direction.UP),
        ("=", "", TargetKind.LEVEL, Direction.UP),
        ("<=", "days", TargetKind.LEVEL, Direction.DOWN),
        ("<", "%", TargetKind.SHARE, Direction.DOWN),
    ],
)
def test_comparator_and_unit_give_kind_and_direction(comparator, unit, kind, direction):
    assert derived(comparator, unit) == {"kind": kind, "direction": direction}


def test_a_target_with_every_key_comes_out_as_it_went_in():
    plan, _written = write_plan(with_target(EVERY))

    assert read_plan(plan) == with_target(EVERY)


def test_a_key_that_says_what_is_derived_anyhow_is_not_exported():
    plan, _written = write_plan(with_target(USUAL | {"kind": "level", "direction": "up", "per_place": False}))

    assert read_plan(plan) == with_target(USUAL)
    assert terms_of(Target.objects.get()) == {}


def test_what_the_usual_keys_say_stands_in_the_database():
    write_plan(notice())

    assert list(Target.objects.values_list("kind", "direction", "baseline", "per_place")) == [
        ("share", "up", None, False), ("level", "up", None, False), ("level", "up", None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "mean"}, "“mean” is not one of level, increase, share, count"),
        ({"direction": "left"}, "“left” is not one of up, down"),
        ({"per_place": "yes"}, "“per_place” is of the wrong kind"),
        ({"cumulative": 1}, "“cumulative” is of the wrong kind"),
        ({"baseline": "12"}, "“baseline” is of the wrong kind"),
        ({"baseline": float("nan")}, "“nan” is not a number"),
        ({"due_on": "soon"}, "“soon” is not a date such as 2018-12-31"),
        ({"due_on": "2018-07-01"}, "the target is due before its baseline"),
        ({"baseline": None}, "the day of a baseline needs the baseline"),
        ({"kind": "level"}, "only a share has a numerator and a denominator"),
        ({"title_en": "x" * 201}, "“title_en” is longer than 200 characters"),
        ({"numerator_zh": 5}, "“numerator_zh” is of the wrong kind"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line_with_its_place(change, problem):
    with pytest.raises(Invalid) as caught:
        write_plan(with_target(EVERY | change))

    assert str(caught.value.message) == f"measure 1.1/1: {problem}"
    assert Target.objects.count() == 0
