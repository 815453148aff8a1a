"""The end of a review: its decisions, the preview of the plan, issuing or discarding, the plan's source."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reformtracker.lib.errors import Impossible, Invalid, Refused, Stale
from tasks import reviewing
from tasks.enums import PlanState
from tasks.intake import review as core
from tasks.models import Decision, Intake, Plan
from tasks.reviews.preview import Preview
from tasks.reviews.wording import decision_said
from tasks.views.intake import sent
from tasks.views.review import reviewed, seen_version
from tasks.views.review_shown import decided


@require_safe
def decisions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every decision of the review, newest first, with who made it and when."""
    shown = reviewed(request, public_id)
    context = {"shown": shown, "intake": shown.intake, "told": told(shown.intake)[::-1]}
    return render(request, "tasks/review_decisions.html", context)


@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID, n: int) -> HttpResponse:
    shown = reviewed(request, public_id)
    reviewing.take_back(shown.intake, n, by=request.user)
    messages.success(request, _("The decision is taken back."))
    return redirect("tasks:intake_decisions", public_id)


@require_safe
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What issuing would create, and what stands in its way."""
    shown = reviewed(request, public_id)
    if not shown.intake.in_review:
        return redirect(shown.intake)
    return _preview_page(request, public_id)


@require_POST
def issue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = reviewed(request, public_id)
    try:
        plan = reviewing.issue(shown.intake, by=request.user, seen=seen_version(request))
    except (Impossible, Invalid, Stale) as refused:
        if not shown.intake.in_review:
            raise
        return _preview_page(request, public_id, refused)
    if plan.state == PlanState.RECORD:
        messages.success(request, _("The plan is kept on record; nobody owes anything under it."))
    else:
        messages.success(request, _("The plan is issued: every duty stands in the ledger."))
    return redirect(plan)


@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = reviewed(request, public_id)
    reviewing.discard(shown.intake, by=request.user)
    messages.success(request, _("The document is discarded; its file and all decisions stay on record."))
    return redirect("tasks:intakes")


@require_safe
def plan_source(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The document of which the plan was made, as it was handed in; for everybody who sees the plan."""
    plans = Plan.objects.visible_to(request.user)
    return sent(request, get_object_or_404(Intake.objects.filter(plan__in=plans), plan__slug=slug))


def told(intake: Intake) -> list[tuple[Decision, str]]:
    """The decisions in their order, each in the words of its own time."""
    every = list(intake.decisions.select_related("by").order_by("n"))
    held = [(each.n, each.operation) for each in every if not each.undone]
    sentences = {
        n: decision_said(code, params, intake.reading)
        for n, code, params in core.history(intake.reading, held, intake.text)
    }
    gone = {each.n: decided(each.operation, intake.reading) for each in every if each.undone}
    return [(each, (sentences | gone)[each.n]) for each in every]


def _preview_page(request: HttpRequest, public_id: uuid.UUID, refused: Refused | None = None) -> HttpResponse:
    """The draft as it is now, which after a refusal may be another than the one that was seen."""
    shown = reviewed(request, public_id)
    context = {
        "shown": shown,
        "intake": shown.intake,
        "preview": Preview(shown.draft, shown.agencies),
        "is_record": reviewing.is_record(shown.draft),
        "problem": refused.message if refused else "",
    }
    return render(request, "tasks/review_preview.html", context, status=refused.status if refused else 200)
