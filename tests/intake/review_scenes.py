"""A small notice of our own wording, read by hand, for the tests of its review."""

import json
from typing import Any

from tasks.intake.reading import Area, Deadline, Measure, Reading, Responsibility, Target, Task
from tasks.intake.review import apply, draft_of
from tasks.intake.warnings import Warning

TEXT = """Key work of the county for 2018

These words only greet the reader.

I. Insurance
1. Pay by group in every town. (Insurance Bureau and Health Office are responsible) Publish all prices by
the end of September. (Finance Office is responsible)
2. Insure 90% of the farmers.
II. Medicines
1. Buy together with the neighbours. (Health Office, Price Board)
3. Keep a stock of rare medicines.

Signed in haste.
"""


def at(words: str, after: str = "") -> tuple[int, int]:
    """Where the words stand, the first time after those others."""
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return start, start + len(words)


def upto(first: str, last: str) -> tuple[int, int]:
    """From the first words to the end of the last."""
    start = TEXT.index(first)
    return start, TEXT.index(last, start) + len(last)


def measure(
    words: tuple[int, int], clause: tuple[int, int] | None = None, mode: str | None = None
) -> Measure:
    said = TEXT[slice(*clause)] if clause else None
    return Measure(TEXT[slice(*words)].replace("\n", " "), said, mode, False, words, clause)


def body(name: str, agency: str | None, role: str, after: str = "") -> Responsibility:
    return Responsibility(name, agency, role, at(name, after))


def task(number: str, span: tuple[int, int], measures: list[Measure]) -> Task:
    words = (span[0] + 3, span[1])
    text = TEXT[slice(*words)].replace("\n", " ")
    return Task(number, None, text, TEXT[span[0] : span[0] + 2], span, words, None, measures)


def area(number: str, heading: str, title: str, tasks: list[Task]) -> Area:
    return Area(number, title, None, heading.split()[0], at(heading), at(title, heading), tasks)


def _insurance() -> Area:
    pay = measure(
        at("Pay by group in every town."),
        at("(Insurance Bureau and Health Office are responsible)"),
        "lead_first",
    )
    pay.responsibilities = [
        body("Insurance Bureau", "NHSA", "lead"),
        body("Health Office", None, "co_responsible"),
    ]
    publish = measure(upto("Publish all", "September."), at("(Finance Office is responsible)"), "lead_first")
    publish.responsibilities = [body("Finance Office", "MOF", "lead")]
    publish.deadlines = [
        Deadline("by the end of September", "2018-09-30", False, upto("by\nthe end", "September"))
    ]
    farmers = measure(at("Insure 90% of the farmers."))
    farmers.targets = [Target("90%", 90, "%", "=", at("90%"))]
    first = task("1.1", upto("1. Pay", "(Finance Office is responsible)"), [pay, publish])
    second = task("1.2", at("2. Insure 90% of the farmers."), [farmers])
    return area("1", "I. Insurance", "Insurance", [first, second])


def _medicines() -> Area:
    buy = measure(at("Buy together with the neighbours."), at("(Health Office, Price Board)"), "joint")
    buy.responsibilities = [
        body("Health Office", "NHC", "co_responsible", "Buy"),
        body("Price Board", "NDRC", "co_responsible"),
    ]
    derived = Deadline("for 2018", "2018-12-31", True, at("2018"))
    buy.deadlines = [derived]
    keep = measure(at("Keep a stock of rare medicines."))
    first = task("2.1", upto("1. Buy", "Price Board)"), [buy])
    second = task("2.2", at("3. Keep a stock of rare medicines."), [keep])
    return area("2", "II. Medicines", "Medicines", [first, second])


def reading() -> dict[str, Any]:
    """As `Reading.to_json()` gives it, after a journey through JSON."""
    found = Reading("Key work of the county for 2018", "en", areas=[_insurance(), _medicines()])
    found.spans = {"title": at("Key work of the county for 2018")}
    found.warnings = [
        Warning(
            "outside", at("These words only greet the reader."), {"where": "before the areas", "text": "…"}
        ),
        Warning("unknown_name", at("Health Office"), {"name": "Health Office", "count": 1}),
        Warning("date_without_year", upto("by\nthe end", "September"), {"text": "…", "date": "2018-09-30"}),
        Warning("no_period", (0, 0)),
        Warning("printed_number", at("3. Keep"), {"number": "2.2", "label": "3."}),
    ]
    return dict(json.loads(json.dumps(found.to_json())))


def draft() -> dict[str, Any]:
    return draft_of(reading(), TEXT)


def after(*operations: dict[str, Any], start: dict[str, Any] | None = None) -> dict[str, Any]:
    """The draft after those operations, numbered from 1."""
    changed = start or draft()
    for n, operation in enumerate(operations, 1):
        changed = apply(changed, operation, n, TEXT)
    return changed


def outline(draft: dict[str, Any]) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Areas, tasks and measures by their ids."""
    return [
        (area["id"], [(task["id"], [each["id"] for each in task["measures"]]) for task in area["tasks"]])
        for area in draft["areas"]
    ]


def bodies(measure: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["name"], each["role"]) for each in measure["responsibilities"]]


def settled(draft: dict[str, Any]) -> dict[str, str | None]:
    return {warning["code"]: warning["settled"] for warning in draft["warnings"]}


def outside(draft: dict[str, Any]) -> list[str]:
    return [TEXT[slice(*each["span"])] for each in draft["outside"]]
