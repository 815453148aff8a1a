"""The text of a notice as a page shows it: every stretch marked by what it became, lines apart.

Pure functions of a draft; each line has an id of its own, so that only lines that changed are sent again.
Built as strings, not by templates: a long notice has thousands of pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tasks.intake import review
from tasks.intake.review import Piece
from tasks.reviews.wording import KINDS

# What a stretch leads to, most telling first; a task's or a measure's plain words lead nowhere by themselves.
LINKED = ("responsibility", "deadline", "target", "warning", "clause", "area", "outside")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where it begins in the text, and its HTML."""

    start: int
    html: SafeString

    @property
    def id(self) -> str:
        return f"L{self.start}"


def lines(draft: dict[str, Any], text: str, add_url: str = "") -> list[Line]:
    """The lines of the text that hold anything, marked. Words outside lead to `add_url` if given."""
    return list(_Drawing(draft, add_url).lines(review.marked(text, review.spans(draft))))


class _Drawing:
    """Draws pieces; remembers which marks have got their anchor already."""

    def __init__(self, draft: dict[str, Any], add_url: str) -> None:
        self.add_url = add_url
        self.outside = {each["id"]: each["span"] for each in draft["outside"]}
        self.labels = _labels(draft)
        self.warnings = {each["id"]: each for each in draft["warnings"]}
        self.anchored: set[str] = set()

    def lines(self, pieces: list[Piece]) -> Iterator[Line]:
        parts: list[str] = []
        start, blank = 0, True
        for piece in pieces:
            at, opening = piece.start, piece.opening
            for position, words in enumerate(piece.text.split("\n")):
                if position:
                    if not blank:
                        yield Line(start, mark_safe("".join(parts)))
                    start, parts, blank = at, [], True
                if words or opening:
                    parts.append(self._piece(piece, words, at, opening))
                    opening, blank = (), blank and not words.strip()
                at += len(words) + 1
        if not blank:
            yield Line(start, mark_safe("".join(parts)))

    def _piece(self, piece: Piece, words: str, at: int, opening: tuple[str, ...]) -> str:
        new = [id for id in opening if id not in self.anchored]
        self.anchored.update(new)
        tags = "".join(self._tag(id) for id in new)
        held = dict(zip(piece.kinds, piece.ids, strict=True))
        target = self._target(held) if words.strip() else ""
        classes = " ".join(f"x-{kind}" for kind in dict.fromkeys(piece.kinds) if self._is_drawn(kind, held))
        within = " ".join(dict.fromkeys(piece.ids))
        rest = f' class="{classes}" data-in="{within}" data-at="{at}">{escape(words)}'
        if not target:
            return f"{tags}<span{rest}</span>"
        return f'{tags}<a href="{target}"{rest}</a>'

    def _is_drawn(self, kind: str, held: dict[str, str]) -> bool:
        """What lies outside is marked as that; that the reader says so as well needs no second mark."""
        return kind not in ("task", "measure") and not (
            kind == "warning" and self.warnings[held[kind]]["code"] == "outside"
        )

    def _target(self, held: dict[str, str]) -> str:
        kind = next((kind for kind in LINKED if kind in held), "")
        if kind != "outside":
            return f"#{held[kind]}" if kind else ""
        start, end = self.outside[held[kind]]
        return f"{self.add_url}?start={start}&amp;end={end}" if self.add_url else ""

    def _tag(self, id: str) -> str:
        """The anchor of a node, with its number where it has one and a sign where something is doubtful."""
        anchor = f'<span id="x-{id}" class="x-at"></span>'
        if id in self.labels:
            return f'{anchor}<a class="x-tag" href="#{id}">{escape(self.labels[id])}</a>'
        if id[0] == "w" and id in self.warnings:
            return (
                f'{anchor}<a class="x-tag x-flag" href="#{id}" title="{escape(str(KINDS["warning"]))}">?</a>'
            )
        return anchor


def _labels(draft: dict[str, Any]) -> dict[str, str]:
    """Numbers that stand before the text of a task, and of its second and later measures."""
    found = {}
    for area in draft["areas"]:
        for task in area["tasks"]:
            found[task["id"]] = task["number"]
            for position, measure in enumerate(task["measures"], 1):
                if position > 1:
                    found[measure["id"]] = f"{task['number']}/{position}"
    return found
