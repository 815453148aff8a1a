"""The past day of a request to the API; unlike a page, the API refuses what it cannot honour."""

import datetime as dt

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from reformtracker.lib import clock
from tasks.asof import PARAMETER, parse_day

AS_OF = OpenApiParameter(
    PARAMETER,
    dt.date,
    description="A Shanghai day: the position at its end, read from the ledger. Default: now.",
)


def asked_day(request: Request) -> dt.date | None:
    """The past day asked for, None for the present (today included); else raises ValidationError."""
    text = request.query_params.get(PARAMETER, "")
    day = parse_day(text)
    if text and day is None and text != clock.today().isoformat():
        sentence = _("This is not a day from 2000-01-01 until today, written as 2018-10-10.")
        raise ValidationError({PARAMETER: sentence})
    return day
