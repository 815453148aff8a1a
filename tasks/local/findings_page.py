"""What the page of findings shows and its files hold: point by point, counts first, then place by place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from agencies.models import Jurisdiction, User
from agencies.permissions import reaches
from reformtracker.lib import charts
from tasks.local import findings
from tasks.models import Finding, Plan, Reading, Task

NAMED, UNNAMED = 5, 0  # bands of the tile map: a colour, or an empty tile with a dashed edge


class FindingsForm(forms.Form):
    """Of which place, under which point."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    point = forms.ChoiceField(label=_("Point"), required=False)

    def __init__(self, data: QueryDict, places: Iterable[Jurisdiction], tasks: Iterable[Task]) -> None:
        super().__init__(data)
        offered = {
            "place": [(place.code, str(place)) for place in places],
            "point": [(task.number, str(task)) for task in tasks],
        }
        for name, choices in offered.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [("", _("any")), *choices]


@dataclass(frozen=True, slots=True)
class Group:
    """A count of places as the source gives it; `named` are those it names, the others stay unnamed."""

    reading: Reading
    named: tuple[Jurisdiction, ...]

    @property
    def title(self) -> str:
        return str(self.reading.target.title or self.reading.target.text)

    @property
    def coverage(self) -> str:
        """ "19 of 32 places"; without a whole where the source states none."""
        count, whole = int(self.reading.value), self.reading.out_of
        if whole:
            return ngettext("%(count)s of %(of)s place", "%(count)s of %(of)s places", whole) % {
                "count": count, "of": whole,
            }  # fmt: skip
        return ngettext("%(count)s place", "%(count)s places", count) % {"count": count}


@dataclass(slots=True)
class Point:
    """One task with what the source counts and what it says of places."""

    task: Task
    groups: list[Group] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """The points with anything to show, narrowed to what the address asks for.

    `named` counts all places that the source names, and the chart draws them: that is a figure, unlike what
    the source says of each.
    """

    plan: Plan
    form: FindingsForm
    points: tuple[Point, ...]
    named: int
    chart: charts.Chart

    @property
    def groups(self) -> list[Group]:
        return [group for point in self.points for group in point.groups]

    @property
    def findings(self) -> list[Finding]:
        return [each for point in self.points for each in point.findings]


def shown(user: User, plan: Plan, data: QueryDict, tasks: Sequence[Task] = ()) -> Shown:
    """Four queries, however much there is; one less with the plan's tasks (and their areas) at hand.

    A place or point unknown or out of sight is not asked for.
    """
    places = {place.code: place for place in _places(plan)}
    tasks = tasks or list(_tasks(plan))
    visible = list(findings.of_plan(user, plan))
    named = {found.jurisdiction.code: found.jurisdiction for found in visible}
    form = FindingsForm(data, sorted(named.values(), key=lambda place: place.position), tasks)
    form.is_valid()
    place, number = (form.cleaned_data.get(name, "") for name in ("place", "point"))
    points = {task.pk: Point(task) for task in tasks if number in ("", task.number)}
    _fill(points, [found for found in visible if place in ("", found.jurisdiction.code)])
    _count(points, [row for row in newest_counts(plan) if not place or place in row.named], places)
    kept = tuple(point for point in points.values() if point.groups or point.findings)
    return Shown(plan, form, kept, sum(map(bool, _figures(places).values())), named_map(user, plan, places))


def _places(plan: Plan) -> QuerySet[Jurisdiction]:
    """Every place with the number of `statements` about it under the plan: a figure, of all places."""
    of_plan = Q(findings__task__area__plan=plan)
    return Jurisdiction.objects.annotate(statements=Count("findings", filter=of_plan)).order_by("position")


def _figures(places: Mapping[str, Jurisdiction]) -> dict[str, int]:
    return {code: getattr(place, "statements", 0) for code, place in places.items()}


def _tasks(plan: Plan) -> QuerySet[Task]:
    found = Task.objects.filter(area__plan=plan).select_related("area__plan").defer("text")
    return found.order_by("area__position", "position")


def _fill(points: Mapping[int, Point], found: Iterable[Finding]) -> None:
    for each in found:
        if point := points.get(each.task_id):
            point.findings.append(each)


def _count(points: Mapping[int, Point], rows: Iterable[Reading], places: Mapping[str, Jurisdiction]) -> None:
    for row in rows:
        if point := points.get(row.target.measure.task_id):
            point.groups.append(Group(row, tuple(places[code] for code in row.named)))


def newest_counts(plan: Plan) -> list[Reading]:
    """The counts that a source gives under the plan, the newest of each indicator; one query."""
    rows = Reading.objects.filter(target__measure__task__area__plan=plan, entry=None).exclude(source="")
    newest: dict[int, Reading] = {}
    for row in rows.select_related("target__measure__task").order_by("on", "pk"):
        newest[row.target_id] = row
    return sorted(newest.values(), key=lambda row: (row.target.measure_id, row.target.position))


def named_map(user: User, plan: Plan, places: Mapping[str, Jurisdiction]) -> charts.Chart:
    """The provinces that the source names, each tile of a place in sight with the way to what it says."""
    page, figures = reverse("tasks:findings", args=[plan.slug]), _figures(places)
    tiles = [
        _tile(place, figures[place.code], page if reaches(user, place.path) else "")
        for place in places.values()
        if place.tile_column is not None
    ]
    title = _t("Provinces that the source names")
    legend = (charts.Key(_t("named"), f"band-{NAMED}"), charts.Key(_t("not named"), "band-none"))
    table = charts.tile_table(tiles, figure_head=_t("Statements"))
    return charts.Chart(title, charts.tile_map(tiles, title=title), table, legend, "medium")


def _tile(place: Jurisdiction, count: int, page: str) -> charts.Tile:
    """Without a statement there is no figure: it is not a zero."""
    assert place.tile_column is not None
    assert place.tile_row is not None
    return charts.Tile(
        code=place.code,
        label=str(place.short),
        col=place.tile_column,
        row=place.tile_row,
        value=count or None,
        text=str(count) if count else pgettext("no statement", "–"),
        band=NAMED if count else UNNAMED,
        href=f"{page}?place={place.code}" if page and count else "",
        name=str(place.name),
    )
