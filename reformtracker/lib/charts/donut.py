"""The donut: parts of a whole."""

import math
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..bilingual import clauses
from .marks import PAPER, TRACK, colour, drawing, element, figure, linked, text
from .records import Chart, Key, Slice, Table

SIZE, OUTER, INNER = 200, 96.0, 68.0


def _point(turn: float, radius: float) -> str:
    """The point at a part of a full turn (0-1, from the top, clockwise)."""
    angle = 2 * math.pi * turn
    return f"{SIZE / 2 + radius * math.sin(angle):.2f} {SIZE / 2 - radius * math.cos(angle):.2f}"


def _ring_part(start: float, end: float) -> str:
    """The path of the ring between two parts of a turn."""
    if end - start >= 1:  # an arc from a point to itself is nothing: draw a full ring as two halves
        return f"{_ring_part(0, 0.5)} {_ring_part(0.5, 0.99999)}"
    large = int(end - start > 0.5)
    return (
        f"M{_point(start, OUTER)} A{OUTER:g} {OUTER:g} 0 {large} 1 {_point(end, OUTER)} "
        f"L{_point(end, INNER)} A{INNER:g} {INNER:g} 0 {large} 0 {_point(start, INNER)} Z"
    )


def share(part: float, total: float) -> str:
    """A part of a total in whole percent, `–` when there is nothing to divide by."""
    return f"{100 * part / total:.0f}%" if total else "–"


def _ring(slices: Sequence[Slice], total: float) -> list[SafeString]:
    parts, start = [], 0.0
    for item in slices:
        end = start + item.value / total
        path = element(
            "path",
            d=_ring_part(start, end),
            class_=f"mark mark-{item.kind} surface",
            fill=colour(item.kind),
            stroke=PAPER,
            stroke_width=2,
        )
        parts.append(
            linked(path, f"{item.label}: {figure(item.value)} ({share(item.value, total)})", item.href)
        )
        start = end
    return parts


def donut(slices: Sequence[Slice], *, title: str, centre: str = "", unit: str = "") -> SafeString:
    """Parts of a whole as a ring; `centre` (else the total) and `unit` stand inside. Zeros are left out."""
    shown = [item for item in slices if item.value > 0]
    total = sum(item.value for item in shown)
    empty = element("path", d=_ring_part(0, 1), class_="track", fill=TRACK)
    return drawing(
        title,
        *(_ring(shown, total) if total else [empty]),
        text(
            centre or figure(total), 100, 106 if unit else 112, size=36, text_anchor="middle", font_weight=700
        ),
        text(unit, 100, 128, size=14, ink="ink-muted", text_anchor="middle"),
        width=SIZE,
        height=SIZE,
        desc=clauses(f"{item.label} {figure(item.value)}" for item in shown),
        linked_inside=any(item.href for item in shown),
    )


def donut_table(slices: Sequence[Slice]) -> Table:
    """The numbers of a donut: part, number, share."""
    total = sum(item.value for item in slices)
    rows = tuple((item.label, figure(item.value), share(item.value, total)) for item in slices)
    return Table((_("Part"), _("Number"), _("Share")), rows)


def donut_chart(slices: Sequence[Slice], *, title: str, centre: str = "", unit: str = "") -> Chart:
    """The donut with its legend of counts and shares, and its table."""
    total = sum(item.value for item in slices)
    legend = tuple(
        Key(
            item.label,
            f"mark-{item.kind}",
            item.kind,
            figure(item.value),
            share(item.value, total),
            item.href,
        )
        for item in slices
    )
    return Chart(
        title, donut(slices, title=title, centre=centre, unit=unit), donut_table(slices), legend, "beside"
    )
