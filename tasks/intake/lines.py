"""Lines broken for the page, not for the sense, are joined again."""

import re
from itertools import pairwise

from tasks.intake.text import Copy, Edit, Span, edited

_LINE = re.compile(r"[^\n]+")
_SENTENCE_ENDS = tuple('。！？；：!?;:.”"）)】]」')
# "— 3 —", "- 3 -", "第3页 共8页", "Page 3 of 8"; a bare number only where the lines of a page are broken.
_PAGE = re.compile(
    r"[ \t\u3000]*(?:[-–—―－·] ?\d{1,3} ?[-–—―－·]|第 ?\d{1,3} ?页(?:[ ,，/]*共 ?\d{1,3} ?页)?"
    r"|Page \d{1,3}(?: of \d{1,3})?|(?P<bare>\d{1,3}))[ \t\u3000]*",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_LINES_OF_A_PAGE = 12
# What begins a paragraph of its own, however full the line before it is.
_OPENS = re.compile(
    r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、] ?(?!\d)"
    r"|[IVX]{1,5}\. |(?:First|One|Second|Two|Third|Three|Fourth|Four|Fifth|Five|Sixth|Six|Seventh|Seven)[,.] "
    r"|(?:Chapter|Part|Section|Article|Task|Action) [\dIVXA-Z]"
    r"|(?:责任|牵头|配合|参与)(?:单位|部门)[:：]|(?:Responsible|Lead|Leading|Supporting) [a-z]+:"
)
_FEWEST_LINES = 8
_WIDEST = 140
_NARROWEST = 16


def joined(copy: Copy) -> Copy:
    """The copy without hard line breaks, where the text has them: most lines about equally long."""
    lines = [found.span() for found in _LINE.finditer(copy.text)]
    width = _wrap_width(copy.text, lines)
    copy = _without_pages(copy, lines, bare=width is not None)
    if width is None:
        return copy
    lines = [found.span() for found in _LINE.finditer(copy.text)]
    edits = [edit for here, there in pairwise(lines) if (edit := _join(copy.text, here, there, width))]
    return edited(copy, edits)


def _without_pages(copy: Copy, lines: list[Span], *, bare: bool) -> Copy:
    """The copy without the numbers of its pages: each is one more than that before, alone on its line."""
    edits: list[Edit] = []
    page, place = None, 0
    for n, line in enumerate(lines):
        found = _PAGE.fullmatch(copy.text, *line)
        if not found or (found["bare"] and not (bare and n - place >= _LINES_OF_A_PAGE)):
            continue
        number = int("".join(_DIGITS.findall(found.group())[:1]))
        if page in (None, number - 1):
            page, place = number, n
            start = lines[n - 1][1] if n else 0
            end = lines[n + 1][0] if n + 1 < len(lines) else len(copy.text)
            edits.append((start, end, "\n"))
    return edited(copy, edits)


def _width(text: str, start: int, end: int) -> float:
    line = text[start:end].rstrip()
    return len(line) if line.isascii() else sum(1 if char > "\u2e7f" else 0.5 for char in line)


def _wrap_width(text: str, lines: list[Span]) -> float | None:
    """Where the page was broken, or None.

    Either four lines in ten are about as wide and none is much wider, or there is a margin: nothing stands
    beyond it, and most lines that reach it break off in the middle of a sentence.
    """
    widths = [(width, line) for line in lines if (width := _width(text, *line))]
    if len(widths) < _FEWEST_LINES:
        return None
    filled = sorted(width for width, _ in widths)
    width = filled[len(filled) * 95 // 100 - 1]
    near = [line for each, line in widths if 0.88 * width <= each <= 1.05 * width]
    broken = sum(not text[slice(*line)].rstrip().endswith(_SENTENCE_ENDS) for line in near)
    margin = filled[-1] <= 1.06 * width and len(near) >= 5 and broken * 10 >= len(near) * 6
    fits = _NARROWEST <= width <= _WIDEST and filled[-1] <= 1.5 * width
    return width if fits and (margin or len(near) * 10 >= len(filled) * 4) else None


def _join(text: str, here: tuple[int, int], there: tuple[int, int], width: float) -> Edit | None:
    """What replaces the break between two neighbouring lines, if it stands in the middle of a sentence."""
    line, after = text[here[0] : here[1]].rstrip(), text[there[0] : there[1]]
    if not line or there[0] - here[1] > 1 or after[:1] in " \t\u3000" or "\t" in line or _OPENS.match(after):
        return None
    if (line.endswith(_SENTENCE_ENDS) and not _continues(line, after)) or _width(
        line, 0, len(line)
    ) < 0.85 * width:
        return None
    start = here[0] + len(line)
    glued = line[-1] > "\u2e7f" or after[0] > "\u2e7f" or after[0] in "%‰—–~"
    return start, there[0], "" if glued else " "


def _continues(line: str, after: str) -> bool:
    """After a colon inside a bracket that is still open, as "(responsible units:" at a line's end."""
    opened = max(line.rfind("（"), line.rfind("("))
    return (
        line[-1] in ":："
        and opened > max(line.rfind("）"), line.rfind(")"))
        and not after.startswith(("一、", "1"))
    )
