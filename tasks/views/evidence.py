"""Evidence leaves the portal as an attachment and in no other way: never shown inline, never guessed at."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from tasks.evidence import path_of
from tasks.models import Evidence

log = logging.getLogger(__name__)


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file under its stored media type; the ETag is its hash: what is unchanged is not sent twice."""
    piece = get_object_or_404(Evidence.objects.visible_to(request.user).exclude(sha256=""), pk=pk)
    etag = f'"{piece.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or _file(piece)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _file(piece: Evidence) -> FileResponse:
    try:
        content = path_of(piece.sha256).open("rb")
    except OSError as error:
        log.error("evidence %s (%s) cannot be read: %s", piece.pk, piece.sha256, error.strerror)
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=piece.name, content_type=piece.media_type)
    # Should a browser show it all the same: no script, no form, no frame, a place of its own.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
