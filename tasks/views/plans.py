"""Plans as documents: the list, one plan with its areas and tasks, its notice as JSON, issuing a draft."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies import outgoing
from agencies.models import Agency
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from tasks import queries
from tasks.asof import asked_day
from tasks.enums import STANDING_ORDER, PlanState, Role
from tasks.issuing import issue_plan
from tasks.local import sections
from tasks.models import Decision, Plan, ReformArea, Target, Task
from tasks.notices import read_plan
from tasks.views.handed import handed_out_of

# Of the document that the plan was made of only its name, hash and address are shown.
UNSHOWN = ("intake__text", "intake__reading", "intake__draft")
Line = tuple[Task, queries.TaskSummary | None, list[Agency]]


@dataclass(slots=True)
class AreaCard:
    """A reform area with its tasks: each with its summary (None when nobody leads it) and its leads."""

    area: ReformArea
    tasks: list[Line] = field(default_factory=list)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    visible = Plan.objects.visible_to(request.user).newest_first().select_related("jurisdiction")
    owing = Count("assignments", filter=Q(assignments__owes=True) & ~Q(assignments__role=Role.IMPLEMENTING))
    return render(request, "tasks/plans.html", {"plans": visible.annotate(duties=owing)})


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    as_of = asked_day(request)
    today = as_of or clock.today()
    visible = Plan.objects.visible_to(request.user)
    aims = Target.objects.filter(measure__task__area__plan=OuterRef("pk"))
    related = visible.select_related("jurisdiction", "derived_from", "edition_of", "intake")
    related = related.annotate(has_targets=Exists(aims), **sections.plan_flags())
    found = get_object_or_404(related.defer(*UNSHOWN), slug=slug)
    on_record = found.state == PlanState.RECORD  # nobody owes anything under it
    rows = queries.duties(request.user, plan=found, as_of=as_of)
    counts = {} if on_record else queries.standing_counts(rows.owing().central()).get((), {})
    areas = _areas(found, [] if on_record else queries.task_summaries(rows, today))
    context = {
        "plan": found,
        "editions": visible.filter(edition_of=found),
        "decisions": Decision.objects.filter(
            intake__plan=found, undone=False
        ).count,  # only asked where it is shown
        "reads_intake": sees_everything(request.user),
        "areas": areas,
        "counts": [(kind, counts[kind]) for kind in STANDING_ORDER if kind in counts],
        "handed": handed_out_of(request.user, found, as_of),
        "as_of": as_of,
        "on_record": on_record,
        "may_issue": request.user.is_secretariat and found.state == PlanState.DRAFT,
    }
    if not as_of:  # what local plans and sources say has no past day
        tasks = [task for card in areas for task, _summary, _leads in card.tasks]
        context |= sections.of_plan(request.user, found, tasks, found)
    return render(request, "tasks/plan.html", context)


def _areas(plan: Plan, summaries: list[queries.TaskSummary]) -> list[AreaCard]:
    by_task = {summary.task_id: summary for summary in summaries}
    cards: dict[int, AreaCard] = {}
    codes = {code for summary in summaries for code in summary.lead_codes}
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    tasks = Task.objects.filter(area__plan=plan).select_related("area").defer("text")
    for task in tasks.order_by("area__position", "position"):
        task.area.plan = plan
        summary = by_task.get(task.pk)
        leads = [agencies[code] for code in summary.lead_codes] if summary else []
        cards.setdefault(task.area_id, AreaCard(task.area)).tasks.append((task, summary, leads))
    return list(cards.values())


@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan in the notice schema, as a file."""
    found = get_object_or_404(Plan.objects.visible_to(request.user).select_related("jurisdiction"), slug=slug)
    content = read_plan(found)
    return outgoing.exported_content(
        request,
        JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2}).content,
        name=f"{found.slug}.json",
        media_type="application/json",
        what="notice",
        about=found.slug,
        details={"rows": sum(len(area["tasks"]) for area in content["areas"]), "format": "json"},
    )


@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    issue_plan(found, by=request.user)
    messages.success(request, _("The plan is issued: every duty stands in the ledger."))
    return redirect("tasks:plan", slug)
