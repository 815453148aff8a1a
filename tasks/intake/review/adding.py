"""Adding what the reader did not find."""

from typing import Any

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import LISTED, STRETCHED, Operation, bad
from tasks.intake.review.resizing import blank_measure, fit_measures, resize, take, take_in_task
from tasks.intake.review.roles import role_of_newcomer
from tasks.intake.review.setting import checked
from tasks.intake.review.splitting import new_task
from tasks.intake.review.stretches import Stretch, anchor, claimed, quote, within
from tasks.intake.review.tree import LETTERS, LISTS, PARENTS, Node, find


def add(draft: Node, operation: Operation, n: int, text: str) -> None:
    kind = operation["kind"]
    if not isinstance(kind, str) or kind not in STRETCHED | LISTED:
        raise bad(operation, "kind")
    parent = _parent(draft, operation, kind)
    node = _ADDERS.get(kind, _add_leaf)(draft, operation, parent, n, text)
    for field, value in _values(operation).items():
        node[field] = checked(kind, field, value)
        node["hand"].append(field)


def _parent(draft: Node, operation: Operation, kind: str) -> Node | None:
    id = operation.get("parent")
    if id is None and kind in ("area", "task"):
        return None
    found = find(draft, id) if isinstance(id, str) else None
    if found is None:
        raise bad(operation, "parent")
    if PARENTS[kind] != found.kind:
        raise ReviewError("wrong_parent", kind=kind)
    return found.node


def _values(operation: Operation) -> dict[str, Any]:
    values = operation.get("values") or {}
    if not isinstance(values, dict):
        raise bad(operation, "values")
    return values


def _add_area(draft: Node, operation: Operation, parent: Node | None, n: int, text: str) -> Node:
    """A heading takes over the tasks behind it, up to the next heading."""
    span = claimed(text, operation.get("start"), operation.get("end"))
    area = new_area(f"a.{n}")
    fit_measures(take(draft, text, area, span), text, n)
    resize(area, "area", span, text)
    area["tasks"] = _tasks_behind(draft, span)
    draft["areas"] = [each for each in draft["areas"] if each["tasks"] or _is_printed(each)]
    at = sum(_start(each) < span[0] for each in draft["areas"])
    draft["areas"].insert(at, area)
    return area


def new_area(id: str) -> Node:
    """An area without a heading; `resize` gives it one."""
    texts = {"number": None, "title": "", "field": None, "title_en": None, "title_zh": None, "printed": None}
    return {"id": id, **texts, "span": [0, 0], "title_span": None, "hand": [], "tasks": []}


def _is_printed(area: Node) -> bool:
    return bool(area["span"][0] < area["span"][1])


def _start(area: Node) -> int:
    starts = [each["span"][0] for each in ([area] if _is_printed(area) else area["tasks"])]
    return min(starts, default=0)


def _tasks_behind(draft: Node, heading: Stretch) -> list[Node]:
    """Takes those tasks out of the area before and out of areas without a heading."""
    printed = [each for each in draft["areas"] if _is_printed(each)]
    before = max((each for each in printed if each["span"][0] < heading[0]), key=_start, default=None)
    stop = min((each["span"][0] for each in printed if each["span"][0] > heading[0]), default=None)
    found = []
    for area in draft["areas"]:
        if area is before or not _is_printed(area):
            behind = [task for task in area["tasks"] if _is_between(task["span"][0], heading[0], stop)]
            area["tasks"] = [task for task in area["tasks"] if not any(task is each for each in behind)]
            found += behind
    return sorted(found, key=lambda task: task["span"][0])


def _is_between(place: int, start: int, stop: int | None) -> bool:
    return place > start and (stop is None or place < stop)


def _add_task(draft: Node, operation: Operation, parent: Node | None, n: int, text: str) -> Node:
    span = claimed(text, operation.get("start"), operation.get("end"))
    task = new_task(f"t.{n}")
    changes = take(draft, text, task, span)
    resize(task, "task", span, text)
    changes.append((task, task["span"], task["text_span"]))
    area = parent or _area_at(draft, span[0], n)
    at = next((i for i, each in enumerate(area["tasks"]) if each["span"][0] > span[0]), len(area["tasks"]))
    area["tasks"].insert(at, task)
    fit_measures(changes, text, n)
    return task


def _area_at(draft: Node, start: int, n: int) -> Node:
    """The area of the last heading or task before that place, else the first, else a new one."""
    if not draft["areas"]:
        draft["areas"].append(new_area(f"a.{n}"))
    found: Node = draft["areas"][0]
    last = -1
    for area in draft["areas"]:
        for node in (area, *area["tasks"]):
            if last < node["span"][0] < start:
                found, last = area, node["span"][0]
    return found


def _add_measure(draft: Node, operation: Operation, parent: Node | None, n: int, text: str) -> Node:
    assert parent is not None  # `_parent` refused it
    span = claimed(text, operation.get("start"), operation.get("end"))
    if not within(span, parent["span"]):
        raise ReviewError("outside_task", label=parent["number"])
    measure = blank_measure(f"m.{n}", quote(text, span), span)
    take_in_task(parent, measure, span, text)
    siblings = parent["measures"]
    at = next((i for i, each in enumerate(siblings) if anchor(each) > span[0]), len(siblings))
    siblings.insert(at, measure)
    return measure


def _add_leaf(draft: Node, operation: Operation, parent: Node | None, n: int, text: str) -> Node:
    assert parent is not None  # `_parent` refused it
    kind, values = operation["kind"], _values(operation)
    placed = operation.get("start") is not None or operation.get("end") is not None
    span = claimed(text, operation.get("start"), operation.get("end")) if placed else None
    words = quote(text, span) if span else ""
    node = {"id": f"{LETTERS[kind]}.{n}", "span": span, "hand": [], **_NEW[kind](parent, words)}
    required = "name" if kind == "responsibility" else "text"
    if required not in values:
        node[required] = checked(kind, required, words)
    parent[LISTS[kind]].append(node)
    return node


_NEW = {
    "responsibility": lambda parent, words: {"name": words, "agency": None, "role": role_of_newcomer(parent)},
    "deadline": lambda parent, words: {"text": words, "date": None, "derived": False},
    "target": lambda parent, words: {"text": words, "value": None, "unit": "", "comparator": "="},
}
_ADDERS = {"area": _add_area, "task": _add_task, "measure": _add_measure}
