"""Copies of a text in which every character still knows where it came from.

    as given ─ markup ─ repair ─ lines ─▶ readable ─ blanks, NFKC ─▶ plain
                                          (is quoted)                (is parsed)

Nothing is parsed in the text as given and nothing is quoted from the parsed copy; `Copy.span` leads back.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
Edit = tuple[int, int, str]

# CJK Radicals Supplement: text printed from PDF uses these in place of the characters that follow them here.
_RADICALS = (
    "⺁厂⺅亻⺈刀⺉刂⺊卜⺋卩⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爪⺦丬⺧牛⺨犭⺩王"
    "⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺聿⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶"
    "⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_STANDS_FOR = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
_TO_REPAIR = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# Signs whose compatibility form would lose what they say: circled numbers, fractions, the ellipsis.
_KEPT = "①-⑳❶-❿➀-➓¼-¾…‥"
_TO_NORMALISE = re.compile(f"[^\x00-\x7f、。“”‘’《》〈〉【】〔〕「」『』·—–\u4e00-\u9fff{_KEPT}]")
_HAN = "\u3400-\u9fff、。，：；！？（）〔〕【】《》“”"
# Behind these a blank may part two names of a list.
_ENDS_A_NAME = "部委局厅署办院"
_STRAY_BLANKS = re.compile(
    f"(?<=[{_HAN}])(?<![{_ENDS_A_NAME}])[ \u3000\u00a0]{{1,2}}(?=[{_HAN}0-9])|(?<=[0-9])[ \u00a0](?=[{_HAN}])"
)


@dataclass(frozen=True)
class Copy:
    """A text made from another; `starts[i]` and `ends[i]` bound what its character i was there."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    source: "Copy | None" = None

    def below(self, start: int, end: int) -> Span:
        """Where `[start, end)` stands in the text this one was made from."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if len(self.ends) else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def span(self, start: int, end: int) -> Span:
        """Where `[start, end)` stands in the text as given."""
        span = self.below(start, end)
        return self.source.span(*span) if self.source else span


def original(text: str) -> Copy:
    return Copy(text, range(len(text)), range(1, len(text) + 1))


def edited(copy: Copy, edits: Iterable[Edit]) -> Copy:
    """The copy with each `(start, end, replacement)` carried out; edits come in order and do not overlap."""
    text, done = copy.text, 0
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    for start, end, replacement in edits:
        pieces += (text[done:start], replacement)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        starts.extend([start] * len(replacement))
        ends.extend([end] * len(replacement))
        done = end
    if not pieces:
        return copy
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Copy("".join(pieces), starts, ends, copy)


def repaired(copy: Copy) -> Copy:
    """Plain line ends, no invisible characters, radicals as the characters they stand for."""
    edits = [(*found.span(), "\n") for found in _LINE_ENDS.finditer(copy.text)]
    edits += [(*found.span(), "") for found in _INVISIBLE.finditer(copy.text)]
    edits += [(*found.span(), _unified(found.group())) for found in _TO_REPAIR.finditer(copy.text)]
    return edited(copy, sorted(edits))


def _unified(char: str) -> str:
    return _STANDS_FOR.get(char) or unicodedata.normalize("NFKC", char)


def plain(readable: Copy) -> Copy:
    """The copy to be parsed: compatibility forms resolved (half-width signs), no stray blanks in Chinese."""
    edits = [(*found.span(), "") for found in _STRAY_BLANKS.finditer(readable.text)]
    for found in _TO_NORMALISE.finditer(readable.text):
        char = found.group()
        form = unicodedata.normalize("NFKC", char)
        if form != char:
            edits.append((*found.span(), form))
    return edited(readable, _apart(sorted(edits)))


def _apart(edits: list[Edit]) -> Iterable[Edit]:
    """Without those that fall into the one before."""
    done = 0
    for edit in edits:
        if edit[0] >= done:
            yield edit
            done = edit[1]


def language_of(text: str) -> str:
    """ "zh" where at least a quarter of the letters are Chinese characters, else "en"."""
    han = len(re.findall("[\u3400-\u9fff]", text))
    latin = len(re.findall("[A-Za-z]", text))
    return "zh" if han * 4 >= han + latin and han else "en"
