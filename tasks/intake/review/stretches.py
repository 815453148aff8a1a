"""Stretches `[start, end)` of the text as given, and the words that stand there."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from tasks.intake.lines import joined
from tasks.intake.markup import stripped
from tasks.intake.numbering import labels
from tasks.intake.paragraphs import trimmed
from tasks.intake.review.errors import ReviewError
from tasks.intake.review.tree import Node, measures, tasks
from tasks.intake.text import Copy, original, plain, repaired

Stretch = Sequence[int]
_LONGEST_LABEL = 24
_EXCERPT = 80


@lru_cache(maxsize=4)
def _readable(text: str) -> tuple[str, Sequence[int]]:
    """The words as the reader quotes them, and where each of their characters begins in the text."""
    copy: Copy | None = joined(repaired(stripped(original(text))))
    assert copy is not None  # for the type checker; the loop below ends on None
    words, starts = copy.text, copy.starts
    while copy := copy.source:
        starts = [copy.starts[at] for at in starts]
    return words, starts


def quote(text: str, stretch: Stretch) -> str:
    """What stands there, as the reader quotes it: without markup, with broken lines joined."""
    words, starts = _readable(text)
    return words[bisect_left(starts, stretch[0]) : bisect_left(starts, stretch[1])].strip()


def behind_label(text: str, stretch: Stretch) -> tuple[int, str | None]:
    """Where the words begin behind a number at the start of the stretch, and that number as printed."""
    head = plain(original(text[stretch[0] : min(stretch[1], stretch[0] + _LONGEST_LABEL)]))
    for found in labels(head.text):
        start = stretch[0] + head.span(found.start, found.end)[1]
        if found.start == 0 and text[start : stretch[1]].strip():
            return start, found.printed
    return stretch[0], None


def trim(text: str, start: int, end: int) -> list[int]:
    return list(trimmed(text, (start, max(start, end))))


def is_blank(text: str, start: int, end: int) -> bool:
    return end <= start or not text[start:end].strip()


def claimed(text: str, start: Any, end: Any) -> list[int]:
    """The stretch an operation names, without white space at its ends. Raises ReviewError("bad_span")."""
    if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
        raise ReviewError("bad_span", start=start, end=end)
    if is_blank(text, start, end):
        raise ReviewError("bad_span", start=start, end=end)
    return trim(text, start, end)


def meets(one: Stretch | None, other: Stretch | None) -> bool:
    return bool(one and other) and one[0] < other[1] and other[0] < one[1]  # type: ignore[index]


def within(inner: Stretch, outer: Stretch) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def extents(measure: Node) -> list[Stretch]:
    """Where a measure stands: its text and its clause, those that are not empty."""
    return [each for each in (measure["span"], measure["clause_span"]) if each and each[0] < each[1]]


def anchor(measure: Node) -> int:
    """The place by which a measure belongs to a task: its clause, else the start of its text."""
    found: int = (measure["clause_span"] or measure["span"])[0]
    return found


def outside(draft: Node, text: str) -> list[Node]:
    """What lies in no node, in order; white space is nothing."""
    stretches = (trim(text, start, end) for start, end in _gaps(_covered(draft), len(text)))
    return [
        {"id": f"o{start}", "span": [start, end], "excerpt": quote(text, (start, min(end, start + _EXCERPT)))}
        for start, end in stretches
        if start < end
    ]


def _covered(draft: Node) -> list[Stretch]:
    found: list[Stretch] = [*draft["spans"].values()]
    found += [node["span"] for area in draft["areas"] for node in (area, *area["tasks"])]
    found += [each for measure in measures(draft) for each in extents(measure)]
    return sorted(found, key=tuple)


def _gaps(covered: Iterable[Stretch], length: int) -> Iterator[tuple[int, int]]:
    done = 0
    for start, end in covered:
        if start > done:
            yield done, start
        done = max(done, end)
    if done < length:
        yield done, length


def blocks(draft: Node) -> Iterator[tuple[Node, str]]:
    """The stretches that the text is divided into: headings of areas that are printed, and tasks."""
    for area in draft["areas"]:
        if area["span"][0] < area["span"][1]:
            yield area, "area"
    for task in tasks(draft):
        yield task, "task"
