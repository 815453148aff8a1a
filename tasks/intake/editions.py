"""Whether a notice nearly equals a plan that is already there: another translation, a corrected print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.intake.reading import Edition
from tasks.intake.similarity import FOUND, NEAR, Shelf, Traits, traits

_FEWEST_TASKS = 3
_MOST_TASKS = 2000  # no notice has more; of a longer text the beginning is asked


@dataclass(frozen=True)
class KnownPlan:
    """A loaded plan: its tasks' texts by number, in order."""

    slug: str
    title: str
    tasks: Mapping[str, str] = field(default_factory=dict)


def editions(tasks: Sequence[tuple[str, str]], plans: Iterable[KnownPlan]) -> list[Edition]:
    """The plans that nearly equal the notice, whose tasks are given as (number, text); the nearest first.

    The score is the share (0-1) of the tasks of the shorter of both that were found in the other.
    """
    ours = [(number, traits(text)) for number, text in tasks[:_MOST_TASKS]]
    found = [edition for plan in plans if (edition := _compare(ours, plan)).score >= NEAR]
    return sorted(found, key=lambda edition: -edition.score)


def _compare(ours: Sequence[tuple[str, Traits]], plan: KnownPlan) -> Edition:
    theirs = [(number, traits(text)) for number, text in plan.tasks.items()]
    shorter = min(len(ours), len(theirs))
    if shorter < _FEWEST_TASKS:
        return Edition(plan.slug, 0.0)
    shelf = Shelf([words for _, words in theirs], [words for _, words in ours])
    pairs = [pair for number, words in ours if (pair := _nearest(number, words, theirs, shelf))]
    matched = min(len(pairs), len({there for _, there, _ in pairs}))
    return Edition(plan.slug, round(min(1.0, matched / shorter), 3), pairs)


def _nearest(
    number: str, words: Traits, theirs: Sequence[tuple[str, Traits]], shelf: Shelf
) -> tuple[str, str, float] | None:
    """The task of the plan that shares most with this one, if it shares enough."""
    shared = shelf.shared(words)
    weight = shelf.weight(words)
    if not shared or not weight:
        return None
    best = max(shared, key=lambda place: shared[place])
    score = shared[best] / weight
    return (number, theirs[best][0], round(score, 3)) if score >= FOUND else None
