"""The past day that a page, list or report is asked for."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reformtracker.lib import clock

PARAMETER = "as_of"


def parse_day(text: str | None) -> dt.date | None:
    """The past day that the text names, or None for none, for today and for what is no past date."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if dt.date(2000, 1, 1) <= day < clock.today() else None


def asked_day(request: HttpRequest) -> dt.date | None:
    """The past day asked for by `?as_of=2018-10-10`; anything else gives a message and the present."""
    text = request.GET.get(PARAMETER, "")
    day = parse_day(text)
    if text and day is None and text != clock.today().isoformat():
        messages.warning(
            request, _("“%s” is not a past date such as 2018-10-10: the present is shown.") % text[:20]
        )
    return day
