"""The list of a plan's targets as an address asks for it: shared by the page and by its export."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.models import Jurisdiction
from reformtracker.lib import charts, clock
from tasks.asof import asked_day
from tasks.enums import TargetState
from tasks.models import Plan, Target
from tasks.targets import positions, wording
from tasks.targets.figures import Aim
from tasks.targets.positions import Line, PlaceLine
from tasks.targets.totals import Total
from tasks.targets.wording import Told

# The colours of the standings, lent to the states; the words stand beside them.
KINDS = {
    TargetState.MET: "on_track",
    TargetState.ON_COURSE: "done_on_time",
    TargetState.OPEN: "stale",
    TargetState.SHORT: "behind",
    TargetState.UNKNOWN: "blocked",
    TargetState.FOLLOWED: "done_late",
    TargetState.NONE: "closed_unimplemented",
}


class ListForm(forms.Form):
    """What narrows the list. A place shows its own values instead of all places together."""

    area = forms.ChoiceField(label=_("Reform area"), required=False)
    state = forms.MultipleChoiceField(
        label=_("State"), required=False, choices=TargetState.choices, widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label=_("Place"), required=False, help_text=_("Shows the values of one place."))
    as_of = forms.DateField(
        label=_("As of"), required=False, help_text=_("A past date shows what was on record then."),
        widget=forms.DateInput(attrs={"type": "date", "min": "2000-01-01"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, data: QueryDict, lines: Sequence[Line], places: Sequence[Jurisdiction]) -> None:
        super().__init__(data)
        areas = {line.target.measure.task.area for line in lines}
        in_order = sorted(areas, key=lambda area: area.position)
        self._offer("area", [(str(area.position), str(area)) for area in in_order])
        self._offer("place", [(place.code, place.name) for place in places])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any")), *choices]


@dataclass(frozen=True, slots=True)
class Row:
    """One target in words, drawn: over all places (`total`) or for one (`own`)."""

    target: Target
    aim: Aim
    told: Told
    total: Total | None = None
    own: PlaceLine | None = None

    @property
    def title(self) -> str:
        return str(self.target.title or self.target.text)

    @property
    def drawing(self) -> SafeString:
        """The figure against the target; of what is judged place by place, how many stand how."""
        told, total, aim = self.told, self.total, self.aim
        label = f"{self.title}: {told.figure} / {told.goal}"
        if total is not None and aim.is_by_place and total.national is None and told.breakdown:
            parts = [charts.Slice(str(state.label), count, KINDS[state]) for state, count in told.breakdown]
            return charts.parts_bar(parts, title=label)
        if aim.value is None or told.figure == "–":
            return SafeString("")
        return self._gauge(label)

    def _gauge(self, label: str) -> SafeString:
        aim, figure = self.aim, self.figure
        return charts.gauge(
            None if figure is None else float(figure),
            float(aim.value or 0),
            goal_to=None if aim.value_to is None else float(aim.value_to),
            title=label,
            kind=KINDS[self.told.state],
        )

    @property
    def figure(self) -> Decimal | None:
        """The number itself: of all places together, or of the one place shown; a rise, not the value."""
        if self.own is not None:
            return self.own.standing.figure
        return self.total.figure if self.total is not None else None


@dataclass(slots=True)
class TargetList:
    """The rows that the filter leaves; `total`: the plan's targets, `counts`: their states in the area."""

    plan: Plan
    form: ListForm
    query: QueryDict
    rows: list[Row]
    total: int
    counts: list[tuple[TargetState, int]]
    chosen: list[str]
    place: Jurisdiction | None
    as_of: dt.date | None

    @property
    def day(self) -> dt.date:
        return self.as_of or clock.today()


def listed(request: HttpRequest, plan: Plan) -> TargetList:
    """The plan's targets filtered by the address: five queries, whatever the number of targets and places.

    What makes no sense in the address is left out.
    """
    as_of = asked_day(request)
    places = positions.places_of(plan)
    lines = positions.lines(plan, list(positions.of_plan(plan)), as_of, places)
    form = ListForm(request.GET, lines, places)
    form.is_valid()
    asked = form.cleaned_data
    place = next((one for one in places if one.code == asked.get("place")), None)
    rows = rows_of(lines, places, place, as_of or clock.today())
    in_area = [row for row in rows if asked.get("area", "") in ("", _area_of(row))]
    states = asked.get("state") or []
    return TargetList(
        plan=plan,
        form=form,
        query=request.GET,
        rows=[row for row in in_area if not states or row.told.state in states],
        total=len(rows),
        counts=_counts(in_area),
        chosen=states,
        place=place,
        as_of=as_of,
    )


def _area_of(row: Row) -> str:
    return str(row.target.measure.task.area.position)


def _counts(rows: Sequence[Row]) -> list[tuple[TargetState, int]]:
    states = [row.told.state for row in rows]
    return [(state, states.count(state)) for state in wording.STATES if state in states]


def rows_of(
    lines: Sequence[Line], places: Sequence[Jurisdiction], place: Jurisdiction | None, day: dt.date
) -> list[Row]:
    """A row for each target: over all places, or for the one place named."""
    if place is not None:
        return [_place_row(line, place, day) for line in lines]
    by_key = {one.pk: one for one in places}
    return [row_of(line, by_key, day) for line in lines]


def row_of(line: Line, places: Mapping[int, Jurisdiction], day: dt.date) -> Row:
    """The row of one target over all its places."""
    return Row(line.target, line.aim, wording.told(line.aim, line.total, places, day), line.total)


def _place_row(line: Line, place: Jurisdiction, day: dt.date) -> Row:
    own = positions.place_line(line.target, line.values.get(place.pk), day)
    return Row(line.target, line.aim, wording.told_of_place(own), own=own)
