"""Pages of the seals: the calendar, one seal with its files, publishing it, checks of the whole ledger."""

import datetime as dt
import io
import uuid
from functools import wraps

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from reports.enums import CheckFailure, CheckStep, SealKind
from reports.models import Check, Seal
from reports.sealing import calendar, checks, keys, permissions, publishing, service
from reports.sealing.checkpoint import PublicKey
from reports.sealing.forms import PublishForm

LATEST = 8
ONE_DAY = dt.timedelta(days=1)


def _for_readers(view):
    """Refuses everybody to whom the seals are not open."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not permissions.may_read(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@_for_readers
def seals(request: HttpRequest) -> HttpResponse:
    """The calendar of a month, the newest checkpoint, the key, and what the last check said."""
    month, last = calendar.month_of(request.GET.get("month", "")), checks.last_finished()
    context = {
        "month": month,
        "before": (month - ONE_DAY).replace(day=1),
        "after": _month_after(month),
        "weeks": calendar.weeks(month, last),
        "newest": service.newest(),
        "stalled": service.has_stalled(),
        "latest": Seal.objects.order_by("-number")[:LATEST],
        "keys": keys.public_keys(),
        "last_check": last,
        "running": Check.objects.filter(state__in=checks.ACTIVE_STATES).order_by("-created_at").first(),
        "may_check": permissions.may_check(request.user),
    }
    return render(request, "reports/sealing/seals.html", context)


@require_safe
@_for_readers
def seal(request: HttpRequest, number: int) -> HttpResponse:
    return _seal_page(request, _seal(number), PublishForm())


@require_POST
@_for_readers
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Notes where the root of the day was published."""
    made, form = _seal(number), PublishForm(request.POST)
    if not form.is_valid():
        return _seal_page(request, made, form, status=400)
    try:
        publishing.publish(
            made, by=_user(request), source=events.source_of(request), where=form.cleaned_data["where"]
        )
    except Refused as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, str(refusal.message))
        return _seal_page(request, made, form, status=refusal.status)
    messages.success(request, _("The publication is noted."))
    return redirect("reports:seal", number)


@require_safe
@_for_readers
def checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    """The signed checkpoint as a file."""
    found = _seal(number)
    subject = {"what": "checkpoint", "number": number}
    events.record(
        EventKind.DOWNLOAD,
        by=_user(request),
        subject=f"seal:{number}",
        details=subject,
        source=events.source_of(request),
    )
    answer = HttpResponse(found.checkpoint, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="checkpoint-{number}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@_for_readers
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """A page to print and file: the day's root and checkpoint in letters and as a QR code."""
    found = _seal(number)
    context = {"seal": found, "key": _key_of(found), "groups": _groups(found.root)}
    return render(request, "reports/sealing/sheet.html", context)


@require_safe
@_for_readers
def code(request: HttpRequest, number: int) -> HttpResponse:
    """The checkpoint as a QR code, an image of its own so that the page needs no inline style."""
    drawn = io.BytesIO()
    image = segno.make(_seal(number).checkpoint, error="m", encoding="utf-8", micro=False)
    image.save(drawn, kind="svg", border=4, scale=4, dark="#000000", light="#ffffff")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_POST
@_for_readers
def verify_now(request: HttpRequest) -> HttpResponse:
    """Has the whole ledger checked; a check that runs already is shown instead."""
    check = checks.request_check(by=_user(request))
    return redirect("reports:check", check.public_id)


@require_safe
@_for_readers
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return render(request, "reports/sealing/check.html", _shown(request, _check(public_id)))


@require_safe
@_for_readers
def check_status(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes meanwhile; asked for alone by the page itself."""
    found = _check(public_id)
    if "HX-Request" not in request.headers:
        return redirect("reports:check", found.public_id)
    return render(request, "reports/sealing/_check_status.html", _shown(request, found))


@require_POST
@_for_readers
def cancel_check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _check(public_id)
    checks.cancel(found, by=_user(request))
    messages.success(request, _("The check is stopped."))
    return redirect("reports:check", found.public_id)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _seal(number: int) -> Seal:
    return get_object_or_404(Seal.objects.select_related("publication__by"), number=number)


def _check(public_id: uuid.UUID) -> Check:
    return get_object_or_404(
        Check.objects.select_related("seal", "requested_by", "plan"), public_id=public_id
    )


def _key_of(seal: Seal) -> PublicKey | None:
    return next((key for key in keys.public_keys() if key.id == seal.key_id), None)


def _groups(digits: str) -> list[str]:
    """Hexadecimal digits in groups of eight, for reading out."""
    return [digits[at : at + 8] for at in range(0, len(digits), 8)]


def _month_after(month: dt.date) -> dt.date | None:
    after = (month.replace(day=28) + 4 * ONE_DAY).replace(day=1)
    return after if after <= clock.today() else None


def _seal_page(request: HttpRequest, seal: Seal, form: PublishForm, *, status: int = 200) -> HttpResponse:
    state = calendar.state_of(seal, calendar.broken_from(checks.last_finished()))
    context = {
        "seal": seal,
        "key": _key_of(seal),
        "groups": _groups(seal.root),
        "state": state,
        "icon": calendar.ICONS[state],
        "form": form,
        "publication": getattr(seal, "publication", None),
        "may_publish": permissions.may_publish(_user(request)) and seal.kind == SealKind.DAILY,
    }
    return render(request, "reports/sealing/seal.html", context, status=status)


def _shown(request: HttpRequest, check: Check) -> dict:
    """What the page of one check shows."""
    own = check.requested_by_id in (_user(request).pk, None)
    return {
        "check": check,
        "step": CheckStep(check.step).label,
        "failure": CheckFailure(check.failure_code).label if check.failure_code else "",
        "may_cancel": own
        and check.is_active
        and not check.cancel_requested
        and permissions.may_check(request.user),
    }
