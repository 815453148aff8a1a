"""Lines over time: planned against actual, and the sparkline in a table cell."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..bilingual import clauses, listed
from .marks import LINE, colour, drawing, element, figure, text
from .records import Chart, Key, Series, Table

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 18, 14, 30
MOST_TICKS = 8

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Days and values to pixels."""

    first: dt.date
    last: dt.date
    top: float

    def x(self, day: dt.date) -> float:
        span = (self.last - self.first).days or 1
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / span

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top


def _nice_top(highest: float) -> float:
    """The first of 1, 2, 2.5, 5, 10 times a power of ten that covers the highest value: round quarters."""
    if highest <= 0:
        return 1
    power = math.pow(10, math.floor(math.log10(highest)))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= highest)


def _scale(series: Sequence[Series], y_unit: str) -> Scale:
    days = [day for line in series for day, _value in line.points]
    values = [value for line in series for _day, value in line.points if value is not None]
    highest = max(values, default=0)
    top = 100 if y_unit == "%" and highest <= 100 else _nice_top(highest)
    return Scale(min(days), max(days), top)


def _grid(scale: Scale, y_unit: str) -> list[SafeString]:
    parts = []
    for quarter in range(5):
        value = scale.top * quarter / 4
        y = scale.y(value)
        parts.append(
            element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="rule", stroke=LINE, stroke_width=1)
        )
        label = f"{figure(value)}{y_unit}"
        parts.append(text(label, LEFT - 6, y + 4, ink="ink-muted", class_="tick", text_anchor="end"))
    return parts


