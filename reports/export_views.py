"""Downloads of what a page shows."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from reports import exports
from reports.document import Document
from reports.enums import MEDIA_TYPES, Format
from reports.renderers import csv, xlsx
from tasks.filters import filtered_duties

RENDERERS = {Format.CSV: csv.render, Format.XLSX: xlsx.render}


@require_safe
def duties(request: HttpRequest, kind: str) -> FileResponse:
    """The task list as seen: the address carries the same filter, order and past day as the page."""
    if kind not in RENDERERS or not request.user.sees_business:
        raise Http404
    asked, rows, as_of = filtered_duties(request)
    return sent(exports.duty_list(request.user, asked, rows, as_of), "tasks", kind)


def sent(document: Document, stem: str, kind: str) -> FileResponse:
    """The document as a download in that format, one of RENDERERS."""
    name = "-".join(
        filter(None, [stem, document.provenance.plan_slug, document.provenance.as_of.isoformat()])
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list"
        RENDERERS[Format(kind)](document, target)
        # Open before the folder goes: the file lives until it is sent.
        file = target.open("rb")
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{kind}", content_type=MEDIA_TYPES[Format(kind)]
    )
