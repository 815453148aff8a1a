"""The form by which measures are handed to places: what can be chosen, grouped, and what is chosen first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.directory import answering_bodies
from agencies.enums import Level
from agencies.models import Agency, Jurisdiction
from reformtracker.lib.errors import Refused
from tasks.forms import DayField, TextField
from tasks.models import Assignment, Measure, Plan, ReformArea

# The first figure of a code of GB/T 2260 is the region.
REGIONS = {
    "1": pgettext_lazy("region", "North"),
    "2": pgettext_lazy("region", "Northeast"),
    "3": pgettext_lazy("region", "East"),
    "4": pgettext_lazy("region", "Central and South"),
    "5": pgettext_lazy("region", "Southwest"),
    "6": pgettext_lazy("region", "Northwest"),
}
ALL, MARKED = "all", "marked"
MEASURES, PLACES = "measures", "places"


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure to choose; `held` places have it already."""

    measure: Measure
    held: int
    chosen: bool


@dataclass(slots=True)
class AreaGroup:
    area: ReformArea
    lines: list[MeasureLine] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return sum(line.chosen for line in self.lines)


@dataclass(slots=True)
class PlaceLine:
    """One place to choose, with who answers there, and the places below it."""

    place: Jurisdiction
    body: Agency | None
    chosen: bool
    below: list["PlaceLine"] = field(default_factory=list)


@dataclass(slots=True)
class RegionGroup:
    key: str
    title: object
    lines: list[PlaceLine] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return sum(line.chosen for one in self.lines for line in (one, *one.below))


class HandOutForm(forms.Form):
    """Measures and places of one plan, a due date and a note. Unbound, it chooses what the text calls on."""

    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(), label=_("Measures"),
        error_messages={"required": _("Choose at least one measure.")},
    )  # fmt: skip
    places = forms.ModelMultipleChoiceField(
        Jurisdiction.objects.none(), to_field_name="code", label=_("Places"),
        error_messages={"required": _("Choose at least one place.")},
    )  # fmt: skip
    due_on = DayField(
        label=_("Due date for all of them"), required=False,
        help_text=_("Left empty, each measure keeps its own: its latest deadline, else the period's end."),
    )  # fmt: skip
    note = TextField(
        label=_("Note to the places"), required=False, rows=2,
        help_text=_("It stands in the first entry of every new duty, where the place reads it."),
    )  # fmt: skip

    def __init__(self, plan: Plan, data: Mapping | None = None, *, initial: dict | None = None) -> None:
        self.plan = plan
        super().__init__(data, initial=initial)
        self.fields[MEASURES].queryset = Measure.objects.filter(task__area__plan=plan)  # type: ignore[attr-defined]
        self.fields[PLACES].queryset = _below(plan)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {
                MEASURES: self._called_on(), PLACES: self._first_level(), **self.initial,
            }  # fmt: skip

    def refuse(self, refusal: Refused) -> None:
        """Puts a service's refusal beside the fields that it names, or on top of the form."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
        if not refusal.fields:
            self.add_error(None, str(refusal.message))

    def _chosen(self, name: str) -> set[str]:
        value = self[name].value()
        return {str(one) for one in value} if isinstance(value, (list, tuple, set)) else set()

    @cached_property
    def _all_measures(self) -> list[Measure]:
        rows = Measure.objects.filter(task__area__plan=self.plan).select_related("task__area")
        return list(rows.order_by("task__area__position", "task__position", "position"))

    @cached_property
    def _all_places(self) -> list[Jurisdiction]:
        return list(_below(self.plan))

    @cached_property
    def _held(self) -> Counter[int]:
        """How many places hold each measure already."""
        return Counter(Assignment.objects.of_plan(self.plan).local().values_list("measure_id", flat=True))

    def _called_on(self) -> list[str]:
        """The measures whose text calls on places, as long as some place may still lack them."""
        there = len(self._first_level())
        return [str(one.pk) for one in self._all_measures if one.reach and self._held[one.pk] < there]

    def _first_level(self) -> list[str]:
        """The places right below the plan's own: of a national plan the provinces."""
        own = self.plan.jurisdiction_id
        return [place.code for place in self._all_places if place.parent_id == own]

    def areas(self) -> list[AreaGroup]:
        chosen: set[str] = self._chosen(MEASURES)
        found: dict[int, AreaGroup] = {}
        for measure in self._all_measures:
            group = found.setdefault(measure.task.area_id, AreaGroup(measure.task.area))
            line = MeasureLine(measure, self._held[measure.pk], str(measure.pk) in chosen)
            group.lines.append(line)
        return list(found.values())

    def regions(self) -> list[RegionGroup]:
        """The provinces by region, each with the places below it; of a local plan one group."""
        lines = self._place_lines()
        found: dict[str, RegionGroup] = {}
        for line in lines.values():
            place = line.place
            above = lines.get(place.parent_id or 0)
            if above:
                above.below.append(line)
                continue
            key = self._region(place)
            found.setdefault(key, RegionGroup(key, REGIONS.get(key, _("Places")))).lines.append(line)
        return list(found.values())

    def _region(self, place: Jurisdiction) -> str:
        """The key of its group; below a province all places are one."""
        return place.code[:1] if self.plan.jurisdiction.level == Level.NATION else "0"

    def _place_lines(self) -> dict[int, PlaceLine]:
        chosen, bodies = self._chosen(PLACES), answering_bodies(self._all_places)
        return {
            place.pk: PlaceLine(place, bodies.get(place.pk), place.code in chosen)
            for place in self._all_places
        }

    def ticked(self, data: QueryDict) -> dict[str, object]:
        """What the form starts with after a button “all” or “none” of a group: the rest stays as it was.

        The button says "measures:2" (an area), "places:3" (a region), or "measures:all", "measures:marked".
        """
        kept: dict[str, object] = {name: data.getlist(name) for name in (MEASURES, PLACES)}
        kept |= {name: data.get(name, "") for name in ("due_on", "note")}
        for button, adds in (("tick", True), ("untick", False)):
            name, _colon, group = data.get(button, "").partition(":")
            if name in (MEASURES, PLACES):
                values = list(
                    self._places_of(group, adds=adds) if name == PLACES else self._measures_of(group)
                )
                before = [value for value in data.getlist(name) if value not in values]
                kept[name] = [*before, *values] if adds else before
        return kept

    def _places_of(self, group: str, *, adds: bool) -> Iterator[str]:
        """“All” means the places of the first level; “none” those below them too."""
        first = set(self._first_level())
        for place in self._all_places:
            if group in (ALL, self._region(place)) and (place.code in first or not adds):
                yield place.code

    def _measures_of(self, group: str) -> Iterator[str]:
        for measure in self._all_measures:
            marked = group == MARKED and measure.reach
            if group == ALL or marked or group == str(measure.task.area.position):
                yield str(measure.pk)


def _below(plan: Plan) -> QuerySet[Jurisdiction]:
    """The places below the plan's own, in their order."""
    own = plan.jurisdiction
    return Jurisdiction.objects.filter(path__startswith=own.path).exclude(pk=own.pk).order_by("position")
