"""Lines broken for the page, not for the sense, are joined again."""

import re
from itertools import pairwise

from tasks.intake.text import Copy, Edit, edited

_LINE = re.compile(r"[^\n]+")
_SENTENCE_ENDS = tuple('。！？；：!?;:.”"）)】]」')
_FEWEST_LINES = 8
_WIDEST = 140
_NARROWEST = 16


def joined(copy: Copy) -> Copy:
    """The copy without hard line breaks, where the text has them: most lines about equally long."""
    lines = [found.span() for found in _LINE.finditer(copy.text)]
    width = _wrap_width([_width(copy.text, *line) for line in lines])
    if width is None:
        return copy
    edits = [edit for here, there in pairwise(lines) if (edit := _join(copy.text, here, there, width))]
    return edited(copy, edits)


def _width(text: str, start: int, end: int) -> float:
    line = text[start:end].rstrip()
    return len(line) if line.isascii() else sum(1 if char > "\u2e7f" else 0.5 for char in line)


def _wrap_width(widths: list[float]) -> float | None:
    """Where the page was broken, or None: at least four lines in ten are about as wide, none much wider."""
    filled = sorted(width for width in widths if width)
    if len(filled) < _FEWEST_LINES:
        return None
    width = filled[len(filled) * 95 // 100 - 1]
    near = sum(1 for each in filled if 0.88 * width <= each <= 1.05 * width)
    fits = _NARROWEST <= width <= _WIDEST and filled[-1] <= 1.5 * width
    return width if fits and near * 10 >= len(filled) * 4 else None


def _join(text: str, here: tuple[int, int], there: tuple[int, int], width: float) -> Edit | None:
    """What replaces the break between two neighbouring lines, if it stands in the middle of a sentence."""
    line, after = text[here[0] : here[1]].rstrip(), text[there[0] : there[1]]
    if not line or there[0] - here[1] > 1 or after[:1] in " \t\u3000" or "\t" in line:
        return None
    if (line.endswith(_SENTENCE_ENDS) and not _continues(line, after)) or _width(
        line, 0, len(line)
    ) < 0.85 * width:
        return None
    start = here[0] + len(line)
    glued = line[-1] > "\u2e7f" or after[0] > "\u2e7f"
    return start, there[0], "" if glued else " "


def _continues(line: str, after: str) -> bool:
    """After a colon inside a bracket that is still open, as "(responsible units:" at a line's end."""
    opened = max(line.rfind("（"), line.rfind("("))
    return (
        line[-1] in ":："
        and opened > max(line.rfind("）"), line.rfind(")"))
        and not after.startswith(("一、", "1"))
    )
