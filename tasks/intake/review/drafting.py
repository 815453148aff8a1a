"""The draft that a review starts from: the reading with ids, each warning beside what it is about."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from tasks.intake.review.settling import ANSWERED_BY, OF_NAMES, OF_TASKS, OF_THE_PLAN
from tasks.intake.review.stretches import extents, meets, outside
from tasks.intake.review.tree import LETTERS, Node, places, tasks

_OWN_NAMES = {"area": ("title_en", "title_zh"), "task": ("title_en", "title_zh")}
_ANSWERING_LEAF = {"date": "deadlines", "value": "targets"}


def draft_of(reading: dict[str, Any], text: str) -> Node:
    """The draft of `Reading.to_json()`, also after a journey through JSON; `text` is the text as given.

    Raises ValueError where that is no reading.
    """
    try:
        return _draft(json.loads(json.dumps(reading)), text)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"this is no reading: {error!r}") from error


def _draft(reading: Node, text: str) -> Node:
    draft = {
        "meta": _meta(reading),
        "areas": reading["areas"],
        "warnings": reading["warnings"],
        "editions": reading["editions"],
        "spans": {name: _span(span) for name, span in reading["spans"].items() if span},
    }
    counts = dict.fromkeys(LETTERS, 0)
    for node, kind, _ in places(draft):
        counts[kind] += 1
        _complete(node, kind, counts[kind])
    _keep_printed_numbers(draft)
    for position, warning in enumerate(draft["warnings"], 1):
        warning |= {"id": f"w{position}", "span": _span(warning["span"]), "settled": None, "note": ""}
    _attach(draft)
    return draft | {"outside": outside(draft, text)}


def _meta(reading: Node) -> Node:
    names = ("title", "language", "issuer", "document_number", "issued_on")
    ours = ("title_en", "title_zh", "slug", "jurisdiction", "legal_basis", "edition_of", "derived_from")
    start, end = reading["period"]
    return {name: reading[name] for name in names} | {
        "period_start": start,
        "period_end": end,
        **dict.fromkeys(ours),
    }


def _complete(node: Node, kind: str, count: int) -> None:
    for name in ("span", "text_span", "title_span", "clause_span"):
        if name in node:
            node[name] = _span(node[name])
    node |= {"id": f"{LETTERS[kind]}{count}", "hand": [], **dict.fromkeys(_OWN_NAMES.get(kind, ()))}


def _span(span: Iterable[int] | None) -> list[int] | None:
    return None if span is None else [*span]


def _keep_printed_numbers(draft: Node) -> None:
    """A number that does not follow the order comes from the print and is kept like one set by hand."""
    for position, area in enumerate(draft["areas"], 1):
        if area["number"] != str(position):
            area["hand"].append("number")
        for ordinal, task in enumerate(area["tasks"], 1):
            if task["number"] != f"{position}.{ordinal}":
                task["hand"].append("number")


def _attach(draft: Node) -> None:
    """Gives each warning its `node`: a name, date or target, else the measure, task or heading there."""
    ordered = sorted(tasks(draft), key=lambda task: task["span"][0])
    starts = [task["span"][0] for task in ordered]
    for warning in draft["warnings"]:
        at = bisect_right(starts, warning["span"][0]) - 1
        task = ordered[at] if at >= 0 and meets(ordered[at]["span"], warning["span"]) else None
        warning["node"] = _about(warning, task, draft)


def _about(warning: Node, task: Node | None, draft: Node) -> str | None:
    if warning["code"] in OF_THE_PLAN or warning["code"] == "outside":
        return None
    if task is None:
        return next((area["id"] for area in draft["areas"] if meets(area["span"], warning["span"])), None)
    if warning["code"] in OF_TASKS:
        return str(task["id"])
    leaves = [leaf for measure in task["measures"] for leaf in measure.get(_leaves_of(warning["code"]), ())]
    found = (leaf["id"] for leaf in leaves if leaf["span"] and meets(leaf["span"], warning["span"]))
    return next(found, None) or next(_holding(task["measures"], warning["span"][0]), task["id"])


def _holding(measures: list[Node], place: int) -> Iterator[str]:
    for measure in measures:
        if any(start <= place < end for start, end in extents(measure)):
            yield measure["id"]


def _leaves_of(code: str) -> str:
    """The list that holds what such a warning is about, "" where that is no name, date or target."""
    field = ANSWERED_BY.get(code, ("",))[0]
    return "responsibilities" if code in OF_NAMES else _ANSWERING_LEAF.get(field, "")
