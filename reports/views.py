"""Pages of reports: ask, watch, cancel, try again, download."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from reformtracker.lib.errors import Refused
from reformtracker.lib.queue import RETRY_STATES, QueueState
from reports import services
from reports.editions.issuing import may_issue
from reports.enums import Failure, Format, Kind, Step
from reports.extract.forms import ExtractForm
from reports.forms import ReportForm, kinds_for
from reports.models import Report
from reports.reading import is_readable

PAGE_SIZE = 25


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The user's reports, newest first, with the form to ask for one; the address fills the form in."""
    return _list_page(request, ReportForm(user=_reader(request), brought=request.GET.dict()))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Puts a report into the queue; nothing here waits for a worker or a broker."""
    form = ReportForm(request.POST, user=_reader(request))
    # The page of a ledger asks with its own filter, of which this form has only a part.
    extract = ExtractForm(request.POST, user=_reader(request)) if form.chosen == Kind.EXTRACT else None
    if not form.is_valid() and extract is None:
        return _list_page(request, form, status=400)
    try:
        report = services.request_report(**(extract or form).asked(), by=_reader(request))
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
    kinds = kinds_for(_reader(request))
    context = {"form": form, "kinds": kinds, "chosen": form.chosen, "page_obj": page}
    return render(request, "reports/report_list.html", context, status=status)


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
        "is_readable": is_readable(report),
        "is_failed": report.state == QueueState.FAILED,
        "edition": getattr(report, "edition", None),
        "may_issue": may_issue(report, _reader(request)),
    }
