"""The doors of schedules: set up, changed, paused, resumed, removed; each leaves a SETTING event.

Kind, plan and rhythm of a schedule stay as they are: its reports are counted by them. For another rhythm
another schedule is set up.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import BUSINESS_ROLES, EventKind
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reports import scopes, services
from reports.enums import Every, Format, Kind
from reports.models import Schedule
from reports.schedules.periods import ONE_DAY
from tasks.models import Plan

# An extract of the ledger is asked for with its bounds, each time anew.
SCHEDULED_KINDS = [kind for kind in Kind if kind != Kind.EXTRACT]


def set_up(
    *,
    plan: Plan,
    kind: str,
    every: str,
    formats: Sequence[str],
    language: str,
    filters: Mapping[str, str],
    recipients: Collection[User],
    issue: bool,
    by: User,
    source: str = "",
) -> Schedule:
    """A new schedule; its first period is the one that ends today or later.

    Raises NotAllowed, and Invalid naming the field.
    """
    _check_person(by)
    if every not in Every.values:
        raise _invalid("every", _("There is no such rhythm."))
    parameters = _parameters(plan, kind, formats, language, filters, by)
    _check_recipients(recipients)
    with transaction.atomic():
        made = Schedule.objects.create(
            plan=plan, kind=kind, every=every, parameters=parameters, issue=issue, since=clock.today(), by=by
        )
        made.recipients.set(recipients)
        _record("set_up", made, by, None, source)
    return made


def change(
    schedule: Schedule,
    *,
    formats: Sequence[str],
    language: str,
    filters: Mapping[str, str],
    recipients: Collection[User],
    issue: bool,
    by: User,
    source: str = "",
) -> None:
    """What its next reports are like and who gets them; the same again is no change."""
    _check_person(by)
    parameters = _parameters(schedule.plan, schedule.kind, formats, language, filters, by)
    _check_recipients(recipients)
    with transaction.atomic():
        schedule = _locked(schedule)
        before = said(schedule)
        schedule.parameters, schedule.issue = parameters, issue
        schedule.save(update_fields=["parameters", "issue"])
        schedule.recipients.set(recipients)
        if said(schedule) != before:
            _record("changed", schedule, by, before, source)


def pause(schedule: Schedule, *, by: User, source: str = "") -> None:
    """No more reports until it is resumed; pausing twice changes nothing."""
    _switch(schedule, "paused", by, source, is_active=False)


def resume(schedule: Schedule, *, by: User, source: str = "") -> None:
    """From the period on that ends today or later: what ended meanwhile is not made up for."""
    _switch(schedule, "resumed", by, source, is_active=True)


def remove(schedule: Schedule, *, by: User, source: str = "") -> None:
    """Takes back a schedule that has made nothing yet; raises Impossible for any other."""
    _check_person(by)
    with transaction.atomic():
        schedule = _locked(schedule)
        if schedule.by_id is None or schedule.reports.exists():
            raise Impossible(_("A schedule that has made reports stays on record. Pause it instead."))
        before = said(schedule)
        key = schedule.pk
        schedule.recipients.clear()
        schedule.delete()
        schedule.pk = key
        _record("removed", schedule, by, before, source)


def said(schedule: Schedule) -> dict[str, Any]:
    """The schedule as an event tells of it."""
    recipients = [] if schedule.pk is None else schedule.recipients.order_by("username")
    return {
        "plan": schedule.plan.slug,
        "kind": schedule.kind,
        "every": schedule.every,
        "parameters": schedule.parameters,
        "issue": schedule.issue,
        "active": schedule.is_active,
        "recipients": [person.username for person in recipients],
    }


def possible_recipients() -> Any:
    """The accounts that may be chosen: those that work with plans."""
    with_post = User.objects.filter(is_active=True, memberships__role__in=sorted(BUSINESS_ROLES))
    return User.objects.filter(pk__in=with_post.values("pk")).order_by("username")


def _switch(schedule: Schedule, what: str, by: User, source: str, *, is_active: bool) -> None:
    _check_person(by)
    with transaction.atomic():
        schedule = _locked(schedule)
        if schedule.is_active == is_active:
            return
        before = said(schedule)
        schedule.is_active = is_active
        if is_active:
            schedule.since = max(schedule.since, clock.today())
        schedule.save(update_fields=["is_active", "since"])
        _record(what, schedule, by, before, source)


def _locked(schedule: Schedule) -> Schedule:
    return Schedule.objects.select_for_update(of=("self",)).select_related("plan").get(pk=schedule.pk)


def _check_person(by: User) -> None:
    if not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat sets up schedules of reports."))


def _parameters(
    plan: Plan, kind: str, formats: Sequence[str], language: str, filters: Mapping[str, str], by: User
) -> dict[str, Any]:
    """What the reports will be asked with, cleaned as for a report of today."""
    if kind not in SCHEDULED_KINDS:
        raise _invalid("kind", _("There is no report of that kind."))
    if not formats or not set(formats) <= set(services.formats_of(kind)):
        raise _invalid("formats", _("Choose at least one of the formats."))
    if language not in services.LANGUAGES:
        raise _invalid("language", _("Choose one of the languages."))
    # Changes are told of from the end of the period before: which day that is, each report knows.
    begins = {"since": (clock.today() - ONE_DAY).isoformat()} if kind == Kind.CHANGES else {}
    asked: dict[str, Any] = {"kind": kind, "plan": plan, "as_of": clock.today()}
    own = scopes.clean({**filters, **begins}, **asked, by=by)
    # A view that means "mine" means nobody's in a report that the portal makes.
    narrowed = scopes.clean(own, **asked, by=None)
    narrowed.pop("since", None)
    kept = [choice for choice in Format.values if choice in formats]
    return {"language": language, "formats": kept, "filter": narrowed}


def _check_recipients(recipients: Collection[User]) -> None:
    known = set(
        possible_recipients().filter(pk__in=[one.pk for one in recipients]).values_list("pk", flat=True)
    )
    if strange := [one.username for one in recipients if one.pk not in known]:
        raise _invalid("recipients", _("These accounts work with no plans: %s.") % ", ".join(strange))


def _record(what: str, schedule: Schedule, by: User, before: dict[str, Any] | None, source: str) -> None:
    now = None if what == "removed" else said(schedule)
    details = {"what": what, "before": before, "after": now}
    events.record(EventKind.SETTING, by=by, subject=f"schedule:{schedule.pk}", details=details, source=source)


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})
