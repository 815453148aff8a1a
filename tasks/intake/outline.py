"""The tree of numbered headings."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tasks.intake.numbering import Label, letter_values

_LARGEST_GAP = 3
_DEEPER = "_below"
# A first label of these kinds is a one; others may be met in an excerpt that begins later.
_MUST_START = frozenset(
    "number number_close number_paren ordinal_han letter roman circled dotted article".split()
)


@dataclass
class Node:
    """A labelled stretch `[start, end)` with everything beneath it; `body` is behind the label."""

    label: Label
    end: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.label.start

    @property
    def body(self) -> int:
        return self.label.end

    @property
    def head_end(self) -> int:
        """Where the first child begins, else the end."""
        return self.children[0].start if self.children else self.end

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Outline:
    nodes: list[Node]
    refused: list[Label]  # they start a numbering again where nothing new begins
    gaps: list[tuple[Label, int]]  # with the number before


def outline(candidates: list[Label], end: int) -> Outline:
    """Nests those candidates that fit together; the last of them reaches to `end`."""
    builder = _Builder(candidates, unbroken=_is_unbroken(candidates))
    for place, label in enumerate(candidates):
        builder.offer(label, place)
    _close(builder.roots, end)
    return Outline(builder.roots, builder.refused, builder.gaps)


def _is_unbroken(candidates: list[Label]) -> bool:
    """Whether the notice came without line breaks: nearly all labels stand inside lines."""
    inside = sum(label.inside for label in candidates)
    return inside > 3 * (len(candidates) - inside)


def _close(nodes: list[Node], end: int) -> None:
    for node, after in zip(nodes, [*nodes[1:], None], strict=False):
        node.end = after.start if after else end
        _close(node.children, node.end)


def _followers(candidates: list[Label]) -> tuple[list[Label | None], list[Label | None]]:
    """For each candidate the next of its kind, and the next of its kind that starts a line."""
    seen: dict[str, Label] = {}
    at_start: dict[str, Label] = {}
    pairs = []
    for label in reversed(candidates):
        pairs.append((seen.get(label.kind), at_start.get(label.kind)))
        seen[label.kind] = label
        if not label.inside:
            at_start[label.kind] = label
    return [pair[0] for pair in reversed(pairs)], [pair[1] for pair in reversed(pairs)]


class _Builder:
    def __init__(self, candidates: list[Label], *, unbroken: bool) -> None:
        self.unbroken = unbroken
        self.next, self.next_start = _followers(candidates)
        self.roots: list[Node] = []
        self.stack: list[Node] = []
        self.last: dict[str, int] = {}
        self.refused: list[Label] = []
        self.gaps: list[tuple[Label, int]] = []

    def offer(self, label: Label, place: int) -> None:
        label = self._nested(self._as_expected(label))
        active = any(node.label.kind == label.kind for node in self.stack)
        if not (self._fits_inside(label, place, active) if label.inside else self._fits(label, active)):
            return
        previous = self.last.get(label.kind, 0)
        if label.value > previous + 1 and (active or previous):
            self.gaps.append((label, previous))
        self._push(label, active)

    def _as_expected(self, label: Label) -> Label:
        """Of two ways to read "(v)" the one that goes on counting."""
        if label.kind != "latin_paren":
            return label
        core = label.printed.strip("().,")
        values = letter_values(core)
        expected = self.last.get(label.kind, 0) + 1
        value = expected if expected in values else label.value
        return replace(label, value=value)

    def _nested(self, label: Label) -> Label:
        """The label as one of a deeper level that looks like a higher one, where it is that.

        Translations number "1." what is 一、 as well as what is 1.: below a heading of another kind a first
        begins such a level, and it goes on where its next number comes and not that of the level above.
        """
        deeper, top = label.kind + _DEEPER, self.stack[-1].label.kind if self.stack else label.kind
        above, here = self.last.get(label.kind, 0), self.last.get(deeper, 0)
        if label.kind != "number" or not above or not (here or top == "number_paren"):
            return label
        fresh = top == "number_paren"
        begins = fresh and label.value == 1
        goes_on = here and label.value == here + 1 and (fresh or label.value != above + 1)
        return replace(label, kind=deeper) if begins or goes_on else label

    def _fits(self, label: Label, active: bool) -> bool:
        """At the start of a line: the next number, the first under something new, the first of its kind."""
        previous = self.last.get(label.kind)
        if previous is None:
            return label.value == 1 or label.kind not in _MUST_START
        if label.kind == "dotted" and label.value == 1:
            return True  # 2.1 behind 1.4
        if label.value == 1 and active:
            self.refused.append(label)
        return previous < label.value <= previous + _LARGEST_GAP or (label.value == 1 and not active)

    def _fits_inside(self, label: Label, place: int, active: bool) -> bool:
        goes_on = label.value == self.last.get(label.kind, 0) + 1
        if self.unbroken:
            return goes_on or (label.value == 1 and not active and self._is_followed(place))
        return (
            goes_on and active and self.stack[-1].label.kind == label.kind and self._is_missing(label, place)
        )

    def _is_followed(self, place: int) -> bool:
        """Whether a second comes before another first."""
        after = self.next[place]
        return after is not None and after.value == 2

    def _is_missing(self, label: Label, place: int) -> bool:
        """Whether the next line start of this kind goes on behind this label."""
        after = self.next_start[place]
        return after is None or after.value in (1, label.value + 1)

    def _push(self, label: Label, active: bool) -> None:
        if active:
            while self.stack.pop().label.kind != label.kind:
                pass
        # Where every number stands inside a line, standing there is nothing to wonder about.
        node = Node(replace(label, inside=label.inside and not self.unbroken))
        (self.stack[-1].children if self.stack else self.roots).append(node)
        self.stack.append(node)
        self.last[label.kind] = label.value
