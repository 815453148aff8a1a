"""A plan in the notice schema (docs/notice-schema.md), from the database."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Prefetch

from tasks.enums import Role
from tasks.models import Assignment, Measure, Plan, ReformArea, Target, Task
from tasks.targets.terms import said_terms

CLAUSE_ROLES = (Role.LEAD, Role.CO_RESPONSIBLE, Role.PARTICIPATING)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def read_plan(plan: Plan) -> dict:
    """The plan in the notice schema, from the database; reading it back in changes nothing."""
    return read_plans([plan])[0]


def read_plans(plans: Sequence[Plan]) -> list[dict]:
    """Several plans, each in the notice schema, with the queries of one."""
    duties = Prefetch("tasks__measures__assignments", Assignment.objects.select_related("agency"))
    areas = ReformArea.objects.filter(plan__in=plans).prefetch_related(
        "tasks__measures__deadlines", "tasks__measures__targets", duties
    )
    by_plan: dict[int, list[ReformArea]] = defaultdict(list)
    for area in areas:
        by_plan[area.plan_id].append(area)
    return [_read_plan(plan, by_plan[plan.pk]) for plan in plans]


def _read_plan(plan: Plan, areas: list[ReformArea]) -> dict:
    return {
        "slug": plan.slug,
        "title": plan.title,
        "title_en": plan.title_en,
        "title_zh": plan.title_zh,
        "language": plan.language,
        "jurisdiction": plan.jurisdiction.code,
        "issuer": plan.issuer,
        "document_number": plan.document_number,
        "issued_on": _iso(plan.issued_on),
        "period": {"start": _iso(plan.period_start), "end": _iso(plan.period_end)},
        "areas": [_read_area(area) for area in areas],
        "warnings": plan.warnings,
    } | _read_origins(plan)


def _read_origins(plan: Plan) -> dict:
    """What the plan rests on and which one it implements; left out where it says neither."""
    basis = {"legal_basis": plan.legal_basis} if plan.legal_basis else {}
    return basis | ({"derived_from": plan.derived_from.slug} if plan.derived_from else {})


def _read_area(area: ReformArea) -> dict:
    keys = ("number", "title", "title_en", "title_zh", "field")
    return {key: getattr(area, key) for key in keys} | {
        "tasks": [_read_task(task) for task in area.tasks.all()]
    }


def _read_task(task: Task) -> dict:
    keys = ("number", "title", "title_en", "title_zh", "text")
    return {key: getattr(task, key) for key in keys} | {
        "measures": [_read_measure(row) for row in task.measures.all()]
    }


def _read_measure(measure: Measure) -> dict:
    duties = sorted(
        (duty for duty in measure.assignments.all() if duty.role in CLAUSE_ROLES),
        key=lambda duty: duty.position,
    )
    return {
        "text": measure.text,
        "clause": measure.clause,
        "mode": measure.mode,
        "open_ended": measure.open_ended,
        "responsibilities": [
            {"name": duty.named, "agency": duty.agency.code, "role": duty.role} for duty in duties
        ],
        "deadlines": [
            {"text": row.text, "date": _iso(row.date), "derived": row.derived}
            for row in measure.deadlines.all()
        ],
        "targets": [_read_target(row) for row in measure.targets.all()],
    } | _read_places(measure)


def _read_places(measure: Measure) -> dict:
    """Left out where the text calls on no place."""
    if not measure.reach:
        return {}
    return {"places": {"reach": measure.reach, "text": measure.reach_words}}


def _read_target(target: Target) -> dict:
    low = None if target.value is None else _plain(target.value)
    value = low if target.value_to is None else [low, _plain(target.value_to)]
    own = {"text": target.text, "value": value, "unit": target.unit, "comparator": target.comparator}
    return own | said_terms(target)
