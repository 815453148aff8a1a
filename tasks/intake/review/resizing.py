"""Changing what stretch of the text a heading, a task or a measure takes, and what that does beside it.

A neighbour that would overlap is cut. It is refused where nothing would be left of it ("swallows") or where
the rest would fall in two ("inside_another"). The measures of a task whose ends moved follow their clause
(or, without one, their first word) into the task that now holds it; what nobody takes falls outside.
"""

from collections.abc import Iterable

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.stretches import (
    Stretch,
    anchor,
    behind_label,
    blocks,
    extents,
    is_blank,
    meets,
    quote,
    trim,
    within,
)
from tasks.intake.review.tree import LEAVES, LISTS, Node, measures

Change = tuple[Node, list[int], list[int]]  # a task with the span and the text span it had


def cut_beside(text: str, other: Stretch, taken: Stretch, label: str) -> list[int]:
    """What is left of `other` beside the stretch that somebody takes."""
    before, behind = trim(text, other[0], taken[0]), trim(text, taken[1], other[1])
    left = [each for each in (before, behind) if each[0] < each[1]]
    if not left:
        raise ReviewError("swallows", label=label)
    if len(left) == 2:
        raise ReviewError("inside_another", label=label)
    return left[0]


def take(draft: Node, text: str, owner: Node, stretch: list[int]) -> list[Change]:
    """Cuts every heading and task beside the stretch that `owner` takes; gives the tasks that changed.

    Words that two had in common before stay in common: a heading may run on into the text of its first task.
    """
    changes = []
    for block, kind in list(blocks(draft)):
        shared = meets(block["span"], owner["span"])
        if block is not owner and not shared and meets(block["span"], stretch):
            name = block["number"] or block["title"] or block["id"]
            changes += resize(block, kind, cut_beside(text, block["span"], stretch, name), text)
    return changes


def resize(node: Node, kind: str, span: list[int], text: str) -> list[Change]:
    """Sets the span of a heading or a task; a task is given back with its old one, for `fit_measures`."""
    if kind == "area":
        _resize_heading(node, span, text)
        return []
    before = (node, node["span"], node["text_span"])
    start = node["text_span"][0]
    if node["span"][0] != span[0] or not span[0] <= start < span[1]:
        start, node["printed"] = behind_label(text, span)
    node["span"], node["text_span"] = span, [start, span[1]]
    node["text"] = quote(text, node["text_span"])
    if node["title_span"] and not within(node["title_span"], span):
        node["title_span"] = None
        node["title"] = node["title"] if "title" in node["hand"] else None
    return [before]


def _resize_heading(area: Node, span: list[int], text: str) -> None:
    start = area["title_span"][0] if area["title_span"] else area["span"][0]
    if area["span"][0] != span[0] or not span[0] <= start < span[1]:
        start, area["printed"] = behind_label(text, span)
    area["span"], area["title_span"] = span, [start, span[1]]
    if "title" not in area["hand"]:
        area["title"] = quote(text, area["title_span"])


def fit_measures(changes: list[Change], text: str, n: int) -> None:
    """Lets the measures of the changed tasks follow their words; each task keeps at least one measure."""
    waiting = [(measure, task, old) for task, old, _ in changes for measure in task["measures"]]
    for task, _, _ in changes:
        task["measures"] = []
    for measure, owner, old in waiting:
        _settle(measure, owner, old, [task for task, _, _ in changes], text)
    for task, _, old_text in changes:
        _reach(task, old_text, text)
        keep_one(task, n)


def _settle(measure: Node, owner: Node, old: Stretch, changed: Iterable[Node], text: str) -> None:
    if not any(meets(each, old) for each in extents(measure)):
        owner["measures"].append(measure)  # its words stand elsewhere: somebody moved it here
        return
    at = anchor(measure)
    home = next((task for task in changed if task["span"][0] <= at < task["span"][1]), owner)
    if clip(measure, home["text_span"], text):
        home["measures"].append(measure)
        if home is not owner:
            home["measures"].sort(key=anchor)


def clip(measure: Node, bounds: Stretch, text: str) -> bool:
    """Cuts the measure to those bounds; whether anything of it is left."""
    span = _shared(text, measure["span"], bounds)
    clause = _shared(text, measure["clause_span"], bounds) if measure["clause_span"] else None
    clause = clause if clause and clause[0] < clause[1] else None
    if clause is None and span[0] == span[1]:
        return False
    reword(measure, span, clause, text)
    return True


def _shared(text: str, one: Stretch, other: Stretch) -> list[int]:
    start = min(max(one[0], other[0]), other[1])
    return trim(text, start, max(start, min(one[1], other[1])))


def reword(measure: Node, span: list[int], clause: list[int] | None, text: str) -> None:
    """Sets where text and clause stand and what they say; what was read in words that fell away goes too."""
    old = extents(measure)
    if span != measure["span"]:
        measure["span"], measure["text"] = span, quote(text, span)
    if clause != measure["clause_span"]:
        measure["clause_span"], measure["clause"] = clause, quote(text, clause) if clause else None
    new = extents(measure)
    for kind in LEAVES:
        kept = [leaf for leaf in measure[LISTS[kind]] if not _fell_away(leaf["span"], old, new)]
        measure[LISTS[kind]] = kept


def _fell_away(span: Stretch | None, old: list[Stretch], new: list[Stretch]) -> bool:
    return any(meets(span, each) for each in old) and not any(meets(span, each) for each in new)


def _reach(task: Node, old: Stretch, text: str) -> None:
    """A measure that reached to the start or the end of the task's text still does when that moves out."""
    if not task["measures"]:
        return
    first, last, new = task["measures"][0], task["measures"][-1], task["text_span"]
    if new[0] < first["span"][0] == old[0]:
        reword(first, [new[0], first["span"][1]], first["clause_span"], text)
    if last["span"][1] == old[1] < new[1]:
        reword(last, [last["span"][0], new[1]], last["clause_span"], text)


def keep_one(task: Node, n: int) -> None:
    """A task without any clause has one measure, which is its whole text."""
    if not task["measures"]:
        task["measures"].append(blank_measure(f"m.{task['id']}.{n}", task["text"], task["text_span"]))


def blank_measure(id: str, words: str, span: Stretch) -> Node:
    return {
        "id": id,
        "text": words,
        "clause": None,
        "mode": None,
        "open_ended": False,
        "span": [*span],
        "clause_span": None,
        "hand": [],
        "responsibilities": [],
        "deadlines": [],
        "targets": [],
    }


def take_in_task(task: Node, owner: Node, taken: Stretch, text: str) -> None:
    """Cuts the other measures of the task, and their clauses, beside the stretch that a measure takes."""
    for position, other in enumerate(task["measures"], 1):
        if other is owner:
            continue
        label = f"{task['number']}/{position}"
        span, clause = other["span"], other["clause_span"]
        if meets(span, taken):
            span = cut_beside(text, span, taken, label)
        if clause and meets(clause, taken):
            clause = cut_beside(text, clause, taken, label)
        reword(other, span, clause, text)


def between(draft: Node, start: int, end: int, text: str) -> bool:
    """Whether a heading, a task or a measure stands between those two places."""
    gap = trim(text, start, end)
    taken = [block["span"] for block, _ in blocks(draft)]
    taken += [each for measure in measures(draft) for each in extents(measure)]
    return not is_blank(text, *gap) and any(meets(each, gap) for each in taken)
