"""The adoption register of a local plan; of one that implements none, what both sides have in each field."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reformtracker.lib.errors import Invalid, NotAllowed, Refused
from tasks.local import adopting, adoption_page
from tasks.local.adoption_fields import by_field
from tasks.local.adoption_page import DecisionForm
from tasks.local.adoption_terms import suggest, terms_of
from tasks.models import Plan


@require_safe
def adoption(request: HttpRequest, slug: str) -> HttpResponse:
    plan = adoption_page.asked_plan(request.user, slug)
    if plan.derived_from:
        return _register_page(request, plan, adopting.register(plan))
    plans = list(adopting.implementers(request.user, plan))
    others = adoption_page.national_plans(request.user, plan)
    against = adoption_page.beside(others, request.GET)
    context = {
        "plan": plan,
        "implementers": plans,
        "others": others,
        "against": against,
        "pairs": by_field(against, plan) if against else [],
    }
    return render(request, "tasks/adoption_fields.html", context)


@require_POST
def decide(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Records the decision and goes on to the next task that has none."""
    plan = adoption_page.asked_plan(request.user, slug)
    register = _register(plan)
    line = next((line for line in register.lines if line.task.number == number), None)
    if line is None:
        raise Http404
    form = DecisionForm(register.local_tasks, data=request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("Please check what you entered."))
        adopting.decide(plan, line.task, by=request.user, **form.said())
    except NotAllowed:
        raise
    except Refused as refused:
        if form.is_valid():
            form.refuse(refused.fields, refused.message)
        return _register_page(request, plan, register, number=number, form=form, status=refused.status)
    messages.success(request, _("The decision on task %s is on record.") % number)
    return redirect(_next(request, plan, register, number))


def _register(plan: Plan) -> adopting.Register:
    if plan.derived_from is None:
        raise Http404
    return adopting.register(plan)


def _next(request: HttpRequest, plan: Plan, register: adopting.Register, number: str) -> str:
    """Where the next undecided task of the same filter stands; else where one was."""
    lines = adoption_page.shown(request.user, register, request.GET).lines
    open_ones = {line.task.number for line in lines if line.decision is None}
    numbers = [line.task.number for line in register.lines]
    behind = numbers[numbers.index(number) + 1 :]
    following = next((each for each in behind if each in open_ones), "")
    query = request.GET.copy()
    query.pop("decide", None)
    if following:
        query["decide"] = following
    asked = f"?{query.urlencode()}" if query else ""
    return f"{reverse('tasks:adoption', args=[plan.slug])}{asked}#task-{following or number}"


def _register_page(
    request: HttpRequest,
    plan: Plan,
    register: adopting.Register,
    *,
    number: str = "",
    form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = adoption_page.shown(request.user, register, request.GET)
    number = number or request.GET.get("decide", "")
    if number and form is None and shown.may_decide:
        form = _blank(register, number)
    context = {
        "plan": plan,
        "register": register,
        "shown": shown,
        "deciding": number if form else "",
        "form": form,
    }
    return render(request, "tasks/adoption.html", context, status=status)


def _blank(register: adopting.Register, number: str) -> DecisionForm | None:
    """The form for a task: the decision there is, else what likeness and terms offer."""
    line = next((line for line in register.lines if line.task.number == number), None)
    if line is None:
        return None
    if line.decision:
        starting = {
            "kind": line.kind,
            "local_tasks": [task.pk for task in line.local],
            "note": line.decision.note,
        }
        return DecisionForm(register.local_tasks, initial=starting)
    tasks = adoption_page.likely(register).get(line.task.pk, [])
    kind = suggest(line.national_terms, terms_of(tasks) if tasks else None)
    return DecisionForm(
        register.local_tasks, initial={"kind": kind, "local_tasks": [task.pk for task in tasks]}
    )
