"""What the page of one target shows: its figures, its course, every place, and what was said in sight."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from agencies.models import Jurisdiction, User
from reformtracker.lib import charts, clock
from reformtracker.lib.charts import Chart, Series, Tile
from tasks.enums import TargetKind
from tasks.models import Assignment, Plan, Reading, Target
from tasks.targets import listing, positions, wording
from tasks.targets.figures import Aim, Value, newest, reached, start_of
from tasks.targets.positions import Line, PlaceLine
from tasks.targets.totals import Total
from tasks.targets.wording import Told

LONGEST_HISTORY = 20


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place under the target; `duty` only where it is in the reader's sight."""

    place: Jurisdiction
    line: PlaceLine
    told: Told
    duty: int | None = None


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target now or as of a past day."""

    plan: Plan
    row: listing.Row
    line: Line
    places: list[PlaceRow]
    course: list[tuple[dt.date, Total]]
    whole: PlaceRow | None
    as_of: dt.date | None

    @property
    def day(self) -> dt.date:
        return self.as_of or clock.today()


def page_of(user: User, plan: Plan, target: Target, as_of: dt.date | None) -> TargetPage:
    """Four queries for any number of places and readings."""
    day = as_of or clock.today()
    places = positions.places_of(plan)
    values = positions.all_values(target, as_of)
    latest = newest(values, day)
    asked = positions.asked_places(target, plan, places, positions.carriers(plan, as_of))
    line = positions.line_of(target, latest, asked, plan, day)
    duties = _duties(user, target)
    # Places that gave a value without being asked are shown too.
    shown = [place for place in places if place.pk in asked or place.pk in latest]
    by_key = {place.pk: place for place in places}
    return TargetPage(
        plan=plan,
        row=listing.row_of(line, by_key, day),
        line=line,
        places=[_place_row(target, place, latest.get(place.pk), duties, day) for place in shown],
        course=positions.course_of(target, values, asked, plan, day),
        whole=_whole(target, plan, latest, duties, day),
        as_of=as_of,
    )


def _whole(
    target: Target, plan: Plan, latest: Mapping[int, Value], duties: Mapping[int, int], day: dt.date
) -> PlaceRow | None:
    value = latest.get(plan.jurisdiction_id)
    return _place_row(target, plan.jurisdiction, value, duties, day) if value else None


def _place_row(
    target: Target, place: Jurisdiction, value: Value | None, duties: Mapping[int, int], day: dt.date
) -> PlaceRow:
    line = positions.place_line(target, value, day)
    return PlaceRow(place, line, wording.told_of_place(line), duties.get(place.pk))


def _duties(user: User, target: Target) -> dict[int, int]:
    """By place the duty that answers the target, where the user sees it."""
    seen = Assignment.objects.visible_to(user).owing().filter(measure=target.measure_id)
    return dict(seen.order_by("-position").values_list("agency__jurisdiction_id", "pk"))


@dataclass(frozen=True, slots=True)
class Said:
    """One reading as it was given: the value in words, and how many pieces of evidence its entry has."""

    reading: Reading
    value: str
    pieces: int


def history(user: User, target: Target, as_of: dt.date | None) -> list[Said]:
    """The readings in the user's sight with who said what, newest first; replaced ones stay. One query."""
    known = positions.readings_of([target], as_of) & Reading.objects.visible_to(user)
    related = known.select_related("jurisdiction", "by", "entry").annotate(pieces=Count("entry__evidence"))
    rows = related.order_by("-on", "-pk")[:LONGEST_HISTORY]
    return [Said(row, _said(row, target.unit), row.pieces) for row in rows]


def _said(row: Reading, unit: str) -> str:
    if row.out_of:
        return _("%(count)s of %(of)s") % {"count": wording.digits(row.value), "of": row.out_of}
    parts = wording.parts_of(row.numerator, row.denominator)
    value = wording.amount(row.value, unit)
    return f"{value} ({parts})" if parts else value


def course_chart(page: TargetPage, title: str) -> Chart | None:
    """The figure over time against the line to the target; None below two days or with a value below zero."""
    points = [(on, _drawn(total)) for on, total in page.course]
    known = [value for _on, value in points if value is not None]
    if len(known) < 2 or min(known) < 0:
        return None
    aim = page.line.aim
    actual = Series(_course_label(aim, page.line.total), tuple(points))
    series = [actual, *_planned(aim, points[0][0], page.day)]
    unit = "%" if aim.kind == TargetKind.SHARE and aim.unit.startswith("%") else ""
    return charts.progress_chart(series, title=title, y_unit=unit)


def _drawn(total: Total) -> float | None:
    figure = total.figure if total.figure is not None else total.middle
    return None if figure is None else float(figure)


def _course_label(aim: Aim, total: Total) -> str:
    if total.middle is not None:
        return _("Middle of the places that gave a value")
    if total.national is not None:
        return _("Value for the whole")
    return _("All places together")


def _planned(aim: Aim, first: dt.date, day: dt.date) -> list[Series]:
    """The line from a known start to the target; without one, the target's height all along."""
    if aim.value is None:
        return []
    goal, start = float(aim.value), start_of(aim)
    end = aim.due_on or day
    if start is not None and aim.start_on and aim.start_on < end:
        points = ((aim.start_on, float(start)), (end, goal))
    else:
        points = ((min(first, end), goal), (max(day, end), goal))
    return [Series(_("Target"), points, "planned")]


def tiles(page: TargetPage) -> list[Tile]:
    """The places on the map: the figure, banded by how much of the way to the target lies behind."""
    aim = page.line.aim
    return [_tile(aim, row) for row in page.places if row.place.tile_column is not None]


def _tile(aim: Aim, row: PlaceRow) -> Tile:
    place, figure = row.place, row.line.standing.figure
    way = reached(aim, figure)
    shown = figure is not None
    return Tile(
        code=place.code,
        label=str(place.short),
        col=place.tile_column or 0,
        row=place.tile_row or 0,
        value=way if aim.value is not None else (0.0 if shown else None),
        text=_short(aim, row),
        band=charts.band_of(way) if aim.value is not None else 3,
        href=f"#place-{place.code}",
        name=f"{place.name}, {row.told.state.label}",
    )


def _short(aim: Aim, row: PlaceRow) -> str:
    """What fits into a tile: the figure without its unit, percent excepted; a star says that it is old."""
    figure = row.line.standing.figure
    if figure is None:
        return "–"
    sign = "%" if aim.unit.startswith("%") else ""
    return f"{wording.digits(round(figure, 1))}{sign}{'*' if row.line.is_stale else ''}"


def map_chart(page: TargetPage, title: str) -> Chart | None:
    """The tile map; None where no place has a tile."""
    drawn: Sequence[Tile] = tiles(page)
    if not drawn:
        return None
    return charts.tile_chart(
        drawn, title=title, head=_("Place"), low=_("far from the target"), high=_("target met")
    )
