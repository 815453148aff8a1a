"""A notice that nearly equals a loaded plan is offered as another edition of it."""

from tasks.intake.editions import KnownPlan
from tasks.intake.reader import read_notice
from tests.intake.names import GAZETTEER

LOADED = KnownPlan(
    "libraries",
    "Libraries",
    {
        "1.1": "Promote branch libraries in counties and townships and lend books to schools.",
        "1.2": "Establish a unified lending card for all citizens of a province.",
        "1.3": "Train librarians and improve the evaluation of their titles.",
        "2.1": "Digitise rare manuscripts before the humidity destroys them.",
    },
)
TRANSLATED = """I. Libraries
1. Promoting the branches of libraries in counties, townships, and lending of books to school pupils.
2. A unified card for lending shall be established for the citizens of each province.
3. Librarians are trained; the evaluation of titles is improved.
"""
OTHER = """I. Forests
1. Clear the paths of dry leaves before winter.
2. Build ponds on the slopes for fighting fires.
3. Pay the rangers in time.
"""


def test_another_translation_of_a_part_is_recognised():
    reading = read_notice(TRANSLATED, GAZETTEER, known_plans=[LOADED])

    [edition] = reading.editions

    assert edition.slug == "libraries"
    assert [(here, there) for here, there, _ in edition.pairs] == [
        ("1.1", "1.1"),
        ("1.2", "1.2"),
        ("1.3", "1.3"),
    ]
    assert [warning.code for warning in reading.warnings if warning.code == "resembles_plan"] == [
        "resembles_plan"
    ]


def test_a_notice_about_something_else_resembles_no_plan():
    assert read_notice(OTHER, GAZETTEER, known_plans=[LOADED]).editions == []
