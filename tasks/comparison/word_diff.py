"""Two wordings, word by word (Chinese: sign by sign), as stretches that stand in both or only in one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Literal

# A word or number with the blanks behind it, else one sign: Chinese is compared sign by sign.
_TOKENS = re.compile(r"(?:[0-9]+(?:[.,][0-9]+)*|[^\W\d_\u3400-\u9fff]+|[^\s])\s*|\s+")
_SENTENCES = re.compile(r"[^。；.;\n]+(?:[。；.;\n]\s*|$)|[。；.;\n]\s*")
# So many pairs of equal pieces are compared in well under a second, however they repeat; beyond it goes by
# sentences.
_MOST_PAIRS = 100_000
# What stands in both but is no longer than this, between two changes, reads better as part of the change.
_CRUMB_LETTERS, _CRUMB_SIGNS = 3, 1

Operation = tuple[str, int, int, int, int]
Change = Literal["insert", "delete"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one wording: `equal` stands in both, `delete` only in the left, `insert` in the right."""

    kind: Literal["equal", "insert", "delete"]
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Both wordings in segments that joined give each text again; `similarity` 0-100.

    That is the share of the letters of both that stand in an equal segment, rounded down: 100 says that the
    wordings are the same but for blanks, letter case and the width of signs.
    """

    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    similarity: int

    @property
    def is_same(self) -> bool:
        return self.similarity == 100


def compare_wordings(left: str, right: str) -> Wording:
    """What two wordings have in common; takes bounded time for texts of any length."""
    ours, theirs = _cut(left, right)
    first, second = [_key(token) for token in ours], [_key(token) for token in theirs]
    if "".join(first) == "".join(second):
        return Wording(_whole(left), _whole(right), 100)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    steps = list(_without_crumbs(matcher.get_opcodes(), first))
    return Wording(
        tuple(_segments(ours, "delete", [(kind == "equal", a, b) for kind, a, b, _c, _d in steps])),
        tuple(_segments(theirs, "insert", [(kind == "equal", c, d) for kind, _a, _b, c, d in steps])),
        _similarity(first, second, steps),
    )


def _cut(left: str, right: str) -> tuple[list[str], list[str]]:
    """Both in words, or in sentences, or uncut: the finest pieces that do not repeat too often."""
    for pattern in (_TOKENS, _SENTENCES):
        ours, theirs = pattern.findall(left), pattern.findall(right)
        counts = Counter(map(_key, ours))
        if sum(counts[_key(token)] for token in theirs) <= _MOST_PAIRS:
            return ours, theirs
    return [left], [right]


def _key(token: str) -> str:
    return "".join(unicodedata.normalize("NFKC", token).casefold().split())


def _whole(text: str) -> tuple[Segment, ...]:
    return (Segment("equal", text),) if text else ()


def _without_crumbs(steps: Sequence[Operation], tokens: Sequence[str]) -> Iterator[Operation]:
    for index, (kind, a, b, c, d) in enumerate(steps):
        inside = 0 < index < len(steps) - 1
        crumb = kind == "equal" and inside and _is_crumb("".join(tokens[a:b]))
        yield ("replace" if crumb else kind), a, b, c, d


def _is_crumb(text: str) -> bool:
    letters = [char for char in text if char.isalnum()]
    if any("\u3400" <= char <= "\u9fff" for char in letters):
        return len(letters) <= _CRUMB_SIGNS
    return len(letters) <= _CRUMB_LETTERS and not any(char.isdigit() for char in letters)


def _segments(tokens: Sequence[str], change: Change, steps: list[tuple[bool, int, int]]) -> Iterator[Segment]:
    """Neighbours of one kind as one segment; the blanks behind a change go to the stretch after it."""
    blanks = ""
    texts = ((equal, "".join(tokens[start:end])) for equal, start, end in steps if start < end)
    for equal, group in groupby(texts, key=itemgetter(0)):
        text = blanks + "".join(part for _equal, part in group)
        body = text if equal else text.rstrip()
        blanks = text[len(body) :]
        if body:
            yield Segment("equal" if equal else change, body)
    if blanks:
        yield Segment("equal", blanks)


def _similarity(first: Sequence[str], second: Sequence[str], steps: list[Operation]) -> int:
    equal = sum(len(token) for kind, a, b, _c, _d in steps if kind == "equal" for token in first[a:b])
    total = sum(map(len, first)) + sum(map(len, second))
    return min(99, 200 * equal // total) if total else 100
