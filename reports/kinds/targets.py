"""The report of the targets: what was aimed at, what was reached, and by which places.

Figures of all places are for everybody who may see the plan. Missing is not zero: every figure says for how
many places it speaks.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Jurisdiction
from reformtracker.lib import charts
from reformtracker.lib.errors import Impossible
from reports import scopes
from reports.document import Column, Figure, Table, Value, clean
from reports.kinds.content import Content
from reports.queries import Sight, in_scope
from reports.target_tables import place_columns, place_row, target_columns, target_row
from tasks.enums import TargetState
from tasks.models import Assignment, Target
from tasks.targets import positions, wording
from tasks.targets.listing import KINDS, Row, rows_of
from tasks.targets.pages import PlaceRow
from tasks.targets.positions import Line


def content(sight: Sight) -> Content:
    """The targets in scope on the day; Impossible when the plan sets none there."""
    places = positions.places_of(sight.plan)
    place = _place(sight, places)
    lines = positions.lines(sight.plan, list(_targets(sight)), sight.day, places)
    if not lines:
        raise Impossible(_("The plan sets no target that fits the filter."))
    rows = rows_of(lines, places, place, sight.day)
    values = _values(sight, lines, [place] if place else [*places, sight.plan.jurisdiction])
    return Content(
        figures=_figures(rows, values),
        charts=(_chart(rows),),
        tables=(_target_table(rows), _value_table(values)),
        full="values",
        notes=(wording.stale_note(), _("A place that gave no value is missing; it is not a zero.")),
    )


def _place(sight: Sight, places: Sequence[Jurisdiction]) -> Jurisdiction | None:
    """The place whose values are asked for; None: those of all."""
    code = sight.filter.get("place")
    if code is None or code == sight.plan.jurisdiction.code:
        return None
    place = next((place for place in places if place.code == code), None)
    if place is None:
        raise Impossible(_("Targets are asked of the places right below the plan's own, not of that one."))
    return place


def _targets(sight: Sight) -> QuerySet[Target]:
    found = positions.of_plan(sight.plan).filter(scopes.in_part(sight.filter, "measure__"))
    if code := sight.filter.get("agency"):
        named = Assignment.objects.of_plan(sight.plan).filter(agency__code=code)
        found = found.filter(measure__in=named.order_by().values("measure"))
    if "query" in sight.filter:
        found = found.filter(measure__in=in_scope(sight).order_by().values("measure"))
    return found


def _values(
    sight: Sight, lines: Iterable[Line], places: Iterable[Jurisdiction]
) -> list[tuple[Line, PlaceRow]]:
    """By target every place that was asked for a value or gave one; the value for the whole last."""
    shown = list(places)
    found = []
    for line in lines:
        asked = {*line.total.given, *line.total.missing, *line.values}
        for place in shown:
            if place.pk in asked:
                own = positions.place_line(line.target, line.values.get(place.pk), sight.day)
                found.append((line, PlaceRow(place, own, wording.told_of_place(own))))
    return found


def _figures(rows: Sequence[Row], values: Sequence[tuple[Line, PlaceRow]]) -> tuple[Figure, ...]:
    states = [row.told.state for row in rows]
    given = sum(row.line.value is not None for _line, row in values)
    count = _("of %(total)d targets") % {"total": len(rows)}
    asked = _("of %(total)d asked for") % {"total": len(values)}
    return (
        Figure(str(TargetState.MET.label), str(states.count(TargetState.MET)), count),
        Figure(str(TargetState.SHORT.label), str(states.count(TargetState.SHORT)), count),
        Figure(str(TargetState.NONE.label), str(states.count(TargetState.NONE)), count),
        Figure(_("Values given"), str(given), asked),
    )


def _chart(rows: Sequence[Row]) -> charts.Chart:
    areas = groupby(rows, key=lambda row: row.target.measure.task.area)
    drawn = [charts.Row(clean(area), _slices([row.told.state for row in own])) for area, own in areas]
    return charts.bars_chart(drawn, title=_("Targets by reform area and state"), head=_("Reform area"))


def _slices(states: Sequence[str]) -> tuple[charts.Slice, ...]:
    return tuple(
        charts.Slice(str(state.label), states.count(state), KINDS[state])
        for state in wording.STATES
        if state in states
    )


def _target_table(rows: Sequence[Row]) -> Table:
    paper = ("task", "title", "goal", "figure", "state", "why", "given", "asked", "missing")
    return Table("targets", _("Targets"), target_columns(), tuple(map(target_row, rows)), on_paper=paper)


def _value_table(values: Sequence[tuple[Line, PlaceRow]]) -> Table:
    columns = (Column("task", _("Task"), width=7), Column("title", _("Target"), width=40), *place_columns())
    rows = tuple(_value_row(line, row) for line, row in values)
    paper = ("task", "title", "place", "value", "unit", "day", "state")
    return Table("values", _("Values by place"), columns, rows, on_paper=paper)


def _value_row(line: Line, row: PlaceRow) -> tuple[Value, ...]:
    target = line.target
    return (target.measure.task.number, clean(target.title or target.text), *place_row(row))
