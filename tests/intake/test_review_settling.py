"""Warnings: ticked off, opened again, and resolved by what answers them."""

from tasks.intake.review import find
from tests.intake.review_scenes import after, draft, settled


def to(node: str, field: str, value: object) -> dict:
    return {"op": "set", "node": node, "field": field, "value": value}


def test_warnings_that_an_operation_answers_are_resolved():
    assert set(settled(draft()).values()) == {None}

    changed = after(
        to("r2", "agency", "NHC"),
        to("d1", "date", "2018-09-30"),
        to("meta", "period_start", "2018-01-01"),
        to("meta", "period_end", "2018-12-31"),
    )

    assert settled(changed) == {
        "outside": None,
        "unknown_name": "resolved",
        "date_without_year": "resolved",
        "no_period": "resolved",
        "printed_number": None,
    }


def test_half_a_period_is_no_period():
    assert settled(after(to("meta", "period_start", "2018-01-01")))["no_period"] is None


def test_a_name_is_resolved_when_its_last_mention_has_a_body():
    second = {"op": "add", "kind": "responsibility", "parent": "m3", "values": {"name": "Health Office"}}

    one = after(second, to("r2", "agency", "NHC"))
    both = after(second, {"op": "assign", "name": "Health Office", "agency": "NHC"})

    warning = one["warnings"][1]
    assert (warning["settled"], warning["node"]) == (None, "r.1")
    assert both["warnings"][1]["settled"] == "resolved"
    assert [find(both, id).node["agency"] for id in ("r2", "r.1", "r4")] == ["NHC", "NHC", "NHC"]


def test_a_warning_about_something_dropped_is_resolved():
    assert settled(after({"op": "drop", "node": "r2"}))["unknown_name"] == "resolved"
    assert settled(after({"op": "drop", "node": "t4"}))["printed_number"] == "resolved"


def test_a_warning_is_ticked_with_a_note_and_opened_again():
    tick = {"op": "settle", "node": "w5", "how": "ticked", "note": " as printed "}

    assert [after(tick)["warnings"][4][key] for key in ("settled", "note")] == ["ticked", "as printed"]
    assert after(tick, {"op": "unsettle", "node": "w5"})["warnings"] == draft()["warnings"]


def test_the_notice_is_accepted_as_an_edition_and_not():
    accept = {"op": "accept_edition", "slug": "2018-h2"}

    assert after(accept)["meta"]["edition_of"] == "2018-h2"
    assert after(accept, {"op": "accept_edition", "slug": None})["meta"]["edition_of"] is None
