"""Handing measures to places: choose, see what it would make, do it; below, what was handed out before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.permissions import sees_everything
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.enums import PlanState
from tasks.local import handing_out
from tasks.local.hand_out_forms import MEASURES, PLACES, HandOutForm
from tasks.local.handing_out import HandedOut, Outlook
from tasks.models import Plan

PREVIEW, DO = "preview", "hand_out"


@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest, slug: str) -> HttpResponse:
    """The choice; POST looks at it (`step=preview`) or carries it out (`step=hand_out`)."""
    visible = Plan.objects.visible_to(request.user).select_related("jurisdiction")
    plan = get_object_or_404(visible, slug=slug)
    if not (request.user.is_secretariat if request.method == "POST" else sees_everything(request.user)):
        raise NotAllowed(_("Only the secretariat hands measures to places."))
    if plan.state != PlanState.ISSUED:
        raise Impossible(_("Only measures of an issued plan are handed out."), code="not_issued")
    if request.method != "POST":
        return _page(request, plan, HandOutForm(plan, initial=_asked(request)))
    if request.POST.get("step") in (PREVIEW, DO):
        return _answer(request, plan, HandOutForm(plan, request.POST))
    return _page(request, plan, HandOutForm(plan, initial=HandOutForm(plan).ticked(request.POST)))


def _asked(request: HttpRequest) -> dict[str, list[str]]:
    """What the address chooses: `?measure=12` from a task's page, `?place=350000` from a province's."""
    asked = {MEASURES: request.GET.getlist("measure"), PLACES: request.GET.getlist("place")}
    return {name: values for name, values in asked.items() if values}


def _answer(request: HttpRequest, plan: Plan, form: HandOutForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, plan, form, status=Invalid.status)
    said = form.cleaned_data
    chosen = list(said[MEASURES]), list(said[PLACES])
    try:
        if request.POST["step"] == PREVIEW:
            return _preview(request, form, handing_out.outlook(plan, *chosen, due_on=said["due_on"]))
        done = handing_out.hand_out(*chosen, by=request.user, due_on=said["due_on"], note=said["note"])
    except (Invalid, Impossible) as refused:
        form.refuse(refused)
        return _page(request, plan, form, status=refused.status)
    messages.success(request, _sentence(done))
    return redirect(reverse("tasks:hand_out", args=[plan.slug]) + "#handed-out")


def _sentence(done: HandedOut) -> str:
    made = len(done.duties)
    if not made:
        return _("All of it was handed out already; nothing was changed.")
    said = ngettext("%(count)s duty was handed out.", "%(count)s duties were handed out.", made)
    there = ngettext("%(count)s was there already.", "%(count)s were there already.", done.held)
    return " ".join([said % {"count": made}, *([there % {"count": done.held}] if done.held else [])])


def _preview(request: HttpRequest, form: HandOutForm, outlook: Outlook) -> HttpResponse:
    context = {"plan": outlook.plan, "form": form, "outlook": outlook, "note": form.cleaned_data["note"]}
    return render(request, "tasks/hand_out_preview.html", context)


def _page(request: HttpRequest, plan: Plan, form: HandOutForm, status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "may_hand_out": request.user.is_secretariat,
        "past": handing_out.past(plan),
    }
    return render(request, "tasks/hand_out.html", context, status=status)
