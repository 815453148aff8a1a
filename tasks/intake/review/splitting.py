"""Splitting a task or a measure in two: what stands behind the place goes into the second."""

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import Operation
from tasks.intake.review.resizing import blank_measure, fit_measures, resize, reword
from tasks.intake.review.stretches import extents, is_blank, quote, trim
from tasks.intake.review.tree import LEAVES, LISTS, Node, Place, find, label


def split(draft: Node, operation: Operation, n: int, text: str) -> None:
    place, at = find(draft, operation["node"]), operation["at"]
    start, end = place.node["text_span" if place.kind == "task" else "span"]
    if type(at) is not int or not start < at < end or is_blank(text, start, at) or is_blank(text, at, end):
        raise ReviewError("split_at_edge", label=label(place))
    if place.kind == "measure":
        _refuse_in_clause(place.node, at, label(place))
        _split_measure(place, at, n, text)
    else:
        _split_task(place, at, n, text)


def _refuse_in_clause(measure: Node, at: int, name: str) -> None:
    clause = measure["clause_span"]
    if clause and clause[0] < at < clause[1]:
        raise ReviewError("split_in_clause", label=name)


def _split_measure(place: Place, at: int, n: int, text: str) -> None:
    """The clause, and what is read out of it, goes with the part it stands in or next to."""
    first = place.node
    start, end = first["span"]
    clause, words = first["clause_span"], trim(text, max(at, start), end)
    second = blank_measure(f"{first['id']}.{n}", quote(text, words), words)
    # Shared out before the first part gives up its words, and with them whatever was read in them.
    _share_leaves(first, second, at, n)
    if clause and clause[0] >= at:
        second |= {"clause": first["clause"], "clause_span": clause}
        second |= {name: first[name] for name in ("mode", "open_ended")}
        first |= {"clause": None, "mode": None, "open_ended": False}
        clause = None
    reword(first, trim(text, start, min(at, end)), clause, text)
    place.siblings.insert(place.position + 1, second)


def _share_leaves(first: Node, second: Node, at: int, n: int) -> None:
    for kind in LEAVES:
        leaves, name = first[LISTS[kind]], LISTS[kind]
        second[name] = [leaf for leaf in leaves if _goes_behind(leaf, first, at)]
        first[name] = [leaf for leaf in leaves if not _goes_behind(leaf, first, at)]
    inferred = [leaf for leaf in first["deadlines"] if leaf["derived"] and not _stands_in(leaf, first)]
    second["deadlines"] += [leaf | {"id": f"{leaf['id']}.{n}", "hand": [*leaf["hand"]]} for leaf in inferred]


def _goes_behind(leaf: Node, measure: Node, at: int) -> bool:
    if _stands_in(leaf, measure):
        return bool(leaf["span"][0] >= at)
    clause = measure["clause_span"]
    return "agency" in leaf and bool(clause) and bool(clause[0] >= at)


def _stands_in(leaf: Node, measure: Node) -> bool:
    span = leaf["span"]
    return bool(span) and any(each[0] <= span[0] < each[1] for each in extents(measure))


def _split_task(place: Place, at: int, n: int, text: str) -> None:
    """Measures follow their words; one that stands on both sides is split as well."""
    task = place.node
    for position, measure in reversed(list(enumerate(task["measures"], 1))):
        _refuse_in_clause(measure, at, f"{task['number']}/{position}")
        ends = extents(measure)
        if any(each[0] < at for each in ends) and any(each[1] > at for each in ends):
            _split_measure(Place(measure, "measure", task), at, n, text)
    second = _second_task(task, trim(text, at, task["span"][1]), n, text)
    changes = resize(task, "task", trim(text, task["span"][0], at), text)
    changes.append((second, second["span"], second["text_span"]))
    place.siblings.insert(place.position + 1, second)
    fit_measures(changes, text, n)


def _second_task(task: Node, span: list[int], n: int, text: str) -> Node:
    second = new_task(f"{task['id']}.{n}")
    resize(second, "task", span, text)
    return second


def new_task(id: str) -> Node:
    """A task that stands nowhere yet; `resize` gives it its words."""
    texts = {"number": "", "title": None, "title_en": None, "title_zh": None, "text": "", "printed": None}
    spans = {"span": [-1, -1], "text_span": [-1, -1], "title_span": None}
    return {"id": id, **texts, **spans, "hand": [], "measures": []}
