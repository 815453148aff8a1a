"""What a page shows, as a file: the one way on which lists leave the portal, and none without an event.

A list too long to be made while its reader waits is refused with a sentence that says what to do.
"""

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import events, outgoing
from agencies.enums import EventKind
from reformtracker.lib.errors import Refused
from reports.artifacts import Made
from reports.document import Document
from reports.enums import MEDIA_TYPES, Format
from reports.models import Report
from reports.renderers import csv, xlsx

RENDERERS = {Format.CSV: csv.render, Format.XLSX: xlsx.render}
# About three seconds of a web process; what is longer belongs to a worker.
MOST_ROWS = 5000


class TooLong(Refused):
    """The list is too long for a file that is made while its reader waits."""

    status = 413
    code = "list_too_long"
    title = gettext_lazy("The list is too long")


def check_length(rows: int) -> None:
    """Raises TooLong; asked before the rows are read."""
    if rows > MOST_ROWS:
        raise TooLong(
            _(
                "The list has %(rows)d rows; a list of at most %(most)d is made into a file at once. Please"
                " narrow it down with its filter, or ask for a report, which is made in the background."
            )
            % {"rows": rows, "most": MOST_ROWS}
        )


def record_made(report: Report, made: Made) -> None:
    """Notes that the files of a report were made; called last in the transaction that makes it ready."""
    events.record(
        EventKind.EXPORT,
        by=report.requested_by,
        subject=f"{report.kind}:{report.plan.slug}",
        details={
            "what": report.kind,
            "report": str(report.public_id),
            "as_of": report.as_of.isoformat(),
            "filter": report.filter,
            "rows": made.rows,
            "format": ", ".join(item["format"] for item in made.files),
            "sha256": {item["format"]: item["sha256"] for item in made.files},
            "data_sha256": made.facts["data_sha256"],
        },
    )


def sent(request: HttpRequest, document: Document, what: str, kind: str) -> FileResponse:
    """The document as a download in that format, one of RENDERERS; leaves an event. `what` names the list."""
    about = document.provenance
    name = "-".join(filter(None, [what, about.plan_slug, about.as_of.isoformat()]))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list"
        RENDERERS[Format(kind)](document, target)
        # Open before the folder goes: the file lives until it is sent.
        file = target.open("rb")
    return outgoing.exported(
        request,
        file,
        name=f"{name}.{kind}",
        media_type=MEDIA_TYPES[Format(kind)],
        what=what,
        about=about.plan_slug,
        details={
            "rows": len(document.table(document.full).rows),
            "format": kind,
            "as_of": about.as_of.isoformat(),
            "scope": about.scope,
            "data_sha256": document.data_sha256,
        },
    )
