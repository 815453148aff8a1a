"""Remains of HTML: tags, comments, scripts and entities become line breaks, tabs or nothing."""

import re
from collections.abc import Iterator
from html import unescape

from tasks.intake.text import Copy, Edit, edited

_TAG = re.compile(r"<[/!?]?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_LOOKS_MARKED_UP = re.compile(
    r"</?(?:p|div|br|span|table|tr|td|li|ul|html|body|a|strong|h[1-6])\b[^<>]*>", re.I
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_BLOCKS = frozenset(
    "p div br tr table li ul ol h1 h2 h3 h4 h5 h6 section article blockquote body html".split()
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


def stripped(copy: Copy) -> Copy:
    """The text without its markup; a text that shows no tags keeps every "<", but entities are resolved."""
    edits = [(*found.span(), unescape(found.group())) for found in _ENTITY.finditer(copy.text)]
    if not _LOOKS_MARKED_UP.search(copy.text):
        return edited(copy, edits)
    hidden = sorted(_hidden(copy.text))
    edits += [*hidden, *((*found.span(), _in_place_of(found[1])) for found in _TAG.finditer(copy.text))]
    return edited(copy, _outermost(sorted(edits, key=lambda edit: (edit[0], -edit[1]))))


def _in_place_of(tag: str) -> str:
    name = tag.lower()
    return "\n" if name in _BLOCKS else "\t" if name in _CELLS else ""


def _hidden(text: str) -> Iterator[Edit]:
    """Comments, scripts and styles with all they hold; one that never ends is left to the tags."""
    lowered = text.lower() if text.isascii() else "".join(c.lower() if c < "\x80" else c for c in text)
    for opening, closing in _HIDDEN:
        start = lowered.find(opening)
        while start >= 0:
            end = lowered.find(closing, start)
            if end < 0:
                break
            yield start, end + len(closing), ""
            start = lowered.find(opening, end)


def _outermost(edits: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in edits:
        if edit[0] >= done:
            yield edit
            done = edit[1]
