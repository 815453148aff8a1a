"""Colouring the text: what stands where, and the text cut into pieces that lie in the same nodes."""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from tasks.intake.review.tree import Node, places

# Outer before inner where two take the same stretch.
ORDER = (
    "meta",
    "outside",
    "area",
    "task",
    "measure",
    "clause",
    "deadline",
    "target",
    "responsibility",
    "warning",
)
_RANK = {kind: rank for rank, kind in enumerate(ORDER)}


class Mark(NamedTuple):
    """`[start, end)` of the text belongs to the node; a clause carries the id of its measure."""

    start: int
    end: int
    kind: str
    id: str


class Piece(NamedTuple):
    """A piece of the text in the same nodes, outer to inner; `opening` are the ids that begin here."""

    text: str
    start: int
    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    opening: tuple[str, ...]


def spans(draft: Node) -> list[Mark]:
    """What stands in the text: nodes, what lies outside, warnings still open; in the text's order."""
    return sorted((mark for mark in _marks(draft) if mark.start < mark.end), key=_place)


def _place(mark: Mark) -> tuple[int, int, int, str]:
    return mark.start, -mark.end, _RANK[mark.kind], mark.id


def _marks(draft: Node) -> Iterator[Mark]:
    for name, span in draft["spans"].items():
        yield _mark(span, "meta", f"meta.{name}")
    for node, kind, _ in places(draft):
        if node["span"]:
            yield _mark(node["span"], kind, node["id"])
        if kind == "measure" and node["clause_span"]:
            yield _mark(node["clause_span"], "clause", node["id"])
    for stretch in draft["outside"]:
        yield _mark(stretch["span"], "outside", stretch["id"])
    for warning in draft["warnings"]:
        if warning["settled"] is None:
            yield _mark(warning["span"], "warning", warning["id"])


def _mark(span: list[int], kind: str, id: str) -> Mark:
    return Mark(span[0], span[1], kind, id)


def marked(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole text in pieces that put together give it back. Marks may overlap in any way."""
    waiting = sorted(marks, key=_place)
    ends = {mark.end for mark in waiting}
    opening = {start: list(group) for start, group in groupby(waiting, key=lambda mark: mark.start)}
    borders = sorted({0, len(text)} | ends | set(opening))
    open_marks: list[Mark] = []
    pieces = []
    for start, end in pairwise(borders):
        if start in ends:
            open_marks = [mark for mark in open_marks if mark.end > start]
        new = opening.get(start, [])
        open_marks += new
        pieces.append(_piece(text[start:end], start, open_marks, new))
    return pieces


def _piece(words: str, start: int, inside: list[Mark], new: list[Mark]) -> Piece:
    ids, kinds = tuple(mark.id for mark in inside), tuple(mark.kind for mark in inside)
    return Piece(words, start, ids, kinds, tuple(dict.fromkeys(mark.id for mark in new)))
