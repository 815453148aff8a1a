"""Bars: one figure of a hundred, and stacked counts in rows."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..bilingual import clauses
from .marks import PRINT_COLOURS, TRACK, colour, drawing, element, figure, linked, text
from .records import Chart, Key, Row, Slice, Table

ROW_HEIGHT, BAR_HEIGHT = 38, 15
WIDTH = 560
# A figure of one or two digits needs this share of the width to stand in its segment on a narrow screen.
READABLE_SHARE = 4.5


@lru_cache(maxsize=1024)
def bar(percent: float, *, kind: str = "actual", title: str = "") -> SafeString:
    """One horizontal bar; percent 0-100, what lies outside is drawn at the edge and named truly."""
    filled = min(max(float(percent), 0.0), 100.0)
    return drawing(
        f"{title} {figure(percent)}%".strip(),
        element("rect", width="100%", height="100%", rx=3.5, class_="track", fill=TRACK),
        element(
            "rect", width=f"{filled:g}%", height="100%", rx=3.5, class_=f"mark mark-{kind}", fill=colour(kind)
        ),
        width=110,
        height=7,
        css="fluid",
    )


def _segment(item: Slice, row: str, start: float, width: float, top: int) -> SafeString:
    """One part of a row; start and width in percent of the drawing."""
    rect = element(
        "rect",
        x=f"{start:.2f}%",
        y=top,
        width=f"{width:.2f}%",
        height=BAR_HEIGHT,
        class_=f"mark mark-{item.kind} surface",
        fill=colour(item.kind),
        stroke="#ffffff",
        stroke_width=1,
    )
    inside = text(
        figure(item.value),
        f"{start + width / 2:.2f}%",
        top + 11,
        size=10,
        ink="on-mark",
        text_anchor="middle",
    )
    content = element("g", rect, inside if width >= READABLE_SHARE else "")
    return linked(content, f"{row}, {item.label}: {figure(item.value)}", item.href)


def _bar_row(row: Row, index: int, longest: float) -> SafeString:
    top, start, parts = index * ROW_HEIGHT, 0.0, []
    name = text(row.label, 0, top + 13, size=12)
    parts.append(linked(name, f"{row.label}: {figure(row.total)}", row.href))
    parts.append(text(figure(row.total), "100%", top + 13, size=12, ink="ink-muted", text_anchor="end"))
    for item in row.segments:
        if item.value > 0:
            width = 100 * item.value / longest
            parts.append(_segment(item, row.label, start, width, top + 18))
            start += width
    return element("g", *parts)


def stacked_bars(rows: Sequence[Row], *, title: str) -> SafeString:
    """Rows of counts on one scale, the name above each bar so that long names fit every width."""
    longest = max((row.total for row in rows), default=0) or 1
    return drawing(
        title,
        *(_bar_row(row, index, longest) for index, row in enumerate(rows)),
        width=WIDTH,
        height=max(len(rows) * ROW_HEIGHT, 1),
        desc=clauses(f"{row.label} {figure(row.total)}" for row in rows),
        linked_inside=any(row.href or any(item.href for item in row.segments) for row in rows),
        css="fluid",
    )


def _parts(rows: Sequence[Row]) -> dict[str, Slice]:
    """The labels that occur, each with the first part that carries it, in the order of the standings."""
    found: dict[str, Slice] = {}
    for row in rows:
        for item in row.segments:
            found.setdefault(item.label, item)
    order = list(PRINT_COLOURS)
    known = sorted(found.items(), key=lambda pair: order.index(pair[1].kind) if pair[1].kind in order else 99)
    return dict(known)


def bars_table(rows: Sequence[Row], *, head: str = "") -> Table:
    """The numbers of stacked bars: one column per part and the total."""
    labels = tuple(_parts(rows))
    body = []
    for row in rows:
        counts = {item.label: item.value for item in row.segments}
        body.append((row.label, *(figure(counts.get(label, 0)) for label in labels), figure(row.total)))
    return Table((head or _("Name"), *labels, _("Total")), tuple(body))


def bars_chart(rows: Sequence[Row], *, title: str, head: str = "") -> Chart:
    """Stacked bars with their legend and table."""
    legend = tuple(Key(label, f"mark-{item.kind}", item.kind) for label, item in _parts(rows).items())
    return Chart(title, stacked_bars(rows, title=title), bars_table(rows, head=head), legend)
