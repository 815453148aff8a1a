"""A plan as a workbook: downloaded, uploaded with changes, compared, applied to the draft."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import outgoing
from reformtracker.lib.errors import Invalid, Refused, Stale
from tasks.models import Plan, Task
from tasks.workbook import applying, differences, reading, uploading, writing
from tasks.workbook import book as books
from tasks.workbook.differences import Change, Drawing, Shown
from tasks.workbook.layout import BY_KEY
from tasks.workbook.reading import Upload
from tasks.workbook.uploading import Received, WorkbookForm
from tasks.workbook.vocabulary import Vocabulary

CHANGES_PER_PAGE = 40
# More faults, or more changes of others, than anybody reads at once.
MOST_SHOWN = 200


@dataclass(slots=True)
class Review:
    """An uploaded workbook beside the plan: what it would change, and what others changed meanwhile."""

    plan: Plan
    received: Received
    upload: Upload
    words: Vocabulary
    ours: list[Change] = field(default_factory=list)
    theirs: list[Change] = field(default_factory=list)
    applied: bool = False
    conflict: bool = False


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    found = _plan(request, slug)
    return outgoing.exported_content(
        request,
        writing.write(found),
        name=f"{found.slug}.xlsx",
        media_type=writing.MEDIA_TYPE,
        what="workbook",
        about=found.slug,
        details={"rows": Task.objects.filter(area__plan=found).count(), "format": "xlsx"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """GET gives the form, POST takes a file in; with ?file=… GET shows its differences, POST applies them."""
    plan = _plan(request, slug)
    applying.check_open(plan, request.user)
    token = request.GET.get("file")
    try:
        if token is None:
            return _take_in(request, plan) if request.method == "POST" else _form_page(request, plan)
        review = _review(request, plan, token)
    except Invalid as refused:
        return _form_page(request, plan, refused)
    return _apply(request, review) if request.method == "POST" else _review_page(request, review)


def _apply(request: HttpRequest, review: Review) -> HttpResponse:
    try:
        changed = applying.apply(review.plan, review.upload, by=request.user)
    except (Invalid, Stale) as refused:
        return _review_page(request, review, refused)
    messages.success(request, _("The draft is as the workbook says.") if changed else _no_change())
    return redirect("tasks:plan", review.plan.slug)


def _no_change() -> str:
    return _("The draft was already as the workbook says; nothing was changed.")


def _plan(request: HttpRequest, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("jurisdiction"), slug=slug)


def _take_in(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Reads the workbook once, so that what is none is refused at the form; then shows its differences."""
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, plan, Invalid(_("Please choose the workbook first."), code="no_file"))
    given = form.cleaned_data["workbook"]
    # One byte more than is allowed is enough to be refused.
    data = given.read(settings.WORKBOOK_MAX_BYTES + 1)
    reading.read(data, plan, Vocabulary())
    received = uploading.keep(data, given.name or "", plan, request.user)
    return redirect(f"{reverse('tasks:workbook', args=[plan.slug])}?{urlencode({'file': received.token})}")


def _form_page(request: HttpRequest, plan: Plan, refused: Invalid | None = None) -> HttpResponse:
    context = {
        "plan": plan,
        "form": WorkbookForm(),
        "problem": refused.message if refused else "",
        "most": settings.WORKBOOK_MAX_BYTES // 1024**2,
        "lines": writing.help_lines(),
    }
    return render(request, "tasks/workbook_upload.html", context, status=refused.status if refused else 200)


def _review(request: HttpRequest, plan: Plan, token: str) -> Review:
    received, words = uploading.again(token, plan, request.user), Vocabulary()
    review = Review(plan, received, reading.read(received.data, plan, words), words)
    if review.upload.faults:
        return review
    base, wanted, present = review.upload.base, review.upload.wanted, books.of_plan(plan)
    now = books.content(present)
    review.applied = now == books.content(wanted)
    review.conflict = not review.applied and now != books.content(base)
    if not review.applied:
        review.ours = differences.differences(base, wanted)
    if review.conflict:
        review.theirs = differences.differences(base, applying.aligned(present, base))
        differences.touched_by_both(review.ours, review.theirs)
    return review


def _review_page(request: HttpRequest, review: Review, refused: Refused | None = None) -> HttpResponse:
    counted, sheet = differences.counts(review.ours), request.GET.get("sheet", "")
    chosen = [change for change in review.ours if not sheet or change.sheet.key == sheet]
    page = Paginator(chosen, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    drawing = Drawing(review.words)
    context = {
        "plan": review.plan,
        "review": review,
        "problem": refused.message if refused else "",
        "page": page,
        "rows": _drawn(drawing, page.object_list),
        "theirs": _drawn(drawing, review.theirs[:MOST_SHOWN]),
        "kinds": [(kind, kind.label, counted[kind]) for kind in differences.Kind],
        "tabs": [(key, one.title, counted[key]) for key, one in BY_KEY.items() if counted[key]],
        "sheet": sheet,
        "faults": review.upload.faults[:MOST_SHOWN],
        "may_apply": review.ours and not review.conflict,
        "more_theirs": max(len(review.theirs) - MOST_SHOWN, 0),
        "more_faults": max(len(review.upload.faults) - MOST_SHOWN, 0),
    }
    status = refused.status if refused else Stale.status if review.conflict else 200
    return render(request, "tasks/workbook_differences.html", context, status=status)


def _drawn(drawing: Drawing, changes: Iterable[Change]) -> list[tuple[Change, list[Shown]]]:
    return [(change, drawing.cells(change)) for change in changes]
