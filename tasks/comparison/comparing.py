"""Two plans, or two editions of one, side by side: what became of every task.

Takes plans in the notice schema (docs/notice-schema.md) and gives what a page, an export or a program shows;
pure functions. Wording is what the clauses govern: who is named, the dates and the targets are compared by
themselves, so that a task whose lead has changed is not called reworded.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from tasks.comparison.aligning import align, align_areas
from tasks.comparison.sides import Area, Notice, Side, areas, clues, sides
from tasks.comparison.word_diff import Wording, compare_wordings

Sides = tuple[Side, ...]


class Change(StrEnum):
    """What became of a task, in the order in which it is told.

    Moved: into another area than the one that answers to its own; renumbered: within the same. Matched: in
    another language, and nothing that can be compared there has changed.
    """

    UNCHANGED = "unchanged"
    MATCHED = "matched"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    LEAD = "lead"
    ROLES = "roles"
    DEADLINE = "deadline"
    TARGET = "target"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Shift:
    """What stood on the left and what stands on the right instead.

    Leads are agencies, roles pairs of agency and role, dates "2018-12-31", targets `Aim`; of the
    roles and targets only those that differ.
    """

    before: tuple[Any, ...]
    after: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A task and what became of it; several `lefts` were merged, into several `rights` it was split.

    `wording` is None where there is nothing to compare it with, or it is in another language. `shifts` has
    those of LEAD, ROLES, DEADLINE and TARGET that changed.
    """

    lefts: Sides
    rights: Sides
    changes: tuple[Change, ...]
    wording: Wording | None
    shifts: dict[Change, Shift]


