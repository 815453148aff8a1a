"""Remains of HTML: tags, comments, scripts and entities become line breaks, tabs or nothing."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape

from tasks.intake.text import Copy, Edit, Span, edited

_TAG = re.compile(r"<([/!?]?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_LOOKS_MARKED_UP = re.compile(
    r"</?(?:p|div|br|span|table|tr|td|li|ul|html|body|a|b|i|u|em|font|strong|h[1-6])\b[^<>]*>", re.I
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_BLOCKS = frozenset(
    "p div br tr table li ul ol h1 h2 h3 h4 h5 h6 section article blockquote body html".split()
)
_ROWS = frozenset(("tr", "table"))
_CELLS = frozenset(("td", "th"))
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


def stripped(copy: Copy) -> Copy:
    """The text without its markup; a text that shows no tags keeps every "<", but entities are resolved.

    A row of a table becomes one line with tabs between its cells, however the source breaks it.
    """
    text = copy.text
    edits = [(*found.span(), unescape(found.group())) for found in _ENTITY.finditer(text)]
    if not _LOOKS_MARKED_UP.search(text):
        return edited(copy, edits)
    lowered = text.lower() if text.isascii() else "".join(c.lower() if c < "\x80" else c for c in text)
    tables = list(_between(lowered, "<table", "</table>"))
    starts = [start for start, _ in tables]

    def in_table(at: int) -> bool:
        n = bisect_right(starts, at)
        return n > 0 and at < tables[n - 1][1]

    for opening, closing in _HIDDEN:
        edits += [(start, end, "") for start, end in _between(lowered, opening, closing)]
    for found in _TAG.finditer(text):
        edits.append((*found.span(), _in_place_of(found, in_table=in_table(found.start()))))
    edits += [(*found.span(), "") for found in re.finditer(r"[\r\n]+", text) if in_table(found.start())]
    return edited(copy, _outermost(sorted(edits, key=lambda edit: (edit[0], -edit[1]))))


def _in_place_of(tag: re.Match[str], *, in_table: bool) -> str:
    name = tag[2].lower()
    if name in _CELLS:
        return "\t" if tag[1] == "/" else ""
    return "\n" if name in (_ROWS if in_table else _BLOCKS) else ""


def _between(text: str, opening: str, closing: str) -> Iterator[Span]:
    """Every stretch from one mark to the other, both included; one that never ends is none."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start)
        if end < 0:
            break
        yield start, end + len(closing)
        start = text.find(opening, end)


def _outermost(edits: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in edits:
        if edit[0] >= done:
            yield edit
            done = edit[1]
