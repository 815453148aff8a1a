"""Joining an area, a task or a measure to the one before."""

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import Operation
from tasks.intake.review.resizing import between, resize, reword
from tasks.intake.review.roles import follow
from tasks.intake.review.stretches import extents, quote, trim
from tasks.intake.review.tree import LEAVES, LISTS, Node, find, label


def merge(draft: Node, operation: Operation, n: int, text: str) -> None:
    place = find(draft, operation["node"])
    if place.position == 0:
        raise ReviewError("nothing_before", label=label(place))
    first, second = place.siblings[place.position - 1], place.node
    name = label(place)
    if place.kind == "area":
        first["tasks"] += second["tasks"]
    else:
        _refuse_strangers(draft, first, second, name, text)
    del place.siblings[place.position]
    if place.kind == "task":
        _merge_tasks(first, second, text)
    if place.kind == "measure":
        _merge_measures(first, second, text)


def _refuse_strangers(draft: Node, first: Node, second: Node, name: str, text: str) -> None:
    """Only what follows in the text as well can become one stretch of it."""
    end, start = _ends(first)[1], _ends(second)[0]
    if start < end or between(draft, end, start, text):
        raise ReviewError("not_neighbours", label=name)


def _ends(node: Node) -> tuple[int, int]:
    spans = extents(node) if "clause_span" in node else [node["span"]]
    spans = spans or [node["span"]]
    return min(each[0] for each in spans), max(each[1] for each in spans)


def _merge_tasks(first: Node, second: Node, text: str) -> None:
    first["measures"] += second["measures"]
    for name in ("title", "title_en", "title_zh"):
        if first[name] is None and name in second["hand"]:
            first[name] = second[name]
    resize(first, "task", trim(text, first["span"][0], second["span"][1]), text)
    _join_blank(first, text)


def _join_blank(task: Node, text: str) -> None:
    """Where neither part has a clause, they are one measure: a task without any clause has just one."""
    if not any(_says_something(each) for each in task["measures"]):
        task["measures"] = task["measures"][:1]
        reword(task["measures"][0], [*task["text_span"]], None, text)


def _says_something(measure: Node) -> bool:
    return bool(measure["clause"] or any(measure[LISTS[kind]] for kind in LEAVES))


def _merge_measures(first: Node, second: Node, text: str) -> None:
    """The clause of the second governs both, if it has one; a body named in both keeps its first mention."""
    start, end = min(first["span"][0], second["span"][0]), max(first["span"][1], second["span"][1])
    if second["clause"]:
        first |= {name: second[name] for name in ("clause", "clause_span", "mode", "open_ended")}
    known = {_body(each) for each in first["responsibilities"]}
    second["responsibilities"] = [each for each in second["responsibilities"] if _body(each) not in known]
    for kind in LEAVES:
        first[LISTS[kind]] += second[LISTS[kind]]
    first["span"] = trim(text, start, end)
    first["text"] = quote(text, first["span"])
    follow(first)


def _body(responsibility: Node) -> str:
    return str(responsibility["agency"] or responsibility["name"])
