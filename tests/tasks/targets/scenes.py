"""Targets, duties that answer them, and values given on a day."""

from decimal import Decimal

from tasks import services
from tasks.enums import Comparator, TargetKind
from tasks.models import Assignment, Entry, Measure, Reading, Target
from tasks.targets.readings import ReadingGiven
from tests import factories, places
from tests.tasks.scenes import date

SHARE = {
    "text": "20% of the hospitals", "value": 20, "unit": "%", "comparator": Comparator.EQUAL,
    "kind": TargetKind.SHARE, "per_place": True,
    "numerator_en": "hospitals in the pilot", "numerator_zh": "试点医院数",
    "denominator_en": "all hospitals", "denominator_zh": "医院总数",
}  # fmt: skip
LEVEL = {"text": "55 yuan", "value": 55, "unit": "yuan", "comparator": Comparator.EQUAL}
COUNT = {"text": "500 teams", "value": 500, "unit": "teams", "comparator": ">=", "kind": TargetKind.COUNT}
INCREASE = {
    "text": "40 yuan more", "value": 40, "unit": "yuan", "comparator": Comparator.INCREASE_BY,
    "kind": TargetKind.INCREASE,
}  # fmt: skip


def target(about: dict = SHARE, number: str = "1.1", slug: str = "p", **changes) -> Target:
    """A target of that task's only measure, behind those that it has."""
    measure = Measure.objects.get(task__area__plan__slug=slug, task__number=number)
    return Target.objects.create(measure=measure, position=measure.targets.count() + 1, **(about | changes))


def given(target: Target, first, second=None, on: str = "2018-10-10", note: str = "") -> ReadingGiven:
    """A value, or of a share its two numbers."""
    if second is None:
        return ReadingGiven(target.pk, date(on), value=number(first), note=note)
    return ReadingGiven(target.pk, date(on), None, number(first), number(second), note)


def number(value) -> Decimal:
    return Decimal(str(value))


def report(duty: Assignment, *readings: ReadingGiven, day: str = "2018-10-10", by=None, **said) -> Entry:
    """A report of the duty's own officer with these readings."""
    account = by or _reporter(duty)
    with factories.at(day):
        words = {"percent": 50, "note": "as it is", "reason": "late"} | said
        return services.report(duty, by=account, readings=readings, **words)


def _reporter(duty: Assignment):
    if duty.role == "implementing":
        return places.provincial(duty.agency.jurisdiction.code)
    return factories.officer(duty.agency.code)


def say(code: str, target: Target, first, second=None, on: str = "2018-10-10", **more) -> Reading:
    """The reading that the place of that code gives on that day."""
    duty = places.local_duty(code, target.measure.task.number, target.measure.task.area.plan.slug)
    note = more.pop("note", "")
    report(duty, given(target, first, second, on, note), day=more.pop("day", on), **more)
    return Reading.objects.order_by("-pk")[0]
