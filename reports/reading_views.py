"""The page on which a finished report is read."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.lib.errors import Impossible
from reports import reading
from reports.enums import Format
from reports.models import Report


@require_safe
def read(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The report itself, in the language it was made in; 404 when it was made without the page to read."""
    report = get_object_or_404(Report.objects.visible_to(request.user).for_list(), public_id=public_id)
    if not reading.is_readable(report):
        raise Http404
    article = reading.article(report)
    if article is None:
        raise Impossible(
            _("The file is no longer what it was when it was made. Please ask for the report again.")
        )
    files = [item | {"label": Format(item["format"]).label} for item in report.artifacts]
    return render(request, "reports/read.html", {"report": report, "article": article, "files": files})
