"""Open points agree with what writing and issuing a plan refuse."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings as portal

from agencies.models import Agency, Jurisdiction
from agencies.reference import load_reference
from tasks import enums
from tasks.intake.review import POINTS, SERIOUS, open_points, to_notice
from tasks.intake.review.fields import AREA_FIELDS, COMPARATORS, MODES, ROLES
from tasks.intake.warnings import MESSAGES
from tasks.issuing import issue_plan
from tasks.models import Assignment
from tasks.notice_output import CLAUSE_ROLES
from tasks.notices import read_plan, write_plan
from tests.intake.review_scenes import after, draft

KNOWN = frozenset(("NHC", "NHSA", "MOF", "NDRC"))


def to(node: str, field: str, value: object) -> dict[str, Any]:
    return {"op": "set", "node": node, "field": field, "value": value}


READY = (
    to("meta", "slug", "county-2018"),
    to("meta", "period_start", "2018-01-01"),
    to("meta", "period_end", "2018-12-31"),
    to("r2", "agency", "NHC"),
    to("d1", "date", "2018-09-30"),
)


def blocking(changed: dict[str, Any], known: frozenset[str] = KNOWN) -> list[tuple[str, str | None]]:
    return [(point.code, point.node) for point in open_points(changed, known, {"CN"}) if point.blocking]


def test_a_fresh_draft_says_what_is_missing():
    assert blocking(draft()) == [("no_period", "meta"), ("no_agency", "r2"), ("serious_warning", "w3")]


def test_points_worth_a_look_do_not_block():
    points = open_points(after(*READY), KNOWN)

    assert [point for point in points if point.blocking] == []
    assert {point.code for point in points} == {"no_short_title", "no_duty_in_task", "open_warning"}


@pytest.mark.parametrize(
    ("operations", "found"),
    [
        ([to("meta", "period_end", "2017-12-31")], [("period_reversed", "meta")]),
        ([to("meta", "slug", None), to("meta", "title", "")], [("no_title", "meta")]),
        ([to("meta", "jurisdiction", "XX")], [("unknown_jurisdiction", "meta")]),
        ([to("r1", "agency", None)], [("no_agency", "r1")]),
        ([to("r1", "agency", "FAO")], [("unknown_agency", "r1")]),
        ([to("r1", "agency", "NHC")], [("agency_twice", "r2")]),
        ([to("t1", "number", "2.1")], [("number_twice", "t1"), ("number_twice", "t3")]),
        ([to("g1", "comparator", "range")], [("range_values", "g1")]),
        ([to("g1", "value", [1, 2])], [("range_values", "g1")]),
        ([to("g1", "value", [1, 2]), to("g1", "comparator", "range")], []),
        ([{"op": "drop", "node": id} for id in ("m1", "m2", "m4")], [("no_duty", None)]),
    ],
)
def test_each_hindrance_is_a_blocking_point(operations, found):
    assert blocking(after(*READY, *operations)) == found


def test_what_the_reader_found_and_nobody_could_set_is_a_point():
    changed = after(*READY)
    changed["meta"]["document_number"] = "No. 1" * 20
    changed["areas"][0]["tasks"][0]["text"] = "a \x00 sign"

    assert blocking(changed) == [("bad_value", "meta"), ("bad_character", "t1")]


def test_every_point_has_a_sentence_and_every_serious_warning_exists():
    points = open_points(after(to("r1", "agency", "FAO"), to("t1", "number", "2.1")), KNOWN)

    assert [point.message for point in points if point.code == "number_twice"] == [
        "The number 2.1 is given to more than one task."
    ] * 2
    assert {point.code for point in points} - set(POINTS) == set()
    assert SERIOUS - set(MESSAGES) == set()


def test_the_vocabularies_are_those_of_the_portal():
    assert list(MODES) == enums.Mode.values
    assert list(COMPARATORS) == enums.Comparator.values
    assert list(AREA_FIELDS) == enums.Field.values
    assert list(ROLES) == [str(role) for role in CLAUSE_ROLES]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "operations",
    [
        (),
        ({"op": "split", "node": "t3", "at": 300}, {"op": "merge", "node": "t2"}),
        (to("g1", "value", [1, 2.5]), to("g1", "comparator", "range"), to("meta", "slug", None)),
        ({"op": "move", "node": "t4", "parent": "a1"}, to("t2", "number", "9"), to("a1", "number", "一")),
        (to("m2", "mode", "joint"), {"op": "drop", "node": "a2"}, to("meta", "title_zh", "县重点工作")),
    ],
)  # fmt: skip
def test_a_draft_without_blocking_points_is_written_and_issued(operations):
    load_reference(portal.DATA_DIR)
    changed = after(*READY, *operations)
    known = frozenset(Agency.objects.values_list("code", flat=True))

    assert blocking(changed, known) == []
    plan, written = write_plan(to_notice(changed))

    assert (written, plan.period_end) == (True, date(2018, 12, 31))
    assert write_plan(read_plan(plan)) == (plan, False)
    measures = [
        measure for area in changed["areas"] for task in area["tasks"] for measure in task["measures"]
    ]
    assert Assignment.objects.count() == sum(len(measure["responsibilities"]) for measure in measures)
    assert issue_plan(plan, by=None).state == "issued"


@pytest.mark.django_db
def test_known_jurisdictions_are_those_of_the_portal():
    load_reference(portal.DATA_DIR)
    known = frozenset(Jurisdiction.objects.values_list("code", flat=True))

    assert [point for point in open_points(after(*READY), KNOWN, known) if point.blocking] == []
