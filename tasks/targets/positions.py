"""Targets and their readings, asked of the database: a whole plan or one target, now or as of a past day.

Figures of all places are for everybody who may see the plan; what was said with a reading, by whom and with
what evidence, is not asked here (see tasks.models.readings, `visible_to`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from agencies.models import Jurisdiction
from reformtracker.lib import clock
from tasks.enums import Move, PlanState
from tasks.models import Assignment, Deadline, Plan, Reading, Target
from tasks.targets.figures import Aim, Standing, Value, is_stale, standing_of
from tasks.targets.totals import Total, add_up, course

VALUE_FIELDS = (
    "target_id", "jurisdiction_id", "on", "value", "numerator", "denominator", "pk", "out_of", "named",
    "entry_id",
)  # fmt: skip
PLACE_FIELDS = ("pk", "code", "level", "parent_id", "position", "name_en", "name_zh", "short_en", "short_zh")
IN_ORDER = (
    "measure__task__area__position", "measure__task__position", "measure__position", "position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One target of a plan with the newest value of each place and the figures of them all."""

    target: Target
    aim: Aim
    total: Total
    values: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One target for one place: its newest reading (None: missing) and how it stands. Figures, no details."""

    target: Target
    aim: Aim
    value: Value | None
    standing: Standing
    is_stale: bool


def of_plan(plan: Plan) -> QuerySet[Target]:
    """The plan's targets in its order, with what their figures need; one query."""
    return with_terms(Target.objects.filter(measure__task__area__plan=plan)).order_by(*IN_ORDER)


