"""Handing measures to places: one action, one implementing duty for each measure and place."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.directory import answering_bodies
from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import ledger
from tasks.enums import Move, PlanState, Role
from tasks.models import Assignment, Measure, Plan
from tasks.models.assignment import ISSUED_FIELDS
from tasks.validators import clean_day, clean_text


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What one action gave: the new duties, and how many pairs of measure and place had theirs already."""

    duties: list[Assignment]
    held: int


@transaction.atomic
def hand_out(
    measures: Sequence[Measure],
    places: Sequence[Jurisdiction],
    *,
    by: User | None,
    due_on: dt.date | None = None,
    note: str = "",
) -> HandedOut:
    """Gives each place an implementing duty for each measure of one issued plan; the answering body holds it.

    `due_on` is the day for all of them, else that of the measure's leads. What a place holds already stays as
    it is. Raises NotAllowed, Impossible (plan not issued, a place without a body), Invalid (nothing chosen, a
    day before the plan's beginning).
    """
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat hands measures to places."))
    plan = _plan_of(measures, places)
    due_on = _due_day(plan, due_on)
    bodies = _bodies(places)
    held = _held(measures, bodies.values())
    wanted = [
        _duty(plan, measure, bodies[place.pk], due_on)
        for measure in measures
        for place in places
        if (measure.pk, bodies[place.pk].pk) not in held
    ]
    duties = Assignment.objects.bulk_create(wanted, batch_size=ledger.BATCH)
    ledger.append_all(plan.pk, ((duty, _said(duty, by, clean_text(note))) for duty in duties))
    return HandedOut(duties, len(measures) * len(places) - len(duties))


def _plan_of(measures: Sequence[Measure], places: Sequence[Jurisdiction]) -> Plan:
    """The one plan of the measures, locked against a second hand-out at the same moment."""
    for name, chosen, sentence in (
        ("measures", measures, _("Choose at least one measure.")),
        ("places", places, _("Choose at least one place.")),
    ):
        if not chosen:
            raise Invalid(sentence, fields={name: sentence})
    plans = {measure.task.area.plan_id for measure in measures}
    if len(plans) > 1:
        raise Impossible(_("The measures belong to several plans."), code="several_plans")
    plan = Plan.objects.select_for_update().get(pk=plans.pop())
    if plan.state != PlanState.ISSUED:
        raise Impossible(_("Only measures of an issued plan are handed out."), code="not_issued")
    return plan


def _due_day(plan: Plan, due_on: dt.date | None) -> dt.date | None:
    if due_on is None:
        return None
    due_on = clean_day(due_on, "due_on")
    if plan.period_start and due_on < plan.period_start:
        sentence = _("The due date lies before the start %s.") % plan.period_start
        raise Invalid(sentence, fields={"due_on": sentence})
    return due_on


def _bodies(places: Sequence[Jurisdiction]) -> dict[int, Agency]:
    bodies = answering_bodies(places)
    silent = [place for place in places if place.pk not in bodies]
    if silent:
        names = listed([str(place.name) for place in silent])
        raise Impossible(_("No body answers for %s.") % names, code="no_body")
    return bodies


def _held(measures: Sequence[Measure], bodies: Iterable[Agency]) -> set[tuple[int, int]]:
    rows = Assignment.objects.filter(measure__in=measures, agency__in=list(bodies))
    return set(rows.values_list("measure_id", "agency_id"))


def _duty(plan: Plan, measure: Measure, body: Agency, due_on: dt.date | None) -> Assignment:
    start = max(plan.period_start or clock.today(), clock.today())
    due = due_on or _own_due_day(plan, measure)
    return Assignment(
        plan=plan,
        measure=measure,
        agency=body,
        role=Role.IMPLEMENTING,
        owes=True,
        position=1000 + body.jurisdiction.position,
        named=str(body.name_zh or body.name_en),
        start_on=min(start, due),
        due_on=due,
        original_due_on=due,
        version=1,
    )


def _own_due_day(plan: Plan, measure: Measure) -> dt.date:
    dates = [row.date for row in measure.deadlines.all() if row.date]
    end = plan.period_end
    assert end is not None  # the database demands one of an issued plan
    return max(dates, default=end)


def _said(duty: Assignment, by: User | None, note: str) -> dict:
    return {
        "move": Move.ISSUE,
        "note": note,
        "reason": "",
        "details": {name: ledger.plain(getattr(duty, name)) for name in ISSUED_FIELDS},
        "actor": by,
        "on_behalf": None,
        "command": "",
    }
