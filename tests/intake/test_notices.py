"""Whole notices, of our own wording in the styles of real ones, against what a person would read in them."""

import json
import re
from pathlib import Path

import pytest

from tasks.intake.reader import read_notice
from tasks.intake.reading import Reading
from tasks.intake.text import original, repaired
from tests.intake.names import GAZETTEER

FOLDER = Path(__file__).parent / "notices"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_notice_is_read_as_a_person_reads_it(name):
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    assert read_notice(text_of(name), GAZETTEER).to_notice() == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_survives_json(name):
    reading = read_notice(text_of(name), GAZETTEER)

    stored = json.loads(json.dumps(reading.to_json()))

    assert Reading.from_json(stored) == reading


@pytest.mark.parametrize("name", NAMES)
def test_the_spans_quote_the_text_as_given(name):
    text = text_of(name)
    reading = read_notice(text, GAZETTEER)

    measures = [measure for task in reading.tasks for measure in task.measures]
    quoted = [
        (each.name, text[slice(*each.span)]) for measure in measures for each in measure.responsibilities
    ]

    assert quoted
    assert [name for name, _ in quoted] == [bare(words) for _, words in quoted]


def bare(words: str) -> str:
    """A name as the reader gives it: half-width brackets, no breaks of line or page, no radicals."""
    unbroken = re.sub(r"\n(?:— \d+ —\n)?", "", repaired(original(words)).text)
    return unbroken.replace("（", "(").replace("）", ")")
