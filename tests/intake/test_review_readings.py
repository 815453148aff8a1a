"""The reader's own readings as drafts: what a person would change is quoted as the reader quotes it."""

import json
from pathlib import Path

import pytest

from tasks.intake.reader import read_notice
from tasks.intake.review import apply, draft_of, spans, to_notice
from tasks.intake.review.stretches import quote
from tasks.intake.review.tree import measures, tasks

NOTICES = sorted((Path(__file__).parent / "notices").glob("*.txt"))


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_a_reading_becomes_a_draft_without_a_change(path):
    text = path.read_text(encoding="utf-8")
    reading = read_notice(text, {})

    draft = draft_of(json.loads(json.dumps(reading.to_json())), text)

    assert [quote(text, task["text_span"]) for task in tasks(draft)] == [task.text for task in reading.tasks]
    read = [measure for task in reading.tasks for measure in task.measures]
    assert [quote(text, each["span"]) for each in measures(draft)] == [measure.text for measure in read]
    assert [_plain(area) for area in to_notice(draft)["areas"]] == reading.to_notice()["areas"]


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_every_task_of_a_reading_can_be_dropped_and_nothing_is_lost(path):
    text = path.read_text(encoding="utf-8")
    draft = draft_of(read_notice(text, {}).to_json(), text)

    for n, id in enumerate([task["id"] for task in tasks(draft)], 1):
        draft = apply(draft, {"op": "drop", "node": id}, n, text)

    covered = {place for mark in spans(draft) for place in range(mark.start, mark.end)}
    assert list(tasks(draft)) == []
    assert {place for place, char in enumerate(text) if not char.isspace()} - covered == set()


def _plain(area: dict) -> dict:
    """Without the short titles, which no reader knows."""
    kept = {key: value for key, value in area.items() if key not in ("title_en", "title_zh")}
    return kept | ({"tasks": [_plain(task) for task in area["tasks"]]} if "tasks" in area else {})
