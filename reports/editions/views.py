"""Pages of editions: list and calendar, one with all that is frozen, made again, corrected, compared."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.events import source_of
from agencies.models import User
from reformtracker.lib.queue import QueueState
from reports.downloads import sent as sent_file
from reports.editions import exporting, listing, showing
from reports.editions.beside import KNOWN
from reports.editions.comparing import compare
from reports.editions.data import read
from reports.editions.forms import CorrectForm
from reports.editions.issuing import issue as issue_report
from reports.editions.previous import earlier
from reports.editions.reproducing import (
    corrections_since,
    made_again,
    make_again,
    may_make_again,
    verdict,
)
from reports.exporting import RENDERERS, check_length, sent
from reports.models import Edition, Report

PAGE_SIZE = 25


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    asked, rows = _asked(request)
    page = Paginator(listing.for_list(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    month = listing.month_of(rows.order_by(), listing.asked_month(request, rows))
    context = {"filter": asked, "page": page, "month": month}
    return render(request, "reports/editions/list.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> FileResponse:
    """The list as seen."""
    if kind not in RENDERERS:
        raise Http404
    asked, rows = _asked(request)
    check_length(rows.count())
    document = exporting.edition_list(_reader(request), asked, listing.for_list(rows))
    return sent(request, document, "editions", kind)


@require_safe
def edition(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything that is frozen, the files, how to check them, and what became of the edition since."""
    found = _visible(request, public_id)
    again = may_make_again(_reader(request))
    context = {
        "edition": found,
        "facts": showing.facts(found),
        "files": showing.files(found),
        "bodies": showing.bodies(found),
        "others": showing.series(found),
        "corrections": corrections_since(found).count() if again else 0,
        "may_make_again": again,
        "made_again": made_again(found)[:5] if again else [],
        "earlier": earlier(found)[:1],
    }
    return render(request, "reports/editions/edition.html", context)


@require_POST
def issue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """From the page of a report: it becomes the first edition of its series."""
    user = _reader(request)
    report = get_object_or_404(Report.objects.visible_to(user).for_list(), public_id=public_id)
    made = issue_report(report, by=user, source=source_of(request))
    messages.success(request, _("The report is issued as edition %d.") % made.number)
    return redirect(made)


@require_POST
def again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Puts the same question into the queue; its page shows the comparison when it is done."""
    found = _visible(request, public_id)
    with_corrections = "with_corrections" in request.POST
    report = make_again(found, by=_reader(request), with_corrections=with_corrections)
    return redirect("reports:edition_check", found.report.public_id, report.public_id)


@require_safe
def check(request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    """The edition held against the report that made it again."""
    found, report = _pair(request, public_id, report_id)
    return _check_page(request, found, report, CorrectForm())


@require_POST
def correct(request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    """Issues the report that made it again as the next edition, with the reason."""
    found, report = _pair(request, public_id, report_id)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _check_page(request, found, report, form, status=400)
    reason = form.cleaned_data["reason"]
    made = issue_report(report, by=_reader(request), corrects=found, reason=reason, source=source_of(request))
    messages.success(request, _("The correction is issued as edition %d.") % made.number)
    return redirect(made)


@require_safe
def comparison(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The edition beside an earlier one of its kind and scope; `?with=` chooses another than the last."""
    found, others, before = _compared(request, public_id)
    context: dict[str, Any] = {"edition": found, "before": before, "others": others}
    if before is not None:
        differences = compare(read(before.data_sha256), read(found.data_sha256))
        context |= {"differences": differences, "tables": showing.tables(differences)}
    return render(request, "reports/editions/comparison.html", context)


@require_safe
def export_comparison(request: HttpRequest, public_id: uuid.UUID, kind: str) -> FileResponse:
    """Every difference, none left out."""
    found, _others, before = _compared(request, public_id)
    if kind not in RENDERERS or before is None:
        raise Http404
    differences = compare(read(before.data_sha256), read(found.data_sha256))
    document = exporting.comparison(_reader(request), before, found, differences)
    return sent(request, document, "edition-comparison", kind)


@require_safe
def file(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponseBase:
    """A file as it was frozen."""
    found = _visible(request, public_id)
    item = next((item for item in found.frozen["files"] if item["format"] == kind), None)
    if item is None:
        raise Http404
    return sent_file(request, found.report, item)


def _reader(request: HttpRequest) -> User:
    user = request.user
    if not (isinstance(user, User) and user.sees_business):
        raise PermissionDenied
    return user


def _asked(request: HttpRequest) -> tuple[listing.EditionFilter, Any]:
    reader = _reader(request)
    asked = listing.EditionFilter(request.GET, queryset=Edition.objects.visible_to(reader), user=reader)
    return asked, asked.qs


def _visible(request: HttpRequest, public_id: uuid.UUID) -> Edition:
    rows = listing.for_list(Edition.objects.visible_to(_reader(request)))
    return get_object_or_404(rows, report__public_id=public_id)


def _pair(request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID) -> tuple[Edition, Report]:
    found = _visible(request, public_id)
    rows = made_again(found).filter(pk__in=Report.objects.visible_to(_reader(request)))
    return found, get_object_or_404(rows, public_id=report_id)


def _compared(request: HttpRequest, public_id: uuid.UUID) -> tuple[Edition, list[Edition], Edition | None]:
    found = _visible(request, public_id)
    seen = set(Edition.objects.visible_to(_reader(request)).values_list("pk", flat=True))
    others = [one for one in earlier(found) if one.pk in seen]
    wanted = request.GET.get("with", "")
    chosen = [one for one in others if str(one.report.public_id) == wanted]
    return found, others, next(iter(chosen or others), None)


def _check_page(
    request: HttpRequest, found: Edition, report: Report, form: CorrectForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"edition": found, "report": report, "form": form}
    if report.state == QueueState.DONE:
        said = verdict(found, report)
        context |= {
            "verdict": said,
            "tables": showing.tables(said.differences) if said.differences else [],
            "corrects": getattr(report, "edition", None),
            "may_show_beside": _reader(request).is_secretariat
            and KNOWN not in report.parameters
            and not hasattr(found, "corrected_by"),
            "may_correct": _reader(request).is_secretariat
            and not said.same_data
            and not hasattr(report, "edition")
            and not hasattr(found, "corrected_by"),
        }
    return render(request, "reports/editions/check.html", context, status=status)
