"""Pages of reports: ask, watch, cancel, try again, download."""

import base64
import logging
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from reformtracker.lib.errors import Impossible, Refused
from reformtracker.lib.queue import RETRY_STATES, QueueState
from reports import services
from reports.artifacts import artifacts
from reports.enums import MEDIA_TYPES, Failure, Format, Step
from reports.forms import ReportForm
from reports.models import Report

logger = logging.getLogger(__name__)

PAGE_SIZE = 25


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The user's reports, newest first, with the form to ask for one."""
    return _list_page(request, ReportForm(user=_reader(request)))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Puts a report into the queue; nothing here waits for a worker or a broker."""
    form = ReportForm(request.POST, user=_reader(request))
    if not form.is_valid():
        return _list_page(request, form, status=400)
    try:
        report = services.request_report(**form.asked(), by=_reader(request))
    except Refused as refusal:
        for name, sentence in (refusal.fields or {"": refusal.message}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        answer = _list_page(request, form, status=refusal.status)
        for name, value in refusal.headers.items():
            answer[name] = value
        return answer
    return redirect(report)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return render(request, "reports/report_detail.html", _shown(request, _visible(request, public_id)))


@require_safe
def status(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes while a report is made; asked for alone by the page itself."""
    report = _visible(request, public_id)
    if "HX-Request" not in request.headers:
        return redirect(report)
    return render(request, "reports/report_status.html", _shown(request, report))


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    report = _visible(request, public_id)
    services.cancel(report, by=_reader(request))
    messages.success(request, _("The report is cancelled."))
    return redirect(report)


@require_POST
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    report = _visible(request, public_id)
    services.retry(report, by=_reader(request))
    messages.success(request, _("The report waits again for a worker."))
    return redirect(report)


@require_safe
def download(request: HttpRequest, public_id: uuid.UUID, kind: str) -> FileResponse:
    """The file as an attachment with a fixed type; its SHA-256 is the ETag and the Repr-Digest (RFC 9530)."""
    report = _visible(request, public_id)
    item = report.artifact(kind)
    if item is None:
        raise Http404
    if not artifacts.is_intact(item["sha256"]):
        raise Impossible(
            _("The file is no longer what it was when it was made. Please ask for the report again.")
        )
    logger.info("download: %s by %s, SHA-256 %s", item["name"], request.user.get_username(), item["sha256"])
    answer = FileResponse(
        artifacts.path_of(item["sha256"]).open("rb"),
        as_attachment=True,
        filename=item["name"],
        content_type=MEDIA_TYPES[Format(kind)],
    )
    answer["ETag"] = f'"{item["sha256"]}"'
    answer["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(item['sha256'])).decode()}:"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _reader(request: HttpRequest) -> User:
    """The user, if reports are any of their business; the administrators see no plans."""
    user = request.user
    if not (isinstance(user, User) and user.sees_business):
        raise PermissionDenied
    return user


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).for_list(), public_id=public_id)


def _list_page(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).for_list()
    page = Paginator(reports, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/report_list.html", {"form": form, "page_obj": page}, status=status)


def _shown(request: HttpRequest, report: Report) -> dict:
    """What the page of one report shows."""
    return {
        "report": report,
        "step": Step(report.step).label,
        "failure": Failure(report.failure_code).label if report.failure_code else "",
        "files": [item | {"label": Format(item["format"]).label} for item in report.artifacts],
        "may_change": services.may_change(report, _reader(request)),
        "may_retry": report.state in RETRY_STATES,
        "is_done": report.state == QueueState.DONE,
        "is_failed": report.state == QueueState.FAILED,
    }