@dataclass(frozen=True, slots=True)
class Group:
    """An area, the one that answers to it (None: there is none), and what became of its tasks."""

    left: Area | None
    right: Area | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All groups in the order of the left plan, and what of the two plans could be compared at all."""

    groups: tuple[Group, ...]
    same_language: bool
    agencies_compared: bool
    targets_compared: bool

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(chain.from_iterable(group.pairs for group in self.groups))

    def counts(self) -> dict[Change, int]:
        """How many pairs show each change; a pair may show several."""
        counted = Counter(change for pair in self.pairs for change in pair.changes)
        return {change: counted[change] for change in Change}


def compare(left: Notice, right: Notice) -> Comparison:
    """What became of every task of the left plan in the right one, and what is new there."""
    ours, theirs = sides(left), sides(right)
    same_language = left.get("language") == right.get("language")
    known = clues(ours, theirs, same_language=same_language)
    matches = [
        (tuple(ours[i] for i in lefts), tuple(theirs[j] for j in rights))
        for lefts, rights in align(*known, same_language=same_language)
    ]
    our_areas, their_areas = areas(left), areas(right)
    answering = align_areas(
        ((one.area, other.area) for lefts, rights in matches for one in lefts for other in rights),
        [area.traits for area in our_areas],
        [area.traits for area in their_areas],
    )
    judge = _Judge(
        answering,
        same_language=same_language,
        agencies=_both(ours, theirs, lambda side: side.bodies),
        targets=_both(ours, theirs, lambda side: side.aims),
    )
    pairs = [judge.pair(*match) for match in matches]
    groups = _groups(our_areas, their_areas, answering, pairs)
    return Comparison(tuple(groups), same_language, judge.agencies, judge.targets)


def _both(left: Sequence[Side], right: Sequence[Side], what: Callable[[Side], object]) -> bool:
    """Whether both plans state it anywhere: an edition without clauses has not dropped every lead."""
    return any(map(what, left)) and any(map(what, right))


class _Judge:
    """Says what has changed between tasks that answer to each other."""

    def __init__(
        self, answering: dict[int, int], *, same_language: bool, agencies: bool, targets: bool
    ) -> None:
        self.answering, self.same_language = answering, same_language
        self.agencies, self.targets = agencies, targets

    def pair(self, lefts: Sides, rights: Sides) -> Pair:
        if not lefts or not rights:
            return Pair(lefts, rights, (Change.DROPPED if lefts else Change.ADDED,), None, {})
        shown = self._wording(lefts, rights)
        shifts = dict(self._shifts(lefts, rights))
        found = {
            Change.REWORDED: shown is not None and not shown.is_same,
            Change.SPLIT: len(rights) > 1,
            Change.MERGED: len(lefts) > 1,
            Change.MOVED: self._moved(lefts, rights),
        }
        found[Change.RENUMBERED] = not any(
            (found[Change.SPLIT], found[Change.MERGED], found[Change.MOVED])
        ) and (lefts[0].number != rights[0].number)
        changes = tuple(change for change in Change if found.get(change) or change in shifts)
        alike = Change.UNCHANGED if self.same_language else Change.MATCHED
        return Pair(lefts, rights, changes or (alike,), shown, shifts)

    def _wording(self, lefts: Sides, rights: Sides) -> Wording | None:
        if not self.same_language:
            return None
        return compare_wordings(*("\n".join(side.text for side in some) for some in (lefts, rights)))

    def _moved(self, lefts: Sides, rights: Sides) -> bool:
        return any(self.answering.get(one.area) != other.area for one in lefts for other in rights)

    def _shifts(self, lefts: Sides, rights: Sides) -> Iterator[tuple[Change, Shift]]:
        if self.agencies:
            yield from _duties(lefts, rights)
        before, after = (
            _union(sorted({day for side in some for day in side.dates})) for some in (lefts, rights)
        )
        if before != after and before and after and any(side.stated for side in lefts + rights):
            yield Change.DEADLINE, Shift(before, after)
        if self.targets and (shift := _aims(lefts, rights)):
            yield Change.TARGET, shift


def _duties(lefts: Sides, rights: Sides) -> Iterator[tuple[Change, Shift]]:
    """A change of lead, and of the other roles of those whom that does not concern."""
    before, after = (_union(body for side in some for body in side.leads) for some in (lefts, rights))
    if set(before) != set(after):
        yield Change.LEAD, Shift(before, after)
    leading = set(before) ^ set(after)
    before, after = (
        _union(duty for side in some for duty in side.others if duty[0] not in leading)
        for some in (lefts, rights)
    )
    if shift := _apart(before, after, lambda duty: duty):
        yield Change.ROLES, shift


def _aims(lefts: Sides, rights: Sides) -> Shift | None:
    before, after = (_all(side.aims for side in some) for some in (lefts, rights))
    return _apart(before, after, lambda aim: aim.key)


def _apart(before: Sequence[Any], after: Sequence[Any], key: Callable[[Any], object]) -> Shift | None:
    """What only one of both holds, or holds more often; None when they hold the same."""
    shift = Shift(_without(before, after, key), _without(after, before, key))
    return shift if shift.before or shift.after else None


def _without(some: Iterable[Any], others: Iterable[Any], key: Callable[[Any], object]) -> tuple[Any, ...]:
    paid, kept = Counter(map(key, others)), []
    for item in some:
        if paid[key(item)]:
            paid[key(item)] -= 1
        else:
            kept.append(item)
    return tuple(kept)


def _all(parts: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(parts))


def _union(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _groups(
    left: Sequence[Area], right: Sequence[Area], answering: dict[int, int], pairs: Iterable[Pair]
) -> Iterator[Group]:
    """The areas of the left plan in their order, each new one behind the one it follows on the right."""
    answered = {j: i for i, j in answering.items()}
    ours, theirs = defaultdict[int, list[Pair]](list), defaultdict[int, list[Pair]](list)
    for pair in pairs:
        if pair.lefts:
            ours[pair.lefts[0].area].append(pair)
        elif pair.rights[0].area in answered:
            ours[answered[pair.rights[0].area]].append(pair)
        else:
            theirs[pair.rights[0].area].append(pair)
    places = _Places([area.position for area in left], answered)
    groups = [
        (
            (area.position, -1),
            Group(area, _at(right, answering.get(area.position)), _in_order(ours[area.position])),
        )
        for area in left
    ]
    groups += [
        (places.behind(area.position), Group(None, area, _in_order(theirs[area.position])))
        for area in right
        if area.position not in answered
    ]
    for _place, group in sorted(groups, key=lambda one: one[0]):
        yield group


def _at(some: Sequence[Area], position: int | None) -> Area | None:
    return None if position is None else some[position]


def _in_order(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The pairs of one area as the left plan has them, a new task behind the one it follows on the right."""
    lefts = [pair.lefts[0].position for pair in pairs if pair.lefts]
    answered = {side.position: pair.lefts[0].position for pair in pairs if pair.lefts for side in pair.rights}
    places = _Places(lefts, answered)

    def place(pair: Pair) -> tuple[int, int]:
        return (pair.lefts[0].position, -1) if pair.lefts else places.behind(pair.rights[0].position)

    return tuple(sorted(pairs, key=place))


class _Places:
    """Where on the left belongs what is new on the right; `answered` maps right positions to left ones."""

    def __init__(self, lefts: Sequence[int], answered: dict[int, int]) -> None:
        self.answered = answered
        self.dropped = set(lefts) - set(answered.values())
        self.before_all = min(lefts, default=0) - 1

    def behind(self, position: int) -> tuple[int, int]:
        """Behind what it follows on the right, and behind what was dropped there: the old before the new."""
        follows = max((known for known in self.answered if known < position), default=None)
        place = self.before_all if follows is None else self.answered[follows]
        while place + 1 in self.dropped:
            place += 1
        return place, position