def _month_starts(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of months within both ends."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    starts = (dt.date(month // 12, month % 12 + 1, 1) for month in months)
    return [day for day in starts if first <= day <= last]


def _ticks(scale: Scale) -> list[SafeString]:
    """Months on the axis, thinned to a readable number; a span without two month starts shows its ends."""
    days = _month_starts(scale.first, scale.last)
    days = days[:: math.ceil(len(days) / MOST_TICKS)] if len(days) > 1 else [scale.first, scale.last]
    form = "%Y-%m" if len(days) > 2 or scale.first.day == 1 else "%m-%d"
    labels = []
    for index, day in enumerate(dict.fromkeys(days)):
        x = scale.x(day)
        anchor = "start" if x < LEFT + 20 else "end" if x > WIDTH - RIGHT - 20 else "middle"
        css = "tick tick-odd" if index % 2 else "tick"
        label = day.strftime(form)
        labels.append(text(label, x, HEIGHT - 8, ink="ink-muted", class_=css, text_anchor=anchor))
    return labels


def _runs(line: Series, scale: Scale) -> list[list[Point]]:
    """The unbroken stretches of a line in pixels, in order of days."""
    ordered = sorted(line.points, key=lambda point: point[0])
    stretches = groupby(ordered, key=lambda point: point[1] is not None)
    return [
        [(scale.x(day), scale.y(value)) for day, value in stretch if value is not None]
        for known, stretch in stretches
        if known
    ]


def _path(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _area(points: Sequence[Point]) -> SafeString:
    floor = HEIGHT - BOTTOM
    closed = f"{_path(points)} L{points[-1][0]:.1f} {floor} L{points[0][0]:.1f} {floor} Z"
    return element("path", d=closed, class_="area", fill=colour("actual"), fill_opacity="0.11")


def _line(line: Series, scale: Scale) -> list[SafeString]:
    """Planned is dashed, actual is solid over an area: told apart without colour."""
    parts, planned = [], line.kind == "planned"
    for points in _runs(line, scale):
        if not planned:
            parts.append(_area(points))
        stroke = element(
            "path",
            d=_path(points),
            class_=f"line-{line.kind}",
            fill="none",
            stroke=colour(line.kind),
            stroke_width=2 if planned else 2.5,
            stroke_dasharray="5 4" if planned else None,
            stroke_linejoin="round",
        )
        parts.append(stroke)
    return parts


def _known(line: Series) -> list[tuple[dt.date, float]]:
    """The points that have a figure, in order of days."""
    return sorted((day, value) for day, value in line.points if value is not None)


def _place(x: float, y: float, *, ahead: bool) -> tuple[float, float, str]:
    """Where the newest figure stands free: right of its dot, away from the plan, or above at the end."""
    if x + 60 > WIDTH:
        return x, max(y - 12, TOP), "end"
    return x + 8, y - 6 if ahead and y > TOP + 20 else y + 16, "start"


def _is_ahead(series: Sequence[Series], day: dt.date, value: float) -> bool:
    """Whether the value lies above what was planned for that day."""
    plans = [value for line in series if line.kind == "planned" for at, value in _known(line) if at <= day]
    return bool(plans) and value > plans[-1]


def _newest(line: Series, series: Sequence[Series], scale: Scale, y_unit: str) -> list[SafeString]:
    """A dot and its figure at the newest value of a line that is not a plan."""
    known = _known(line)
    if not known or line.kind == "planned":
        return []
    day, value = known[-1]
    x, y = scale.x(day), scale.y(value)
    label = f"{figure(value)}{y_unit}"
    name = element("title", f"{day.isoformat()}: {label}")
    at_x, at_y, anchor = _place(x, y, ahead=_is_ahead(series, day, value))
    dot = element("circle", name, cx=x, cy=y, r=4.5, class_="dot-actual", fill=colour("actual"))
    return [dot, text(label, at_x, at_y, size=14, class_="newest", font_weight=700, text_anchor=anchor)]


def line_chart(series: Sequence[Series], *, title: str, y_unit: str = "%") -> SafeString:
    """Lines over days on one scale that starts at zero; a percent scale ends at 100."""
    with_points = [line for line in series if line.points]
    if not with_points:
        empty = text(_("No figures yet"), WIDTH / 2, HEIGHT / 2, ink="ink-muted", text_anchor="middle")
        return drawing(title, empty, width=WIDTH, height=HEIGHT)
    scale = _scale(with_points, y_unit)
    drawn = [part for line in with_points for part in _line(line, scale)]
    ends = [part for line in with_points for part in _newest(line, with_points, scale, y_unit)]
    frame = [*_grid(scale, y_unit), *_ticks(scale)]
    described = clauses(_described(line, y_unit) for line in with_points)
    return drawing(title, *frame, *drawn, *ends, width=WIDTH, height=HEIGHT, desc=described)


def _described(line: Series, y_unit: str) -> str:
    known = _known(line)
    if not known:
        return line.label
    return f"{line.label}: {known[-1][0].isoformat()} {figure(known[-1][1])}{y_unit}"


def line_table(series: Sequence[Series], *, y_unit: str = "%") -> Table:
    """The numbers of a line chart: one row per day, a dash where a line has no figure."""
    by_line = [dict(line.points) for line in series]
    days = sorted({day for values in by_line for day in values})
    rows = []
    for day in days:
        values = (points.get(day) for points in by_line)
        rows.append(
            (day.isoformat(), *("–" if value is None else f"{figure(value)}{y_unit}" for value in values))
        )
    return Table((_("Day"), *(line.label for line in series)), tuple(rows))


def progress_chart(series: Sequence[Series], *, title: str, y_unit: str = "%") -> Chart:
    """The line chart with its legend and table."""
    legend = tuple(Key(line.label, f"line-{line.kind}") for line in series)
    return Chart(
        title, line_chart(series, title=title, y_unit=y_unit), line_table(series, y_unit=y_unit), legend
    )


def _spark_points(values: Sequence[float | None]) -> list[Point | None]:
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    step, span = 92 / max(len(values) - 1, 1), (high - low) or 1
    return [
        None if value is None else (2 + index * step, 21 - 18 * (value - low) / span)
        for index, value in enumerate(values)
    ]


def sparkline(values: Sequence[float | None], *, title: str = "") -> SafeString:
    """The course of up to a few dozen values in the height of a line of text; a None leaves a gap."""
    placed = _spark_points(values)
    figures = listed("–" if value is None else figure(value) for value in values)
    blue = colour("actual")
    parts = [
        element("path", d=_path(points), class_="line-actual", fill="none", stroke=blue, stroke_width=1.8)
        for _, run in groupby(placed, key=lambda point: point is not None)
        if (points := [point for point in run if point is not None])
    ]
    if placed and placed[-1]:
        x, y = placed[-1]
        parts.append(element("circle", cx=x, cy=y, r=2.4, class_="dot-actual", fill=blue))
    return drawing(title or figures, *parts, width=96, height=24, desc=figures, css="spark")
