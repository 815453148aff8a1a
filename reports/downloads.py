"""The files of finished reports, fetched whole or in parts."""

import uuid

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies import outgoing
from reformtracker.lib.errors import Impossible
from reports.artifacts import artifacts
from reports.enums import MEDIA_TYPES, Format
from reports.models import Report


@require_safe
def download(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponseBase:
    """The file as an attachment with a fixed type; its SHA-256 is the ETag and the Repr-Digest (RFC 9530)."""
    report = get_object_or_404(Report.objects.visible_to(request.user).for_list(), public_id=public_id)
    item = report.artifact(kind)
    if item is None:
        raise Http404
    return sent(request, report, item)


def sent(request: HttpRequest, report: Report, item: dict) -> HttpResponseBase:
    """A file of the report, one of its `artifacts`; raises Impossible for one that was altered on disk."""
    if not artifacts.is_sound(item["sha256"]):
        raise Impossible(
            _("The file is no longer what it was when it was made. Please ask for the report again.")
        )
    return outgoing.fetched(
        request,
        artifacts.path_of(item["sha256"]),
        sha256=item["sha256"],
        name=item["name"],
        media_type=MEDIA_TYPES[Format(item["format"])],
        subject=f"report:{report.public_id}",
        details={"what": report.kind, "plan": report.plan.slug, "format": item["format"]},
    )
