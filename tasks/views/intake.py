"""Documents on their way to become a plan: hand one in, watch it being read, stop it, have its file back."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies import outgoing
from agencies.permissions import sees_everything
from reformtracker.lib.errors import Impossible, Invalid
from reformtracker.lib.queue import RETRY_STATES, QueueState
from tasks import handing_in
from tasks.enums import IntakeFailure, IntakeStep
from tasks.models import Intake

PAGE_SIZE = 25
MOST_PASTED = 1_000_000


class HandInForm(forms.Form):
    """A file or a pasted text, and its language where the reader should not decide that itself."""

    document = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Text, Word (.docx), PDF with text, or HTML."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(handing_in.MEDIA_TYPES)}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the document"),
        required=False,
        choices=[("", gettext_lazy("Let the reader decide")), ("en", "English"), ("zh", "中文")],
    )


@require_safe
def intakes(request: HttpRequest) -> HttpResponse:
    """What was handed in, newest first, with the form to hand in another."""
    return _list_page(request, HandInForm())


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Keeps the document; reading it is a job."""
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form, status=400)
    data = form.cleaned_data
    try:
        made, new = handing_in.hand_in(
            by=request.user, upload=data["document"], text=data["text"], language=data["language"]
        )
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, str(sentence))
        return _list_page(request, form, status=refusal.status)
    if not new:
        messages.info(request, _("This document was handed in before; here it is."))
    return redirect(made)


@require_safe
def status(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes while the document is read; a page that is done loads anew."""
    intake = visible(request, public_id)
    if "HX-Request" not in request.headers:
        return redirect(intake)
    answer = render(request, "tasks/intake_status.html", shown(request, intake))
    if intake.state == QueueState.DONE:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    intake = visible(request, public_id)
    handing_in.cancel(intake, by=request.user)
    messages.success(request, _("Reading is stopped."))
    return redirect(intake)


@require_POST
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    intake = visible(request, public_id)
    handing_in.retry(intake, by=request.user)
    messages.success(request, _("The document waits again for the reader."))
    return redirect(intake)


@require_safe
def source(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    return sent(request, visible(request, public_id))


def sent(request: HttpRequest, intake: Intake) -> HttpResponseBase:
    """The document as it was handed in, as an attachment; Impossible if the kept file was altered."""
    if not handing_in.DOCUMENTS.is_sound(intake.sha256):
        raise Impossible(_("The kept file is no longer what was handed in."))
    return outgoing.fetched(
        request,
        handing_in.DOCUMENTS.path_of(intake.sha256),
        sha256=intake.sha256,
        name=intake.name,
        media_type=intake.media_type,
        subject=f"document:{intake.public_id}",
        details={},
    )


def visible(request: HttpRequest, public_id: uuid.UUID) -> Intake:
    rows = Intake.objects.visible_to(request.user).select_related("handed_in_by", "plan")
    return get_object_or_404(rows, public_id=public_id)


def shown(request: HttpRequest, intake: Intake) -> dict:
    """What the state of one document shows."""
    return {
        "intake": intake,
        "step": IntakeStep(intake.step).label,
        "failure": IntakeFailure(intake.failure_code).label if intake.failure_code else "",
        "may_change": request.user.is_secretariat,
        "may_retry": intake.state in RETRY_STATES,
        "is_failed": intake.state == QueueState.FAILED,
    }


def _list_page(request: HttpRequest, form: HandInForm, *, status: int = 200) -> HttpResponse:
    if not sees_everything(request.user):
        raise PermissionDenied
    rows = Intake.objects.visible_to(request.user).select_related("handed_in_by", "plan")
    listed = rows.defer("text", "reading", "draft")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "may_change": request.user.is_secretariat}
    return render(request, "tasks/intakes.html", context, status=status)
