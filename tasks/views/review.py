"""The review of a document that was read: its page, the forms of its parts, ticking off, undoing."""

import json
import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import naming
from agencies.models import Agency
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.errors import Impossible, Invalid, Refused, Stale, VersionRequired
from tasks import reviewing
from tasks.handing_in import check_reviewer
from tasks.intake import review as core
from tasks.models import Decision, Intake
from tasks.reviews.acts import Act, Desk, adding
from tasks.reviews.forms import BodyForm, settling
from tasks.reviews.structure_forms import NewBodyForm
from tasks.views import intake as intakes
from tasks.views.review_shown import Shown, changes, decided, edit_context, page_context


@require_safe
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """While the document is being read its progress, afterwards its review."""
    found = get_object_or_404(_visible(request), public_id=public_id)
    if not found.draft:
        return render(request, "tasks/intake.html", intakes.shown(request, found))
    return render(request, "tasks/review.html", page_context(Shown(found, request.user)))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID, node: str) -> HttpResponse:
    """GET gives the forms of one part (a page, or for htmx the forms alone), POST carries one of them out."""
    shown = _in_review(request, public_id)
    try:
        desk = Desk(shown.intake, node, request.user, shown.agencies)
    except core.ReviewError as error:
        if request.method == "POST":
            raise Stale(_("Somebody else took this part away while you were looking at it.")) from error
        raise Http404 from error
    if request.method != "POST":
        return _forms(request, shown, desk.acts, desk=desk)
    act = desk.type(request.POST.get("act", ""), request.POST)
    if act is None:
        raise Impossible(_("This cannot be done to this part any more."))
    return _carry_out(request, shown, act, desk)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Makes an area, a task or a measure of words of the text."""
    shown = _in_review(request, public_id)
    span = [_offset(request.GET, "start", 0), _offset(request.GET, "end", len(shown.intake.text))]
    data = request.POST if request.method == "POST" else None
    act = adding(shown.intake, span, request.GET.get("parent", ""), data)
    return _carry_out(request, shown, act, None) if data is not None else _forms(request, shown, [act])


@require_POST
def settle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ticks a doubtful place off, or opens it again: the button says which ("w4:ticked")."""
    shown = _in_review(request, public_id)
    id, _colon, how = request.POST.get("settle", "").partition(":")
    ids = [each.id for each in shown.doubts]
    if id not in ids or how not in ("ticked", "resolved", "open"):
        raise Invalid(_("There is no such doubtful place."))
    decisions = reviewing.decide_all(
        shown.intake, [settling(id, how)], by=request.user, seen=seen_version(request)
    )
    behind = [each.id for each in shown.open_doubts if ids.index(each.id) > ids.index(id)]
    return _done(request, shown, decisions, focus=(behind or [id])[0])


@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = _in_review(request, public_id)
    decision = reviewing.undo(shown.intake, by=request.user)
    return _done(request, shown, [decision], focus=decision.operation.get("node", ""), taken_back=True)


def _visible(request: HttpRequest):
    rows = Intake.objects.visible_to(request.user).select_related("handed_in_by", "plan")
    return rows.defer("reading")


def reviewed(request: HttpRequest, public_id: uuid.UUID) -> Shown:
    """The document with its draft; 404 for what the user does not see and what is not read yet."""
    rows = _visible(request).exclude(draft={})
    return Shown(get_object_or_404(rows, public_id=public_id), request.user)


def _in_review(request: HttpRequest, public_id: uuid.UUID) -> Shown:
    shown = reviewed(request, public_id)
    check_reviewer(request.user)
    if not shown.intake.in_review:
        raise Impossible(_("The document is not in review."))
    return shown


def seen_version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise VersionRequired(
            _("The form did not say which version of the draft it is about. Please send it again.")
        )
    return int(version)


def _offset(said: Mapping[str, str], name: str, otherwise: int) -> int:
    typed = said.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else otherwise


def _carry_out(request: HttpRequest, shown: Shown, act: Act, desk: Desk | None) -> HttpResponse:
    seen = seen_version(request)
    acts = desk.acts if desk else [act]
    if not act.form.is_valid():
        return _forms(request, shown, acts, desk=desk, status=400)
    try:
        decisions = _decide(request, shown.intake, act, seen)
    except Refused as refused:
        act.form.add_error(None, str(refused.message))
        meanwhile = _meanwhile(shown.intake, seen) if isinstance(refused, Stale) else []
        return _forms(request, shown, acts, desk=desk, status=refused.status, meanwhile=meanwhile)
    return _done(request, shown, decisions, focus=desk.id if desk else "")


@transaction.atomic
def _decide(request: HttpRequest, intake: Intake, act: Act, seen: int) -> list[Decision]:
    """What the form asks for, with the names and bodies that it adds to the portal: all of it or nothing."""
    form = act.form
    if isinstance(form, NewBodyForm):
        naming.add_body(**form.body(), by=request.user)
    decisions = reviewing.decide_all(intake, form.operations(), by=request.user, seen=seen)
    if isinstance(form, BodyForm) and form.cleaned_data.get("remember"):
        body = Agency.objects.get(code=form.cleaned_data["agency"])
        naming.remember_name(body, form.node["name"], by=request.user)
    return decisions


def _meanwhile(intake: Intake, seen: int) -> list[tuple[Decision, str]]:
    newer = intake.decisions.filter(version__gt=seen).select_related("by").order_by("-n")[:5]
    return [(each, decided(each.operation, intake.draft)) for each in newer]


def _forms(
    request: HttpRequest,
    shown: Shown,
    acts: list[Act],
    *,
    desk: Desk | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    """The forms of one part; for htmx refusals come as success, because htmx shows nothing else."""
    open_act = desk.open_act if desk else acts[0].name
    context = edit_context(shown, acts, open_act, request.get_full_path(), desk=desk, **more)
    if request.htmx:
        return render(request, "tasks/_review_acts.html", context)
    return render(request, "tasks/review_edit.html", context, status=status)


def _done(
    request: HttpRequest, before: Shown, decisions: list[Decision], *, focus: str, taken_back: bool = False
) -> HttpResponse:
    """Back to the page; for htmx only what changed of it, and where the reader goes on."""
    sentences = [decided(each.operation, before.draft) for each in decisions]
    sentence = clauses(sentences) or _("Nothing was changed.")
    if taken_back:
        sentence = _("Taken back: %s") % sentence
    if not request.htmx:
        messages.success(request, sentence)
        return redirect(f"{before.intake.get_absolute_url()}#{_still_there(before.intake, focus)}")
    after = reviewed(request, before.intake.public_id)
    changed = changes(before, after, seen=seen_version(request), made=len(decisions))
    context = {"shown": after, "intake": after.intake, "changed": changed, "news": sentence}
    answer = render(request, "tasks/_review_changes.html", context)
    answer["HX-Reswap"] = "none" if decisions else "innerHTML"
    told = {"reviewed": {"node": _still_there(after.intake, focus)}}
    answer["HX-Trigger-After-Settle"] = json.dumps(told)
    return answer


def _still_there(intake: Intake, id: str) -> str:
    """The node, or the structure where it is gone."""
    try:
        core.find(Intake.objects.only("draft").get(pk=intake.pk).draft, id)
    except core.ReviewError:
        return "facts" if id == "meta" else "structure"
    return id
