"""The charts of the dashboards, each with the table of the same numbers; drawn once until the next move."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.lib import charts
from reformtracker.lib.charts.marks import colour, drawing, element
from reports.board import Board, kept
from reports.course import Point
from reports.dashboard_links import Links
from reports.dashboards import Group
from tasks.enums import STANDING_ORDER, Standing

BARS = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it stands in the page, legend and table included."""

    title: str
    table: charts.Table
    html: SafeString


def drawn(board: Board, name: str, make: Callable[[], charts.Chart]) -> Drawn:
    """The chart of that name on this board in the active language, kept like the board's figures."""
    return kept(board, f"{name}:{get_language()}", lambda: draw(make()))


def fragment(board: Board, name: str, template: str, context: dict[str, object]) -> SafeString:
    """A long table of this board as HTML in the active language, kept likewise; nothing in it is personal."""
    return kept(board, f"{name}:{get_language()}", lambda: render_to_string(template, context))


def draw(chart: charts.Chart) -> Drawn:
    """The chart as HTML, legend and table included."""
    return Drawn(chart.title, chart.table, render_to_string("components/_chart.html", {"chart": chart}))


def standings(counts: Mapping[str, int], links: Links, **wanted: object) -> charts.Chart:
    """How many duties stand how; `wanted` narrows the lists behind the parts."""
    slices = _slices(counts, _occurring(counts), links, **wanted)
    return charts.donut_chart(slices, title=_("Standings"), unit=_("duties"))


def areas(groups: Sequence[Group], links: Links) -> charts.Chart:
    """One bar of standings for each area."""
    kinds = _occurring(*(group.figures.counts for group in groups))
    rows = [
        charts.Row(
            f"{group.first.area}. {group.first.area_title}",
            _slices(group.figures.counts, kinds, links, area=group.first.area),
            links.area(group.first.area),
        )
        for group in groups
    ]
    return charts.bars_chart(rows, title=_("Standings by reform area"), head=_("Reform area"))


def agencies(groups: Sequence[Group], links: Links) -> charts.Chart:
    """One bar of standings for each of the agencies that hold most duties."""
    most = sorted(groups, key=lambda group: -group.figures.owing)[:BARS]
    kinds = _occurring(*(group.figures.counts for group in most))
    rows = [
        charts.Row(
            group.first.body,
            _slices(group.figures.counts, kinds, links, agency=group.first.agency),
            links.agency(group.first.agency),
        )
        for group in most
    ]
    return charts.bars_chart(rows, title=_("Standings by lead agency"), head=_("Agency"))


def _occurring(*counts: Mapping[str, int]) -> list[Standing]:
    """The standings that occur anywhere, worst first: one order for bars, legend and table."""
    return [Standing(kind) for kind in STANDING_ORDER if any(one.get(kind) for one in counts)]


def _slices(
    counts: Mapping[str, int], kinds: Iterable[Standing], links: Links, **wanted: object
) -> tuple[charts.Slice, ...]:
    """One part for each of the kinds, leading to its list."""
    return tuple(
        charts.Slice(
            str(kind.label), counts.get(kind, 0), kind.value, links.listing(standing=kind.value, **wanted)
        )
        for kind in kinds
    )


def strip(counts: Mapping[str, int]) -> SafeString:
    """One bar of standings for the cell of a table, which says the numbers beside it."""
    total, start, parts = sum(counts.values()) or 1, 0.0, []
    for kind in STANDING_ORDER:
        width = 100 * counts.get(kind, 0) / total
        if width:
            place = {"x": f"{start:.2f}%", "width": f"{width:.2f}%", "height": "100%"}
            parts.append(element("rect", **place, class_=f"mark mark-{kind}", fill=colour(kind)))
        start += width
    return drawing(_("Standings"), *parts, width=150, height=10, css="fluid")


def course(points: Sequence[Point], today: dt.date) -> charts.Chart:
    """Planned against actual; the table says besides how many leads the actual rests on."""
    title = _("Planned and reported progress over time")
    actual = tuple((point.day, point.actual) for point in points if point.day <= today)
    aim = tuple((point.day, point.planned) for point in points)
    series = (charts.Series(_("Reported"), actual), charts.Series(_("Planned"), aim, "planned"))
    chart = charts.progress_chart(series, title=title)
    headers = (*chart.table.headers, _("Leads that had reported"))
    return replace(chart, table=charts.Table(headers, tuple(_course_row(point) for point in points)))


def _course_row(point: Point) -> tuple[str, ...]:
    heard = "–" if point.heard is None else str(point.heard)
    return point.day.isoformat(), _percent(point.actual), _percent(point.planned), heard


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}%"
