"""The curated files under data/, read once, and ways to look into them."""

import json
import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


def words(text):
    """The words of a text in their order: a list that stays readable when it is long."""
    return text.split()


def read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


JURISDICTIONS = read("jurisdictions.json")
REFERENCE = read("agencies.json")
PLAN = read("plans/2018-h2.json")
TASKS = {task["number"]: task for area in PLAN["areas"] for task in area["tasks"]}
MEASURES = [(number, i, m) for number, task in TASKS.items() for i, m in enumerate(task["measures"])]
TILES = {unit["short_zh"]: unit["tile"] for unit in JURISDICTIONS if unit["tile"]}


def fold(name):
    return re.sub(r"\s+", "", name).casefold()


BY_NAME = {fold(row["name"]): row["agency"] for row in REFERENCE["names"]}


def resolve(name, on):
    """The code of the body that answers for a name on a date (ISO text), else None."""
    code, seen = BY_NAME.get(fold(name)), set()
    while code and code not in seen:
        seen.add(code)
        code = next((s["successor"] for s in successions_of(code) if s["on"] <= on), code)
    return code


def successions_of(code):
    return [row for row in REFERENCE["successions"] if row["predecessor"] == code]


def each_measure():
    return [pytest.param(measure, id=f"{number}-{i + 1}") for number, i, measure in MEASURES]


def each_task():
    return [pytest.param(task, id=number) for number, task in TASKS.items()]
