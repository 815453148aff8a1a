"""The targets of a plan: all of them against their lines, and one with its course and its places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tasks.asof import asked_day
from tasks.models import Plan
from tasks.targets import listing, pages, wording
from tasks.targets import positions as figures


def _plan(request: HttpRequest, slug: str) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related("jurisdiction")
    return get_object_or_404(visible, slug=slug)


@require_safe
def targets(request: HttpRequest, slug: str) -> HttpResponse:
    """All targets of the plan with their figures, filtered by area, state and place."""
    shown = listing.listed(request, _plan(request, slug))
    context = {"plan": shown.plan, "list": shown, "as_of": shown.as_of, "note": wording.stale_note()}
    return render(request, "tasks/targets.html", context)


@require_safe
def target(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One target: figure, course, every place. What was said with a value, only of places in sight."""
    plan = _plan(request, slug)
    found = get_object_or_404(figures.of_plan(plan), pk=pk)
    page = pages.page_of(request.user, plan, found, asked_day(request))
    title = page.row.title
    context = {
        "plan": plan, "target": found, "page": page, "row": page.row, "as_of": page.as_of,
        "course": pages.course_chart(page, title), "map": pages.map_chart(page, title),
        "history": pages.history(request.user, found, page.as_of),
        "baseline": wording.amount(found.baseline, found.unit), "note": wording.stale_note(),
    }  # fmt: skip
    return render(request, "tasks/target.html", context)
