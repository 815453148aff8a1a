"""What stands between a draft and its issue.

Whatever `write_plan` and `issue_plan` refuse in a notice of this shape is a blocking point here. Only whether
another plan has the slug already is not known here.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from tasks.intake.marking import gettext_noop
from tasks.intake.review.fields import FIELDS, VERBATIM, is_storable
from tasks.intake.review.tree import LISTS, Node, Place, label, measures, places

POINTS = {
    # blocking
    "no_title": gettext_noop("The notice has neither a title nor an address of its own."),
    "no_period": gettext_noop("The first and the last day of the period are missing."),
    "period_reversed": gettext_noop("The period ends before it starts."),
    "unknown_jurisdiction": gettext_noop("The government {code} is not known."),
    "no_duty": gettext_noop("No body is responsible for anything yet."),
    "no_agency": gettext_noop("“{name}” in measure {measure} is no known body yet."),
    "unknown_agency": gettext_noop("There is no body {agency} (“{name}” in measure {measure})."),
    "agency_twice": gettext_noop("{agency} is named twice in measure {measure}."),
    "number_twice": gettext_noop("The number {number} is given to more than one task."),
    "range_values": gettext_noop("“{text}”: a range, and nothing else, has two values."),
    "bad_value": gettext_noop("{label}: this value does not fit “{field}”."),
    "bad_character": gettext_noop("{label}: “{field}” holds a character that is not allowed."),
    "serious_warning": gettext_noop("Warning not settled: {message}"),
    # worth a look
    "no_short_title": gettext_noop("{label} has no short title in {language}."),
    "no_slug": gettext_noop("The plan has no address yet; one will be made from its title."),
    "empty_area": gettext_noop("Area {label} holds no task."),
    "no_duty_in_task": gettext_noop("No body is responsible for task {label}."),
    "no_date": gettext_noop("“{text}” in measure {measure} has no date."),
    "open_warning": gettext_noop("Warning not settled: {message}"),
}
WORTH_A_LOOK = frozenset(
    ("no_short_title", "no_slug", "empty_area", "no_duty_in_task", "no_date", "open_warning")
)
# Warnings that must be settled before issue: left alone they may give a plan with wrong or missing duties.
SERIOUS = frozenset(
    (
        "no_structure",
        "numbering_gap",
        "numbering_restarts",
        "table_task",
        "unclosed_bracket",
        "date_without_year",
        "date_impossible",
        "resembles_plan",
    )
)


@dataclass(frozen=True)
class Point:
    """`node` is where to mend it: an id, "meta", or None for the notice as a whole."""

    code: str
    node: str | None
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def blocking(self) -> bool:
        return self.code not in WORTH_A_LOOK

    @property
    def message(self) -> str:
        return POINTS[self.code].format(**self.params)


def open_points(
    draft: Node, known_codes: Collection[str], known_jurisdictions: Collection[str] | None = None
) -> list[Point]:
    """Every open point, blocking ones first, else in the order of the document.

    `known_codes` are the codes of all agencies; jurisdictions are not looked at where they are not given.
    """
    found = [*_of_plan(draft, known_jurisdictions), *_of_tasks(draft)]
    for place in places(draft):
        found += _of_values(place.node, place.kind, label(place))
        found += _OF_KIND.get(place.kind, _nothing)(draft, place, known_codes)
    found += _of_warnings(draft)
    return sorted(found, key=lambda point: not point.blocking)


def _of_plan(draft: Node, jurisdictions: Collection[str] | None) -> Iterator[Point]:
    meta = draft["meta"]
    yield from _of_values(meta, "meta", meta["title"] or "")
    start, end, code = meta["period_start"], meta["period_end"], meta["jurisdiction"] or "CN"
    if not start or not end:
        yield Point("no_period", "meta")
    elif end < start:
        yield Point("period_reversed", "meta")
    if not meta["slug"]:
        yield Point("no_slug" if meta["title"] else "no_title", "meta")
    if jurisdictions is not None and code not in jurisdictions:
        yield Point("unknown_jurisdiction", "meta", {"code": code})
    if not any(measure["responsibilities"] for measure in measures(draft)):
        yield Point("no_duty", None)
    yield from _short_titles(meta, "meta", meta["title"] or "")


def _of_values(node: Node, kind: str, name: str) -> Iterator[Point]:
    """Values that the reader found and nobody could have set."""
    id, verbatim = node.get("id", "meta"), VERBATIM.get(kind, ())
    for field_name, check in FIELDS[kind].items():
        if field_name not in verbatim and not check(node.get(field_name)):
            yield Point("bad_value", id, {"label": name, "field": field_name})
    for field_name in verbatim:
        if not is_storable(node[field_name]):
            yield Point("bad_character", id, {"label": name, "field": field_name})


def _short_titles(node: Node, id: str, name: str) -> Iterator[Point]:
    for language in ("en", "zh"):
        if not node[f"title_{language}"]:
            yield Point("no_short_title", id, {"label": name, "language": language})


def _of_tasks(draft: Node) -> Iterator[Point]:
    numbers = Counter(task["number"] for area in draft["areas"] for task in area["tasks"])
    for area in draft["areas"]:
        for task in area["tasks"]:
            if numbers[task["number"]] > 1:
                yield Point("number_twice", task["id"], {"number": task["number"]})


def _nothing(draft: Node, place: Place, known: Collection[str]) -> Iterator[Point]:
    return iter(())


def _of_area(draft: Node, place: Place, known: Collection[str]) -> Iterator[Point]:
    name = label(place)
    yield from _short_titles(place.node, place.node["id"], name)
    if not place.node["tasks"]:
        yield Point("empty_area", place.node["id"], {"label": name})


def _of_task(draft: Node, place: Place, known: Collection[str]) -> Iterator[Point]:
    name = label(place)
    yield from _short_titles(place.node, place.node["id"], name)
    if not any(measure["responsibilities"] for measure in place.node["measures"]):
        yield Point("no_duty_in_task", place.node["id"], {"label": name})


def _of_measure(draft: Node, place: Place, known: Collection[str]) -> Iterator[Point]:
    name, seen = label(place), set()
    for each in place.node[LISTS["responsibility"]]:
        params = {"name": each["name"], "agency": each["agency"], "measure": name}
        if not each["agency"]:
            yield Point("no_agency", each["id"], params)
        elif each["agency"] not in known:
            yield Point("unknown_agency", each["id"], params)
        elif each["agency"] in seen:
            yield Point("agency_twice", each["id"], params)
        seen.add(each["agency"])
    for each in place.node["deadlines"]:
        if not each["date"] and not _is_ticked(draft, each["id"]):
            yield Point("no_date", each["id"], {"text": each["text"], "measure": name})


def _is_ticked(draft: Node, node: str) -> bool:
    """Whether a reviewer has looked at the doubt about that node and let it stand."""
    return any(each["node"] == node and each["settled"] == "ticked" for each in draft["warnings"])


def _of_target(draft: Node, place: Place, known: Collection[str]) -> Iterator[Point]:
    target = place.node
    if (target["comparator"] == "range") != isinstance(target["value"], list):
        yield Point("range_values", target["id"], {"text": target["text"]})


def _of_warnings(draft: Node) -> Iterator[Point]:
    for warning in draft["warnings"]:
        if warning["settled"] is None:
            code = "serious_warning" if warning["code"] in SERIOUS else "open_warning"
            yield Point(code, warning["id"], {"warning": warning["code"], "message": warning["message"]})


_OF_KIND = {"area": _of_area, "task": _of_task, "measure": _of_measure, "target": _of_target}
