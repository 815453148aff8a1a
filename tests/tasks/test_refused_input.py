"""What a move must carry, and what no text, number or date may be; each refusal names the field."""

import datetime as dt

import pytest

from reformtracker.lib.errors import Invalid
from tasks import services, validators
from tasks.enums import Move
from tasks.evidence import Piece
from tasks.models import Assignment
from tests import factories
from tests.tasks.scenes import entry_of, make, now

pytestmark = pytest.mark.django_db

NEEDED = {
    Move.REPORT: {"note": "", "percent": None},
    Move.CLAIM: {"note": "", "evidence": []},
    Move.OBJECT: {"note": ""},
    Move.VERIFY: {"note": ""},
    Move.RETURN: {"reason": ""},
    Move.ASK_EXTENSION: {"new_due_on": None, "reason": ""},
    Move.REFUSE: {"reason": ""},
    Move.SUSPEND: {"reason": ""},
    Move.RESUME: {"reason": ""},
    Move.ESCALATE: {"colour": "", "reply_by": None},
    Move.CLOSE_UNIMPLEMENTED: {"reason": ""},
    Move.REOPEN: {"reason": ""},
    Move.CORRECT: {"corrects": None, "reason": ""},
}
# The moves that bring a fresh duty to where the move is possible.
BEFORE = {
    Move.OBJECT: [Move.CLAIM],
    Move.VERIFY: [Move.CLAIM],
    Move.RETURN: [Move.CLAIM],
    Move.REFUSE: [Move.ASK_EXTENSION],
    Move.RESUME: [Move.SUSPEND],
    Move.REOPEN: [Move.CLOSE_UNIMPLEMENTED],
}
REPORTERS = (Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION)


@pytest.fixture
def duty() -> Assignment:
    factories.plan(others={"MOF": "co_responsible"})
    return factories.duty()


@pytest.fixture
def people(duty) -> dict[Move, object]:
    officer, secretariat = factories.officer("NHC"), factories.secretariat()
    people = {move: officer if move in REPORTERS else secretariat for move in services.SERVICES}
    return people | {Move.OBJECT: factories.officer("MOF")}


@pytest.mark.parametrize(
    ("move", "field", "nothing"),
    [(move, field, nothing) for move, fields in NEEDED.items() for field, nothing in fields.items()],
)
def test_what_a_move_must_carry_is_asked_for_by_name(move, field, nothing, duty, people):
    for earlier in BEFORE.get(move, []):
        make(earlier, duty, people[earlier])
    before = entry_of(duty)

    with pytest.raises(Invalid) as refused:
        make(move, duty, people[move], **{field: nothing})

    assert (set(refused.value.fields), refused.value.status) == ({field}, 400)
    assert entry_of(duty) == before


def test_everything_that_is_missing_is_named_at_once(duty, people):
    with pytest.raises(Invalid) as refused:
        make(Move.CLAIM, duty, people[Move.CLAIM], note="", evidence=[])

    sentence = "This is needed for “Claim completion”."
    assert (refused.value.code, refused.value.fields) == (
        "incomplete",
        {"note": sentence, "evidence": sentence},
    )


@pytest.mark.parametrize("blank", [" ", "\n\t ", "\u3000", "\u200b", "\u2060\ufeff"])
def test_a_text_of_which_nothing_can_be_seen_carries_nothing(blank, duty, people):
    with pytest.raises(Invalid) as refused:
        make(Move.REPORT, duty, people[Move.REPORT], note=blank)

    assert set(refused.value.fields) == {"note"}


@pytest.mark.parametrize(
    ("percent", "day", "needed"),
    [
        (40, "2018-10-10", False),  # 55 % planned: 15 points below is still within the tolerance
        (39, "2018-10-10", True),
        (99, "2018-12-31", False),  # the due day itself
        (99, "2019-01-01", True),
    ],
)
def test_a_report_that_is_behind_or_late_needs_a_reason(percent, day, needed, duty, people):
    if needed:
        with pytest.raises(Invalid) as refused:
            make(Move.REPORT, duty, people[Move.REPORT], day=day, percent=percent, reason="")
        assert (refused.value.code, set(refused.value.fields)) == ("reason_needed", {"reason"})

    reason = "late money" if needed else ""
    entry = make(Move.REPORT, duty, people[Move.REPORT], day=day, percent=percent, reason=reason)

    assert (entry.percent, entry.reason) == (percent, reason)


