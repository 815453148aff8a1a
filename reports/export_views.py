"""The task list as a download."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from reports import exports
from reports.exporting import RENDERERS, check_length, sent
from tasks.filters import filtered_duties


@require_safe
def duties(request: HttpRequest, kind: str) -> FileResponse:
    """The task list as seen: the address carries the same filter, order and past day as the page."""
    if kind not in RENDERERS or not request.user.sees_business:
        raise Http404
    asked, rows, as_of = filtered_duties(request)
    check_length(rows.count())
    return sent(request, exports.duty_list(request.user, asked, rows, as_of), "tasks", kind)