def with_terms(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Adds what `aim_of` reads: the plan's period and the measure's latest date."""
    dates = Deadline.objects.filter(measure=OuterRef("measure"), date__isnull=False).order_by("-date")
    return targets.select_related("measure__task__area__plan").annotate(
        latest_date=Subquery(dates.values("date")[:1])
    )


def aim_of(target: Target) -> Aim:
    """What the target asks; due on its own day, else the measure's latest date, else the period's end."""
    plan = target.measure.task.area.plan
    return Aim(
        kind=target.kind,
        comparator=target.comparator,
        value=target.value,
        value_to=target.value_to,
        direction=target.direction,
        unit=target.unit,
        baseline=target.baseline,
        start_on=target.baseline_on or plan.period_start,
        due_on=target.due_on or _latest_date(target) or plan.period_end,
        cumulative=target.cumulative,
        per_place=target.per_place,
    )


def _latest_date(target: Target) -> dt.date | None:
    """As `with_terms` brings it along, else from the dates of the measure, which are at hand then."""
    if hasattr(target, "latest_date"):
        return target.latest_date
    return max((row.date for row in target.measure.deadlines.all() if row.date), default=None)


def places_of(plan: Plan) -> list[Jurisdiction]:
    """The places right below the plan's own: of a national plan the 31 provinces and the Corps; one query."""
    return list(Jurisdiction.objects.filter(parent=plan.jurisdiction_id))


def carriers(plan: Plan, as_of: dt.date | None = None) -> dict[int, set[int]]:
    """By measure the places that carry it out, of those that `places_of` gives; one query."""
    duties = Assignment.objects.local().of_plan(plan).filter(
        agency__jurisdiction__parent=plan.jurisdiction_id
    )  # fmt: skip
    if as_of:
        duties = duties.filter(entries__move=Move.ISSUE, entries__at__lt=clock.end_of(as_of))
    found: dict[int, set[int]] = defaultdict(set)
    for measure, place in duties.order_by().values_list("measure_id", "agency__jurisdiction_id"):
        found[measure].add(place)
    return found


def readings_of(targets: Iterable[Target], as_of: dt.date | None = None) -> QuerySet[Reading]:
    """The readings of these targets up to today, or as they were on record at the end of a past day."""
    found = Reading.objects.filter(target__in=[target.pk for target in targets])
    if as_of is None:
        return found.filter(on__lte=clock.today())
    return found.filter(on__lte=as_of, at__lt=clock.end_of(as_of))


def latest(targets: Iterable[Target], as_of: dt.date | None = None) -> dict[int, dict[int, Value]]:
    """By target and place the newest reading; one query."""
    rank = Window(
        RowNumber(),
        partition_by=[F("target_id"), F("jurisdiction_id")],
        order_by=[F("on").desc(), F("pk").desc()],
    )
    rows = readings_of(targets, as_of).order_by().annotate(rank=rank).filter(rank=1)
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for target, value in map(_value, rows.values_list(*VALUE_FIELDS)):
        found[target][value.place] = value
    return found


def places_with_values(
    plan: Plan, targets: Iterable[Target], as_of: dt.date | None = None
) -> tuple[list[Jurisdiction], dict[int, dict[int, Value]]]:
    """What `places_of` and `latest` give, in one query that reads all values of these (few) targets."""
    known = Q(
        readings__target__in=[target.pk for target in targets], readings__on__lte=as_of or clock.today()
    )
    if as_of:
        known &= Q(readings__at__lt=clock.end_of(as_of))
    rows = Jurisdiction.objects.annotate(given=FilteredRelation("readings", condition=known))
    rows = rows.filter(Q(parent=plan.jurisdiction_id) | Q(given__pk__isnull=False))
    columns = (*PLACE_FIELDS, *(f"given__{name}" for name in VALUE_FIELDS))
    places: dict[int, Jurisdiction] = {}
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    for row in rows.order_by("position", "pk", "given__on", "given__pk").values_list(*columns):
        place, value = row[: len(PLACE_FIELDS)], row[len(PLACE_FIELDS) :]
        if place[0] not in places:
            places[place[0]] = Jurisdiction(**dict(zip(PLACE_FIELDS, place, strict=True)))
        if value[0]:  # the newest of a target comes last
            found[value[0]][place[0]] = _value(value)[1]
    return [place for place in places.values() if place.parent_id == plan.jurisdiction_id], found


def all_values(target: Target, as_of: dt.date | None = None) -> list[Value]:
    """Every reading of the target, replaced ones too, by day and order of writing; one query."""
    rows = readings_of([target], as_of).order_by("on", "pk").values_list(*VALUE_FIELDS)
    return [value for _target, value in map(_value, rows)]


def _value(row: Sequence) -> tuple[int, Value]:
    target, place, on, value, numerator, denominator, pk, out_of, named, entry = row
    return target, Value(
        place, on, value, numerator, denominator, pk, out_of, tuple(map(str, named or ())), entry
    )


def asked_places(
    target: Target, plan: Plan, places: Sequence[Jurisdiction], carried: dict[int, set[int]]
) -> list[int]:
    """The places whose values the target waits for: those that carry its measure out, else all.

    Under a plan that is not issued nobody owes anything.
    """
    if plan.state != PlanState.ISSUED:
        return []
    carrying = carried.get(target.measure_id)
    return [place.pk for place in places if not carrying or place.pk in carrying]


def lines(
    plan: Plan,
    targets: Sequence[Target],
    as_of: dt.date | None = None,
    places: Sequence[Jurisdiction] | None = None,
) -> list[Line]:
    """Each target (as `with_terms` gives them) with its figures; three queries for any number of targets.

    `places`: what `places_of` gives, where it is at hand.
    """
    if not targets:
        return []
    places = places_of(plan) if places is None else places
    carried, values = carriers(plan, as_of), latest(targets, as_of)
    day = as_of or clock.today()
    return [
        line_of(target, values.get(target.pk, {}), asked_places(target, plan, places, carried), plan, day)
        for target in targets
    ]


def line_of(
    target: Target, values: dict[int, Value], places: Sequence[int], plan: Plan, day: dt.date
) -> Line:
    """The line of one target from the newest value of each place."""
    aim = aim_of(target)
    return Line(target, aim, add_up(aim, values, places, plan.jurisdiction_id, day), values)


def course_of(
    target: Target, values: Sequence[Value], places: Sequence[int], plan: Plan, day: dt.date
) -> list[tuple[dt.date, Total]]:
    """The figures of one target on every day with a reading, from `all_values`."""
    return course(aim_of(target), values, places, plan.jurisdiction_id, day)


def for_place(plan: Plan, place: Jurisdiction, day: dt.date | None = None) -> list[PlaceLine]:
    """The targets of the plan for one place, now or as of a past day: those whose measure it carries out and
    those of which it has given a value. Figures only; one query.
    """
    today = day or clock.today()
    known = Q(readings__jurisdiction=place, readings__on__lte=today)
    if day:
        known &= Q(readings__at__lt=clock.end_of(day))
    rows = of_plan(plan).annotate(
        is_carried=Exists(_carried_by(place, plan, day).filter(measure=OuterRef("measure"))),
        given=FilteredRelation("readings", condition=known),
        **{f"given_{name}": F(f"given__{name}") for name in VALUE_FIELDS},
    )
    # A row for each reading; the newest of a target comes last.
    newest: dict[int, Any] = {
        target.pk: target for target in rows.order_by(*IN_ORDER, "given__on", "given__pk")
    }
    return [
        place_line(target, _given(target), today)
        for target in newest.values()
        if target.is_carried or target.given_pk
    ]


def _given(target: Any) -> Value | None:
    """The reading that the row of a target carries."""
    row = [getattr(target, f"given_{name}") for name in VALUE_FIELDS]
    return _value(row)[1] if target.given_pk else None


def _carried_by(place: Jurisdiction, plan: Plan, as_of: dt.date | None) -> QuerySet[Assignment]:
    duties = Assignment.objects.of_plan(plan).owing().filter(agency__jurisdiction=place)
    if as_of:
        duties = duties.filter(entries__move=Move.ISSUE, entries__at__lt=clock.end_of(as_of))
    return duties.order_by()


def place_line(target: Target, value: Value | None, day: dt.date) -> PlaceLine:
    """One target for the place that gave the value."""
    aim = aim_of(target)
    stale = value is not None and is_stale(value, day)
    return PlaceLine(target, aim, value, standing_of(aim, value, day), stale)
