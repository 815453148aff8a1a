"""Changing the ends of a node, dropping it, moving it elsewhere."""

from typing import Any

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import Operation, bad
from tasks.intake.review.resizing import (
    cut_beside,
    fit_measures,
    keep_one,
    resize,
    reword,
    take,
    take_in_task,
)
from tasks.intake.review.roles import follow, keep_a_lead
from tasks.intake.review.stretches import claimed, meets, within
from tasks.intake.review.tree import LISTS, PARENTS, Node, Place, find, label


def bound(draft: Node, operation: Operation, n: int, text: str) -> None:
    place, part = find(draft, operation["node"]), operation.get("part", "text")
    if part not in ("text", "clause") or (part == "clause" and place.kind != "measure"):
        raise bad(operation, "part")
    if part == "clause" and operation["start"] is None and operation["end"] is None:
        reword(place.node, place.node["span"], None, text)
        place.node["clause"] = None
        return
    taken = claimed(text, operation["start"], operation["end"])
    if place.kind == "measure":
        _bound_measure(place, part, taken, text)
        return
    changes = take(draft, text, place.node, taken)
    changes += resize(place.node, place.kind, taken, text)
    fit_measures(changes, text, n)


def _bound_measure(place: Place, part: str, taken: list[int], text: str) -> None:
    measure, task = place.node, place.parent
    if not within(taken, task["span"]):
        raise ReviewError("outside_task", label=task["number"])
    take_in_task(task, measure, taken, text)
    if part == "text":
        reword(measure, taken, measure["clause_span"], text)
    else:
        reword(measure, _beside_clause(measure["span"], taken, text, place), taken, text)


def _beside_clause(span: list[int], clause: list[int], text: str, place: Place) -> list[int]:
    """The measure's own text ends where its clause begins; a clause in its midst stays part of the text."""
    inside = span[0] < clause[0] and clause[1] < span[1]
    return cut_beside(text, span, clause, label(place)) if meets(span, clause) and not inside else span


def drop(draft: Node, operation: Operation, n: int, text: str) -> None:
    """The words of an area or a task fall outside; those of a measure stay in the text of its task."""
    place = find(draft, operation["node"])
    del place.siblings[place.position]
    if place.kind == "measure":
        keep_one(place.parent, n)
    if place.kind == "responsibility":
        keep_a_lead(place.parent)


def move(draft: Node, operation: Operation, n: int, text: str) -> None:
    """Words stay where they stand: a measure moved to another task keeps its text, and both tasks theirs."""
    place = find(draft, operation["node"])
    parent = _parent(draft, place, operation.get("parent"))
    before = operation.get("before")
    siblings = parent[LISTS[place.kind]]
    if before == place.node["id"]:
        return
    if before is not None and all(each["id"] != before for each in siblings):
        raise ReviewError("no_such_node", node=before)
    del place.siblings[place.position]
    at = next((i for i, each in enumerate(siblings) if each["id"] == before), len(siblings))
    siblings.insert(at, place.node)
    _after_move(place, parent, n)


def _parent(draft: Node, place: Place, id: Any) -> Node:
    if id is None:
        return place.parent
    found = find(draft, id)
    if found.kind != PARENTS[place.kind]:
        raise ReviewError("wrong_parent", kind=place.kind)
    return found.node


def _after_move(place: Place, parent: Node, n: int) -> None:
    if place.kind == "measure":
        keep_one(place.parent, n)
    if place.kind == "responsibility":
        follow(parent)
        if parent is not place.parent:
            keep_a_lead(place.parent)
