"""The calendar feed: no login, because calendar programs have none; the address itself is the secret."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from tasks.reminders import calendar as deadlines
from tasks.reminders import feeds

MEDIA_TYPE = "text/calendar; charset=utf-8"


@login_not_required  # the secret in the address stands for the account; it is shown once and can be revoked
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The owner's deadlines. Whatever is not a living address gets one and the same answer."""
    feed = feeds.find(secret)
    if feed is None:
        return HttpResponseNotFound("", content_type="text/plain; charset=utf-8")
    content = deadlines.content(feed)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'

    @condition(etag_func=lambda request: etag)
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type=MEDIA_TYPE)

    response = answer(request)
    patch_cache_control(response, private=True, no_cache=True)
    return response
