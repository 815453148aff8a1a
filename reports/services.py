"""The doors of the reports app: ask for a report, cancel it, try it again.

`by` is the user, None the portal itself. Raises reformtracker.lib.errors: Invalid, NotAllowed, Impossible,
and TooMany (429).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Refused
from reports import scopes
from reports.enums import Format, Kind
from reports.extract import asking as extract
from reports.models import Report
from reports.queue import active_of, asked_within, queue
from tasks.models import Plan

MOST_ACTIVE = 2
MOST_PER_HOUR = 20
HOUR = 3600
LANGUAGES = ("en", "zh-hans")


class TooMany(Refused):
    """The user has asked for more reports than one person may at once; `retry_after` is in seconds."""

    status = 429
    code = "too_many_reports"
    title = gettext_lazy("Too many reports")

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after)}


def request_report(
    *,
    kind: str,
    plan: Plan,
    as_of: dt.date,
    by: User | None,
    formats: Sequence[str] | None = None,
    language: str = "en",
    filters: Mapping[str, object] | None = None,
    schedule_key: str | None = None,
) -> Report:
    """Puts a report into the queue and gives its row; the work is done by a worker.

    `formats` None: all that the kind comes in, of an extract those that need no seal. `filters` as in
    `scopes.clean`. The same report asked for again while it is being made is that report, not a second one.
    """
    formats = usual_formats(kind) if formats is None else formats
    _check(kind, plan, as_of, formats, language, by)
    parameters = {
        "language": language,
        "formats": [choice for choice in Format.values if choice in formats],
        "filter": (
            extract.clean(filters or {}, plan)
            if kind == Kind.EXTRACT
            else scopes.clean(filters or {}, kind=kind, plan=plan, as_of=as_of, by=by)
        ),
    }
    wanted = {
        "kind": kind,
        "plan": plan,
        "as_of": as_of,
        "parameters": parameters,
        "schedule_key": schedule_key,
    }
    if by is None:
        return Report.objects.create(**wanted, requested_at=clock.now())
    with transaction.atomic():
        # One request at a time per person: two that arrive together must not both pass the limit.
        User.objects.select_for_update().get(pk=by.pk)
        if same := _same(by, kind, plan, as_of, parameters):
            return same
        _check_limits(by)
        return Report.objects.create(**wanted, requested_by=by, requested_at=clock.now())


def ask_again(report: Report, *, by: User, beside: Mapping[str, object]) -> Report:
    """Puts the question of a finished report into the queue once more, with its own parameters.

    `beside` marks the new row; asked again while it is being made, it is that row.
    """
    parameters = report.parameters | beside
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if same := _same(by, report.kind, report.plan, report.as_of, parameters):
            return same
        _check_limits(by)
        return Report.objects.create(
            kind=report.kind, plan=report.plan, as_of=report.as_of, parameters=parameters,
            requested_by=by, requested_at=clock.now(),
        )  # fmt: skip


def formats_of(kind: str) -> tuple[str, ...]:
    """The formats in which a report of the kind comes, in the order in which they are offered."""
    return extract.FORMATS if kind == Kind.EXTRACT else tuple(Format.values)


def usual_formats(kind: str) -> tuple[str, ...]:
    """The formats of a report of which nobody said any."""
    return extract.USUAL if kind == Kind.EXTRACT else formats_of(kind)


def cancel(report: Report, *, by: User) -> None:
    """Cancels a waiting report, or asks the worker of a running one to stop."""
    _check_own(report, by)
    if not queue.cancel(report.pk):
        raise Impossible(_("The report is no longer waiting or being made."))


def retry(report: Report, *, by: User) -> None:
    """Puts a failed or cancelled report back into the queue, with its attempts counted from the start."""
    _check_own(report, by)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        _check_active(by)
        if not queue.retry(report.pk):
            raise Impossible(_("Only a failed or cancelled report can be tried again."))


def may_change(report: Report, user: User) -> bool:
    """Whether the user may cancel or retry it: their own report, the secretariat also the portal's own."""
    return report.requested_by_id == user.pk or (report.requested_by_id is None and user.is_secretariat)


def _check_own(report: Report, by: User) -> None:
    if not may_change(report, by):
        raise NotAllowed(_("Only who asked for a report cancels it or tries it again."))


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


def _check(
    kind: str, plan: Plan, as_of: dt.date, formats: Sequence[str], language: str, by: User | None
) -> None:
    if kind not in Kind.values:
        raise _invalid("kind", _("There is no report of that kind."))
    if not formats or not set(formats) <= set(Format.values):
        raise _invalid("formats", _("Choose at least one of the formats."))
    if kind == Kind.EXTRACT:
        extract.check(formats, by)
    if strange := [str(Format(one).label) for one in formats if one not in formats_of(kind)]:
        raise _invalid("formats", _("This report does not come as: %s.") % listed(strange))
    if language not in LANGUAGES:
        raise _invalid("language", _("Choose one of the languages."))
    if as_of > clock.today():
        raise _invalid("as_of", _("The day lies in the future; a report shows what has happened."))
    if by is not None and not Plan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise _invalid("plan", _("There is no such plan."))


def _same(by: User, kind: str, plan: Plan, as_of: dt.date, parameters: dict) -> Report | None:
    """The report that the user is already waiting for, if it is this one: a double click, a resend."""
    active = active_of(by.pk).filter(kind=kind, plan=plan, as_of=as_of, cancel_requested=False)
    return next((report for report in active if report.parameters == parameters), None)


def _check_active(by: User) -> None:
    if active_of(by.pk).count() >= MOST_ACTIVE:
        raise TooMany(_("You already have %d reports waiting or being made.") % MOST_ACTIVE, retry_after=60)


def _check_limits(by: User) -> None:
    _check_active(by)
    if asked_within(by.pk, HOUR) >= MOST_PER_HOUR:
        raise TooMany(_("You asked for %d reports within the last hour.") % MOST_PER_HOUR, retry_after=HOUR)
