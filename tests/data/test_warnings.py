"""What the reader of the notice warned of, and where."""

import re
from collections import Counter

from tests.data.files import (
    MEASURES,
    PLAN,
)

NOTICE_LENGTH = 34773  # characters of the English text as found; warnings point into it


def test_every_warning_has_a_code_a_sentence_and_a_span_inside_the_notice():
    for warning in PLAN["warnings"]:
        assert set(warning) == {"code", "message", "start", "end"}
        assert re.fullmatch(r"[a-z_]+", warning["code"])
        assert warning["message"].endswith(".")
        assert 0 <= warning["start"] < warning["end"] <= NOTICE_LENGTH


def test_warnings_stand_in_the_order_of_the_text():
    starts = [warning["start"] for warning in PLAN["warnings"]]

    assert starts == sorted(starts)


def test_the_warning_codes_are_counted():
    assert Counter(warning["code"] for warning in PLAN["warnings"]) == {
        "outside": 2,
        "split_number": 4,
        "task_inside_paragraph": 1,
        "unclosed_clause": 7,
        "clause_wording": 3,
        "clause_opens_paragraph": 4,
        "clause_inside_sentence": 2,
        "mode_wording": 1,
        "doubtful_target": 3,
        "doubtful_name": 20,
        "open_list": 5,
    }


def test_each_unclosed_clause_has_a_warning_of_its_length():
    unclosed = [len(m["clause"]) for _, _, m in MEASURES if not m["clause"].endswith(")")]
    spans = [w["end"] - w["start"] for w in PLAN["warnings"] if w["code"] == "unclosed_clause"]

    assert spans == unclosed


def test_the_title_and_what_follows_the_last_task_are_reported_as_outside():
    spans = [(w["start"], w["end"]) for w in PLAN["warnings"] if w["code"] == "outside"]

    assert spans[0] == (0, len(PLAN["title"]))
    assert spans[1][1] == NOTICE_LENGTH