@pytest.mark.parametrize(("day", "needed"), [("2018-12-31", False), ("2019-01-01", True)])
def test_a_late_claim_needs_a_reason(day, needed, duty, people):
    if needed:
        with pytest.raises(Invalid) as refused:
            make(Move.CLAIM, duty, people[Move.CLAIM], day=day, reason="")
        assert refused.value.code == "reason_needed"

    make(Move.CLAIM, duty, people[Move.CLAIM], day=day, reason="late money" if needed else "")

    assert now(duty).state == "claimed"


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "\x1b[31m", "a\ud800b", "a\x85b", "a\rb"])
@pytest.mark.parametrize("field", ["note", "reason"])
def test_a_character_that_no_text_holds_is_refused_at_its_own_field(field, bad, duty, people):
    with pytest.raises(Invalid) as refused:
        make(Move.REPORT, duty, people[Move.REPORT], **{field: bad})

    assert refused.value.fields == {field: "The text holds a character that is not allowed."}
    assert entry_of(duty).move == "issue"


@pytest.mark.parametrize(("length", "fits"), [(4000, True), (4001, False)])
def test_a_text_has_at_most_four_thousand_characters(length, fits):
    text = "改" * length

    if fits:
        assert validators.clean_text(text) == text
    else:
        with pytest.raises(Invalid) as refused:
            validators.clean_text(text, "reason")
        assert refused.value.fields == {"reason": "The text is longer than 4000 characters."}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  progress \n", "progress"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("cafe\u0301", "café"),
        ("医改 🏥 “quoted” < > &", "医改 🏥 “quoted” < > &"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_text_is_trimmed_and_brought_to_one_form(given, kept):
    assert validators.clean_text(given) == kept


@pytest.mark.parametrize("wrong", [7, ["a"], b"a", {"a": 1}])
def test_a_text_is_a_text(wrong):
    with pytest.raises(Invalid) as refused:
        validators.clean_text(wrong)

    assert refused.value.fields == {"note": "This must be a text."}


@pytest.mark.parametrize("percent", [-1, 101, 2**31, 10**30, 50.0, "50", None, True, float("nan")])
def test_a_percentage_is_a_whole_number_from_0_to_100(percent, duty, people):
    with pytest.raises(Invalid) as refused:
        make(Move.REPORT, duty, people[Move.REPORT], percent=percent)

    assert refused.value.fields == {"percent": "The percentage is a whole number from 0 to 100."}


@pytest.mark.parametrize("percent", [0, 100])
def test_nought_and_a_hundred_are_percentages(percent, duty, people):
    assert make(Move.REPORT, duty, people[Move.REPORT], percent=percent).percent == percent


@pytest.mark.parametrize(
    "day",
    [
        dt.date(1999, 12, 31),
        dt.date(2101, 1, 1),
        dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
        "2019-01-01",
        20190101,
        None,
    ],
)
def test_a_day_is_a_date_of_this_century(day):
    with pytest.raises(Invalid) as refused:
        validators.clean_day(day, "reply_by")

    assert refused.value.fields == {"reply_by": "This must be a date between 2000 and 2100."}


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [
        (Piece(), "A piece of evidence is a file or a document's name and number."),
        (Piece(reference=" \u200b"), "A piece of evidence is a file or a document's name and number."),
        (Piece(sha256="ab" * 32), "A piece of evidence is a file or a document's name and number."),
        (Piece(reference="x" * 301), "The reference is longer than 300 characters."),
        (Piece(reference="No. \x00"), "The text holds a character that is not allowed."),
    ],
)
def test_a_piece_of_evidence_is_a_file_or_a_reference(piece, sentence, duty, people):
    with pytest.raises(Invalid) as refused:
        make(Move.CLAIM, duty, people[Move.CLAIM], evidence=[*factories.evidence(), piece])

    assert refused.value.fields == {"evidence": sentence}
    assert now(duty).state == "assigned"
