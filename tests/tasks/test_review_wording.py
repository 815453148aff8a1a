"""What a review says: each sentence complete in both languages, with words instead of codes."""

from string import Formatter

import pytest
from django.utils import translation

from tasks.intake.review import Point
from tasks.reviews.wording import TEMPLATES, decision_said, point_said, said, warning_said

SENTENCES = sorted({sentence for table in TEMPLATES for sentence in table.values()})


def places(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_a_chinese_one_with_the_same_places(sentence):
    with translation.override("zh-hans"):
        chinese = translation.gettext(sentence)

    assert chinese != sentence
    assert places(chinese) == places(sentence)


def test_a_refusal_names_kinds_and_fields_in_words():
    assert said("no_such_field", {"kind": "deadline", "field": "period_end"}) == (
        "A date has no field “Last day of the period” that can be set."
    )


def test_a_doubt_says_where_words_stand():
    warning = {"id": "w1", "code": "outside", "params": {"where": "after", "text": "Annex"}}

    assert warning_said(warning) == "This text (after the last task) is no area, task or clause: “Annex”."


def test_a_doubtful_target_is_said_with_its_comparison():
    params = {"text": "25", "comparator": ">=", "value": 25, "unit": "kinds"}

    assert warning_said({"id": "w1", "code": "doubtful_target", "params": params}) == (
        "“25” was read as at least 25 kinds; confirm it."
    )


def test_a_point_about_a_doubt_repeats_the_doubt():
    warnings = {"w1": {"id": "w1", "code": "no_period", "params": {}}}

    assert point_said(Point("open_warning", "w1", {"warning": "no_period", "message": "x"}), warnings) == (
        "Warning not settled: No period is stated; give the first and the last day before issuing."
    )


def test_a_decision_says_values_in_words():
    params = {"label": "NHC", "within": "1.1/1", "field": "role", "value": "co_responsible"}

    assert decision_said("set_responsibility", params, {"warnings": []}) == (
        "Responsibility “NHC” (1.1/1): Role set to Co-responsible"
    )
