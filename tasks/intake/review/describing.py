"""Saying what an operation does: a code and what is filled in, for the history of a review."""

from typing import Any

from tasks.intake.marking import gettext_noop
from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import Operation
from tasks.intake.review.tree import Node, find, kind_of, label

# Code: English sentence. `before` is the old value; values are as stored, null for none.
DESCRIPTIONS = {
    "set_meta": gettext_noop("Notice: {field} set to {value}"),
    "set_area": gettext_noop("Area {label}: {field} set to {value}"),
    "set_task": gettext_noop("Task {label}: {field} set to {value}"),
    "set_measure": gettext_noop("Measure {label}: {field} set to {value}"),
    "set_responsibility": gettext_noop("Responsibility “{label}” ({within}): {field} set to {value}"),
    "set_deadline": gettext_noop("Deadline “{label}” ({within}): {field} set to {value}"),
    "set_target": gettext_noop("Target “{label}” ({within}): {field} set to {value}"),
    "assign": gettext_noop("{agency} put in wherever “{name}” is named"),
    "bound_area": gettext_noop("Heading of area {label}: ends changed to {start}–{end}"),
    "bound_task": gettext_noop("Task {label}: ends changed to {start}–{end}"),
    "bound_measure": gettext_noop("Measure {label}: ends of the text changed to {start}–{end}"),
    "bound_clause": gettext_noop("Measure {label}: ends of the clause changed to {start}–{end}"),
    "remove_clause": gettext_noop("Measure {label}: clause removed"),
    "add_area": gettext_noop("Area added at {start}–{end}"),
    "add_task": gettext_noop("Task added at {start}–{end}"),
    "add_measure": gettext_noop("Measure added to task {within} at {start}–{end}"),
    "add_responsibility": gettext_noop("Responsibility “{label}” added to measure {within}"),
    "add_deadline": gettext_noop("Deadline “{label}” added to measure {within}"),
    "add_target": gettext_noop("Target “{label}” added to measure {within}"),
    "drop_area": gettext_noop("Area {label} dropped with all its tasks"),
    "drop_task": gettext_noop("Task {label} dropped"),
    "drop_measure": gettext_noop("Measure {label} dropped"),
    "drop_responsibility": gettext_noop("Responsibility “{label}” ({within}) dropped"),
    "drop_deadline": gettext_noop("Deadline “{label}” ({within}) dropped"),
    "drop_target": gettext_noop("Target “{label}” ({within}) dropped"),
    "split_task": gettext_noop("Task {label} split"),
    "split_measure": gettext_noop("Measure {label} split"),
    "merge_area": gettext_noop("Area {label} joined to the one before"),
    "merge_task": gettext_noop("Task {label} joined to the one before"),
    "merge_measure": gettext_noop("Measure {label} joined to the one before"),
    "move_area": gettext_noop("Area {label} moved"),
    "move_task": gettext_noop("Task {label} moved to area {to}"),
    "move_measure": gettext_noop("Measure {label} moved to task {to}"),
    "move_responsibility": gettext_noop("Responsibility “{label}” ({within}) moved to measure {to}"),
    "move_deadline": gettext_noop("Deadline “{label}” ({within}) moved to measure {to}"),
    "move_target": gettext_noop("Target “{label}” ({within}) moved to measure {to}"),
    "order_area": gettext_noop("Area {label} moved within the plan"),
    "order_task": gettext_noop("Task {label} moved within its area"),
    "order_measure": gettext_noop("Measure {label} moved within its task"),
    "order_responsibility": gettext_noop("Responsibility “{label}” ({within}) moved within its measure"),
    "order_deadline": gettext_noop("Deadline “{label}” ({within}) moved within its measure"),
    "order_target": gettext_noop("Target “{label}” ({within}) moved within its measure"),
    "tick_warning": gettext_noop("Warning {label} ticked off"),
    "resolve_warning": gettext_noop("Warning {label} marked as resolved"),
    "unsettle_warning": gettext_noop("Warning {label} opened again"),
    "accept_edition": gettext_noop("The notice is another edition of {slug}"),
    "refuse_edition": gettext_noop("The notice is no edition of another plan"),
}


def describe(operation: Operation, draft: Node) -> tuple[str, dict[str, Any]]:
    """The code and the parameters, in the words of `draft` as it was before.

    A node that is not there (this was undone, and what made it as well) goes by its id. The operation must
    be one that was carried out once.
    """
    op = operation["op"]
    if op == "accept_edition":
        return ("accept_edition" if operation["slug"] else "refuse_edition"), {"slug": operation["slug"]}
    if op == "assign":
        return op, {"name": operation["name"], "agency": operation["agency"]}
    if op == "add":
        return f"add_{operation['kind']}", _added(operation, draft)
    params = _named(operation["node"], draft) | _ends(operation)
    kind = kind_of(operation["node"])
    if op == "set":
        before = _node(operation["node"], draft).get(operation["field"])
        params |= {"field": operation["field"], "value": operation["value"], "before": before}
    if op == "move":
        to = operation.get("parent")
        params["to"] = _named(to, draft)["label"] if to else None
    return _code(op, kind, operation), params


def _code(op: str, kind: str, operation: Operation) -> str:
    if op == "bound" and operation.get("part") == "clause":
        return "remove_clause" if operation["start"] is None else "bound_clause"
    if op == "move" and not operation.get("parent"):
        return f"order_{kind}"
    if op == "settle":
        return "tick_warning" if operation["how"] == "ticked" else "resolve_warning"
    return f"{op}_{kind}"


def _added(operation: Operation, draft: Node) -> dict[str, Any]:
    values = operation.get("values") or {}
    parent = operation.get("parent")
    words = values.get("name") or values.get("text") or ""
    return _ends(operation) | {"label": words, "within": _named(parent, draft)["label"] if parent else ""}


def _ends(operation: Operation) -> dict[str, Any]:
    return {name: operation[name] for name in ("start", "end", "at", "note") if name in operation}


def _named(id: str, draft: Node) -> dict[str, Any]:
    """What people call the node, and the measure it stands in."""
    if id == "meta":
        return {"node": id, "label": "", "within": ""}
    try:
        place = find(draft, id)
    except ReviewError:
        return {"node": id, "label": id, "within": ""}
    within = ""
    if place.kind in ("responsibility", "deadline", "target"):
        within = label(find(draft, place.parent["id"]))
    return {"node": id, "label": label(place), "within": within}


def _node(id: str, draft: Node) -> Node:
    if id == "meta":
        found: Node = draft["meta"]
        return found
    try:
        return find(draft, id).node
    except ReviewError:
        return {}
