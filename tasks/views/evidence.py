"""Evidence leaves the portal as an attachment and in no other way: never shown inline, never guessed at."""

import logging

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from agencies import outgoing
from tasks.evidence import path_of
from tasks.models import Evidence

log = logging.getLogger(__name__)


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file under its stored media type; the ETag is its hash: what is unchanged is not sent twice."""
    seen = Evidence.objects.visible_to(request.user).exclude(sha256="").select_related("entry__plan")
    piece = get_object_or_404(seen, pk=pk)
    response = _file(request, piece)
    # Should a browser show it all the same: no script, no form, no frame, a place of its own.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _file(request: HttpRequest, piece: Evidence) -> HttpResponseBase:
    """The file or the part asked for; the access event names the entry that it supports."""
    try:
        return outgoing.fetched(
            request,
            path_of(piece.sha256),
            sha256=piece.sha256,
            name=piece.name,
            media_type=piece.media_type,
            subject=f"evidence:{piece.pk}",
            details={"plan": piece.entry.plan.slug, "entry": piece.entry.n},
        )
    except OSError as error:
        log.error("evidence %s (%s) cannot be read: %s", piece.pk, piece.sha256, error.strerror)
        raise Http404 from error
