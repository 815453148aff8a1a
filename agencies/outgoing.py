"""Files on their way out of the portal: none leaves without an access event that says who took what."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from reformtracker.lib import resumable
from reformtracker.lib.filestore import digest_of


def fetched(
    request: HttpRequest,
    path: Path,
    *,
    sha256: str,
    name: str,
    media_type: str,
    subject: str,
    details: Mapping[str, Any],
) -> HttpResponseBase:
    """A kept file as an attachment that can be resumed; one DOWNLOAD event for each time it is begun.

    `subject` names the file in stable words ("report:<id>"). Raises OSError when it cannot be read.
    """
    response = resumable.answer(request, path, sha256=sha256, name=name, media_type=media_type)
    if resumable.begins(request, response):
        said = {**details, "name": name, "sha256": sha256, "size": path.stat().st_size}
        _record(request, EventKind.DOWNLOAD, subject, said)
    return response


def exported(
    request: HttpRequest,
    file: BinaryIO,
    *,
    name: str,
    media_type: str,
    what: str,
    about: str,
    details: Mapping[str, Any],
) -> FileResponse:
    """A file made for this request as an attachment; leaves an EXPORT event with its SHA-256.

    `what` is the list ("tasks"), `about` the slug of the plan ("-" when it is of none), `details` at least
    `rows` and `format`. The filter is what the address asks. The file is read once more for its hash and
    belongs to the answer from here on.
    """
    _record_export(request, file, what, about, details)
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


def exported_content(
    request: HttpRequest,
    content: bytes,
    *,
    name: str,
    media_type: str,
    what: str,
    about: str,
    details: Mapping[str, Any],
) -> HttpResponse:
    """The same for a small file at hand."""
    _record_export(request, io.BytesIO(content), what, about, details)
    head = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=media_type, headers=head)


def _record_export(
    request: HttpRequest, file: BinaryIO, what: str, about: str, details: Mapping[str, Any]
) -> None:
    # Asking only for the head takes nothing out.
    if request.method == "GET":
        said = {**details, "what": what, "filter": asked_of(request), "sha256": digest_of(file)}
        _record(request, EventKind.EXPORT, f"{what}:{about or '-'}", said)


def asked_of(request: HttpRequest) -> dict[str, list[str]]:
    """What the address asks, as an event keeps it: every value that is not empty."""
    asked = {name: [value for value in values if value] for name, values in request.GET.lists()}
    return {name: values for name, values in sorted(asked.items()) if values}


def _record(request: HttpRequest, kind: EventKind, subject: str, details: Mapping[str, Any]) -> None:
    by = request.user if isinstance(request.user, User) else None
    events.record(kind, by=by, subject=subject, details=dict(details), source=events.source_of(request))
