"""The program that checks slices, to be taken along: it is of use only outside the portal."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from reports.slices.writing import VERIFIER
from tasks.views.ledger import reads_entries


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    reads_entries(request.user)
    program = VERIFIER.open("rb")
    kind = "text/x-python; charset=utf-8"
    return FileResponse(program, as_attachment=True, filename=VERIFIER.name, content_type=kind)
