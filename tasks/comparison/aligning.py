"""Which tasks of one plan answer to which of another: by wording, agencies and numbers, and by order.

Within one language the wording decides, however much a second translation has changed it. Across languages
wording cannot be compared: there titles kept in both languages, agencies, numbers and the order decide.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.intake.similarity import Shelf, Traits

# (left positions, right positions): one to one, one to several (split), several to one (merged); or one side
# is empty (dropped, added).
Match = tuple[tuple[int, ...], tuple[int, ...]]
Pair = tuple[int, int]
Scores = dict[Pair, float]

# What a clue counts for, where both tasks give it. The likeness of two tasks is the weighed mean, 0-1.
_WEIGHTS = {"words": 0.75, "agencies": 0.15, "numbers": 0.1}
_WEIGHTS_ACROSS = {"words": 0.5, "agencies": 0.3, "numbers": 0.2}
# The likeness from which two tasks count as one; within one language their words alone must reach the second.
_FLOOR, _FLOOR_OF_WORDS = 0.33, 0.28
_FLOOR_ACROSS = 0.4
# Across languages, two tasks that stand out of order must be that much alike.
_SURE = 0.7
# What order adds at most: it decides between tasks that are alike and makes none alike.
_ORDER = 0.05
# Titles of areas from which on they speak for each other, if no task does.
_LIKE_TITLES = 0.3
# A left-over task is a part of a matched one if so much of it stands there and not in the counterpart.
_PART = 0.45


@dataclass(frozen=True, slots=True)
class Clues:
    """What a task is recognised by; across languages `words` are those of its titles."""

    words: Traits
    agencies: Traits
    numbers: Traits


def align(left: Sequence[Clues], right: Sequence[Clues], *, same_language: bool) -> list[Match]:
    """Every task of both sides (by position) in exactly one match, in no particular order."""
    if same_language:
        scores = _likeness(left, right, _WEIGHTS, _FLOOR_OF_WORDS)
        matches = _with_parts(left, right, _best_first(scores, _FLOOR, (len(left), len(right))))
    else:
        scores = _likeness(left, right, _WEIGHTS_ACROSS)
        pairs = _in_order(scores, len(left), len(right))
        pairs = _best_first(scores, _SURE, (len(left), len(right)), pairs)
        matches = [((i,), (j,)) for i, j in pairs]
    return matches + _rest(matches, len(left), len(right))


def _likeness(
    left: Sequence[Clues], right: Sequence[Clues], weights: dict[str, float], least_words: float = 0.0
) -> Scores:
    """How alike every two tasks are that share a clue, and of whose words no less is alike than the least."""
    total: Scores = defaultdict(float)
    given: Scores = defaultdict(float)
    barred: set[Pair] = set()
    for name, weight in weights.items():
        ours, theirs = [getattr(task, name) for task in left], [getattr(task, name) for task in right]
        shelf, stating = Shelf(theirs, ours), [j for j, clue in enumerate(theirs) if clue]
        for i, clue in enumerate(ours):
            likeness = shelf.likeness(clue)
            for j in stating if clue else ():
                total[i, j] += weight * likeness.get(j, 0.0)
                given[i, j] += weight
            if name == "words":
                barred |= {(i, j) for j in range(len(right)) if likeness.get(j, 0.0) < least_words}
    return {pair: score / given[pair] for pair, score in total.items() if pair not in barred}


def _order(pair: Pair, sizes: Pair) -> float:
    """Higher, up to _ORDER, the more alike the two positions are within their plans."""
    return _ORDER * (1 - abs(pair[0] / sizes[0] - pair[1] / sizes[1]))


def _best_first(scores: Scores, floor: float, sizes: Pair, taken: Iterable[Pair] = ()) -> list[Pair]:
    """The taken pairs, then the likest two that are still free, and so on down to the floor."""
    pairs = list(taken)
    lefts, rights = {i for i, _j in pairs}, {j for _i, j in pairs}
    likely = [(score + _order(pair, sizes), pair) for pair, score in scores.items() if score >= floor]
    for _score, (i, j) in sorted(likely, key=lambda one: (-one[0], one[1])):
        if i not in lefts and j not in rights:
            pairs.append((i, j))
            lefts.add(i)
            rights.add(j)
    return pairs


def _in_order(scores: Scores, height: int, width: int) -> list[Pair]:
    """The pairs, none crossing another, that have most likeness above the floor in all (Needleman-Wunsch)."""
    best = [[0.0] * (width + 1) for _row in range(height + 1)]
    for i in range(height):
        for j in range(width):
            gain = _gain(scores, (i, j), (height, width))
            best[i + 1][j + 1] = max(best[i][j] + gain, best[i][j + 1], best[i + 1][j])
    pairs, i, j = [], height, width
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs


def _gain(scores: Scores, pair: Pair, sizes: Pair) -> float:
    above = scores.get(pair, 0.0) - _FLOOR_ACROSS
    return above + _order(pair, sizes) if above >= 0 else -1.0


def _with_parts(left: Sequence[Clues], right: Sequence[Clues], pairs: list[Pair]) -> list[Match]:
    """The pairs, joined by what is left over on one side and is a part of a task of the other."""
    lefts, rights = {i: [i] for i, _j in pairs}, {j: [j] for _i, j in pairs}
    ours, theirs = [task.words for task in left], [task.words for task in right]
    shelf = Shelf(theirs, ours)
    for j in sorted(set(range(len(right))) - rights.keys()):
        whole = _whole_of(theirs[j], [(i, ours[i] - theirs[k]) for i, k in pairs], shelf)
        if whole is not None:
            rights[dict(pairs)[whole]].append(j)
    backwards = {j: i for i, j in pairs if len(rights[j]) == 1}
    for i in sorted(set(range(len(left))) - lefts.keys()):
        whole = _whole_of(ours[i], [(j, theirs[j] - ours[k]) for j, k in backwards.items()], shelf)
        if whole is not None:
            lefts[backwards[whole]].append(i)
    return [(tuple(sorted(lefts[i])), tuple(sorted(rights[j]))) for i, j in pairs]


def _whole_of(part: Traits, uncovered: Iterable[tuple[int, Traits]], shelf: Shelf) -> int | None:
    """The position of the task in which most of the part stands that its counterpart lacks."""
    most = max(((shelf.weight(part & rest), -at) for at, rest in uncovered), default=(0.0, 0))
    return -most[1] if most[0] >= _PART * shelf.weight(part) > 0 else None


def _rest(matches: list[Match], height: int, width: int) -> list[Match]:
    lefts = {i for match in matches for i in match[0]}
    rights = {j for match in matches for j in match[1]}
    dropped: list[Match] = [((i,), ()) for i in range(height) if i not in lefts]
    return dropped + [((), (j,)) for j in range(width) if j not in rights]


def align_areas(pairs: Iterable[Pair], left: Sequence[Traits], right: Sequence[Traits]) -> dict[int, int]:
    """The area that answers to each: where most of its tasks are, else the one of the likest title.

    `pairs` are the areas of tasks that answer to each other; `left` and `right` the traits of the titles.
    """
    votes: Scores = dict(Counter(pairs))
    shelf = Shelf(right, left)
    for i, title in enumerate(left):
        for j, like in shelf.likeness(title).items():
            if like >= _LIKE_TITLES:
                votes[i, j] = votes.get((i, j), 0.0) + like / 2
    return dict(_best_first(votes, 0.0, (len(left), len(right))))
