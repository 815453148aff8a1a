"""What a source says about places under a plan: counts, statements, and the provinces it names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tasks.local import findings_page
from tasks.models import Plan


@require_safe
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("jurisdiction"), slug=slug)
    shown = findings_page.shown(request.user, plan, request.GET)
    return render(request, "tasks/findings.html", {"plan": plan, "shown": shown})
