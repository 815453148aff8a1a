"""How alike two texts are, whoever translated them, and which known plan a text nearly equals.

Two machine translations of one Chinese sentence share few phrases but most of their rare words. A text is
therefore taken as the set of its traits (stems of words, pairs of Han characters, numbers), and each trait
weighs as much as it is rare among the texts at hand: the inverse document frequency of Spärck Jones (1972).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Traits = frozenset[str]

# Words that stand in every English sentence, whatever it is about.
_EMPTY = frozenset(
    "a an all and any are as at be been by can each etc for from have has in into is it its may more must no "
    "not of on or other our shall should such than that the their them these they this those to was were "
    "which who will with".split()
)
_STEM = 6  # letters: enough for "standa|rdise" and "standa|rdisation", too few for "medici|ne" and "medica|l"
_PARTS = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+")

# A passage is found again when it shares this much of its weight with one passage of the other text; a text
# nearly equals another when this much of the smaller one is found in the larger.
FOUND, NEAR = 0.4, 0.6
# Shorter passages (headings, dates, names) are found everywhere and say nothing; so do one or two sentences.
_FEWEST_TRAITS, _FEWEST_PASSAGES = 6, 3
_LONGEST_PASSAGE = 600
# No notice is longer; of anything longer, the beginning is asked.
_MOST_PASSAGES = 3000
_SENTENCE_ENDS = re.compile(r"(?<=[。；;])|(?<=[.])(?=\s)")


def traits(text: str) -> Traits:
    """What a text can be recognised by: stems of words, pairs of neighbouring Han characters, numbers."""
    found: set[str] = set()
    for part in _PARTS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if "\u3400" <= part[0] <= "\u9fff":
            found.update(part[at : at + 2] for at in range(max(1, len(part) - 1)))
        elif part[0].isdigit():
            found.add(part.replace(",", ""))
        elif part not in _EMPTY:
            found.add(part[:_STEM])
    return frozenset(found)


class Shelf:
    """Texts laid out by their traits; rarity is counted over them and the texts they are compared with."""

    def __init__(self, texts: Sequence[Traits], compared: Iterable[Traits] = ()) -> None:
        everything = [*texts, *compared]
        known = Counter(trait for text in everything for trait in text)
        self._rarity = {trait: math.log(1 + len(everything) / count) for trait, count in known.items()}
        self._stranger = math.log(1 + len(everything))
        self._holders: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            for trait in text:
                self._holders.setdefault(trait, []).append(position)
        self.weights = [self.weight(text) for text in texts]

    def weight(self, text: Traits) -> float:
        """The rarity of all its traits together."""
        return sum(self._rarity.get(trait, self._stranger) for trait in text)

    def shared(self, text: Traits) -> dict[int, float]:
        """The weight that the text shares with each text of the shelf, by position; none is left out."""
        found: dict[int, float] = {}
        for trait in text:
            for position in self._holders.get(trait, ()):
                found[position] = found.get(position, 0.0) + self._rarity[trait]
        return found

    def likeness(self, text: Traits) -> dict[int, float]:
        """How like the text is to each one it shares anything with, 0-1: the cosine of their traits."""
        weight = self.weight(text)
        return {
            position: shared / math.sqrt(weight * self.weights[position])
            for position, shared in self.shared(text).items()
        }


@dataclass(frozen=True, slots=True)
class Nearest:
    """The known plan that a text is most like.

    `similarity` is the share (0-1) of the smaller of both, by weight, that is found in the larger; `areas`
    are the numbers of those areas of the plan, in its order, of whose tasks most are found.
    """

    slug: str
    similarity: float
    areas: tuple[str, ...]


def nearest(text: str | Mapping[str, Any], plans: Iterable[Mapping[str, Any]]) -> Nearest | None:
    """The plan that the text (a notice as text, or in the notice schema) nearly equals, or None.

    `plans` are in the notice schema, each with its slug. Texts in two languages are never nearly equal.
    """
    passages = _worth(_cut(text) if isinstance(text, str) else [words for _area, words in _tasks(text)])
    found = [one for plan in plans if (one := _against(passages, plan)) and one.similarity >= NEAR]
    return max(found, key=lambda one: one.similarity, default=None)


def _against(passages: list[Traits], plan: Mapping[str, Any]) -> Nearest | None:
    tasks = [(area, traits(words)) for area, words in _tasks(plan)]
    bags = [bag for _area, bag in tasks]
    if min(len(passages), len(bags)) < _FEWEST_PASSAGES:
        return None
    # Rarity is counted over both: what every passage says about reform recognises none.
    known, asked = Shelf(bags, passages), Shelf(passages, bags)
    forth = [_is_found(bag, known) for bag in passages]
    back = [_is_found(bag, asked) for bag in bags]
    shorter = (known, passages, forth) if sum(asked.weights) < sum(known.weights) else (asked, bags, back)
    return Nearest(plan["slug"], _share(*shorter), _covered([area for area, _bag in tasks], back))


def _is_found(bag: Traits, shelf: Shelf) -> bool:
    return max(shelf.shared(bag).values(), default=0.0) >= FOUND * shelf.weight(bag) > 0


def _share(shelf: Shelf, bags: list[Traits], found: list[bool]) -> float:
    weights = [shelf.weight(bag) for bag in bags]
    return sum(weight for weight, hit in zip(weights, found, strict=True) if hit) / (sum(weights) or 1.0)


def _covered(areas: list[str], found: list[bool]) -> tuple[str, ...]:
    hits, sizes = Counter[str](), Counter(areas)
    hits.update(area for area, hit in zip(areas, found, strict=True) if hit)
    return tuple(area for area in dict.fromkeys(areas) if hits[area] * 2 > sizes[area])


def _tasks(notice: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Number of the area and wording of every task."""
    return [
        (str(area.get("number") or position), wording(task))
        for position, area in enumerate(notice.get("areas") or (), start=1)
        for task in area.get("tasks") or ()
    ]


def wording(task: Mapping[str, Any]) -> str:
    """What a task says: its printed title and the text that its clauses govern, without the clauses.

    Clauses name agencies, which are compared by themselves; many editions leave them out.
    """
    governed = [measure["text"] for measure in task.get("measures") or () if measure.get("text")]
    text = " ".join(governed) if governed else task.get("text") or ""
    title = task.get("title") or ""
    return text if not title or title in text else f"{title} {text}".strip()


def _cut(text: str) -> list[str]:
    """Paragraphs, and the sentences of those that are too long to be one task."""
    paragraphs = [line for line in text.splitlines() if line.strip()]
    return [
        piece
        for line in paragraphs
        for piece in ([line] if len(line) <= _LONGEST_PASSAGE else _SENTENCE_ENDS.split(line))
    ]


def _worth(passages: list[str]) -> list[Traits]:
    bags = (traits(words) for words in passages[:_MOST_PASSAGES])
    return [bag for bag in bags if len(bag) >= _FEWEST_TRAITS]
