"""A figure on the way to its target, and how many of several parts stand how: both one line high."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from .marks import INK, TRACK, colour, drawing, element, figure
from .records import Slice

WIDTH, HEIGHT = 160, 14
ROOM = 1.2  # the scale goes beyond the greater of both, so that a target that is passed is still seen


def gauge(
    value: float | None,
    goal: float,
    *,
    title: str,
    goal_to: float | None = None,
    kind: str = "actual",
    low: float | None = None,
    high: float | None = None,
) -> SafeString:
    """A bar from zero to the value, with a line at the goal (two for a range); None draws the goal alone.

    `low` and `high` draw the span of several values instead of one bar. Values below zero are drawn as zero.
    """
    ends = [abs(number) for number in (value, goal, goal_to, high) if number is not None]
    top = max([*ends, 0]) * ROOM or 1
    start, end = (0.0, value) if low is None or high is None else (low, high)
    return drawing(
        title,
        element("rect", y=4, width="100%", height=6, rx=3, class_="track", fill=TRACK),
        _bar(start, end, top, kind),
        *(_line(at, top) for at in (goal, goal_to) if at is not None),
        width=WIDTH,
        height=HEIGHT,
        css="fluid",
    )


def _bar(start: float, end: float | None, top: float, kind: str) -> SafeString:
    if end is None:
        return SafeString("")
    left, right = (100 * min(max(at, 0.0), top) / top for at in (start, end))
    width = max(right - left, 1.0)  # one value of several places is still a mark
    return element(
        "rect", x=f"{left:.1f}%", y=4, width=f"{width:.1f}%", height=6, rx=3, class_=f"mark mark-{kind}",
        fill=colour(kind),
    )  # fmt: skip


def _line(at: float, top: float) -> SafeString:
    x = f"{100 * min(max(at, 0.0), top) / top:.1f}%"
    return element("line", x1=x, x2=x, y1=0, y2=HEIGHT, class_="goal", stroke=INK, stroke_width=2)


def parts_bar(parts: Sequence[Slice], *, title: str) -> SafeString:
    """Counted parts of a whole side by side; the words of the counts stand beside it, not in it."""
    total, drawn, left = sum(part.value for part in parts), [], 0.0
    for part in parts:
        share = 100 * part.value / total if total else 0.0
        name = element("title", f"{part.label}: {figure(part.value)}")
        rect = element(
            "rect", name, x=f"{left:.2f}%", y=3, width=f"{share:.2f}%", height=8,
            class_=f"mark mark-{part.kind} surface", fill=colour(part.kind), stroke="#ffffff", stroke_width=1,
        )  # fmt: skip
        drawn.append(rect)
        left += share
    return drawing(title, *drawn, width=WIDTH, height=HEIGHT, css="fluid")
