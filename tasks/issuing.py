"""Issuing a plan: its text is fixed from then on, and every duty gets the first entry of its ledger."""

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib.errors import Impossible, NotAllowed
from tasks import ledger
from tasks.enums import Move, PlanState
from tasks.models import Assignment, Chain, Plan
from tasks.models.assignment import ISSUED_FIELDS


@transaction.atomic
def issue_plan(plan: Plan, *, by: User | None) -> Plan:
    """Issues a draft; `by` is somebody of the secretariat, or None for the portal's own set-up.

    Raises NotAllowed for anybody else, Impossible for a plan without a period or without duties. Issuing an
    issued plan changes nothing.
    """
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat issues plans."))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        return plan
    if plan.state == PlanState.RECORD:
        raise Impossible(_("The plan is kept on record; nobody owes anything under it."), code="on_record")
    if not (plan.period_start and plan.period_end):
        raise Impossible(_("A plan needs a period before it is issued."), code="no_period")
    if not plan.assignments.exists():
        raise Impossible(_("A plan needs at least one duty before it is issued."), code="no_duties")
    plan.state = PlanState.ISSUED
    plan.save(update_fields=["state"])
    Chain.objects.create(plan=plan)
    _assign_all(plan, by)
    return plan


@transaction.atomic
def keep_on_record(plan: Plan) -> Plan:
    """Fixes the text of a draft without assigning anything. Raises Impossible when it is issued."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        raise Impossible(_("Plan %s is issued; its text cannot be replaced.") % plan.slug, code="plan_issued")
    plan.assignments.update(owes=False)
    plan.state = PlanState.RECORD
    plan.save(update_fields=["state"])
    return plan


def _assign_all(plan: Plan, by: User | None) -> None:
    duties = Assignment.objects.filter(plan=plan).select_related("plan", "agency", "measure__task")
    for duty in duties.order_by(
        "measure__task__area__position", "measure__task__position", "measure__position", "position"
    ):
        duty.version = 1
        duty.save(update_fields=["version"])
        ledger.append(
            duty,
            move=Move.ISSUE,
            note="",
            reason="",
            details={name: ledger.plain(getattr(duty, name)) for name in ISSUED_FIELDS},
            actor=by,
            on_behalf=None,
            command="",
        )
