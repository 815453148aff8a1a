"""Asking after a duty by hand (催办): the secretariat's note, told at once, at most once a day."""

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.enums import REPORTING_STATES, NotificationKind, State
from tasks.models import Assignment, Chase
from tasks.reminders.delivering import deliver, wanted
from tasks.reminders.findings import Finding
from tasks.reminders.readers import Reader, Readers
from tasks.reminders.wishes import Wishes
from tasks.validators import clean_text


def may_chase(user: User, duty: Assignment) -> bool:
    """Whether the button is drawn: the secretariat, on a duty that owes a report."""
    return user.is_secretariat and refusal(duty) == ""


def refusal(duty: Assignment) -> str:
    """Why nobody is asked after this duty, or an empty text."""
    if duty.version == 0:
        return _("The plan is still a draft: its duties have not been assigned.")
    if not duty.owes:
        return _("This duty owes no report of its own.")
    if duty.state not in REPORTING_STATES:
        return _("Nobody is asked after a duty that is “%s”.") % State(duty.state).label
    return ""


def too_soon(last: Chase | None) -> str:
    """Why nobody asks again today after the last question, or an empty text."""
    if last is None or clock.day_of(last.at) != clock.today():
        return ""
    return _("This duty was asked after today already; once a day is enough.")


def chase(duty: Assignment, *, by: User, note: str) -> Chase:
    """Asks after the duty: one row in its log, one digest for each of its readers, at once.

    Raises NotAllowed, Invalid (no note), Impossible (nothing is owed, or asked after today already).
    """
    if not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat asks after duties."))
    note = clean_text(note)
    if not note:
        sentence = _("Say what you ask for.")
        raise Invalid(sentence, fields={"note": sentence})
    with transaction.atomic():
        duty = _locked(duty.pk)
        _check(duty)
        now = clock.now()
        people = Readers().of(duty.agency_id, duty.agency.jurisdiction.path, duty.plan.jurisdiction.path)
        made = Chase.objects.create(
            assignment=duty, by=by, note=note, told=len(people), at=now, wall_at=clock.wall_now()
        )
        _tell(made, duty, people)
        return made


def _locked(pk: int) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("agency__jurisdiction", "plan__jurisdiction").get(pk=pk)


def _check(duty: Assignment) -> None:
    if why := refusal(duty):
        raise Impossible(why, code="nothing_owed")
    if why := too_soon(duty.chases.order_by("-pk").first()):
        raise Impossible(why, code="chased_today")


def _tell(made: Chase, duty: Assignment, people: list[Reader]) -> None:
    finding = Finding(
        NotificationKind.CHASE,
        f"{NotificationKind.CHASE.value}:{made.pk}",
        duty.plan_id,
        duty.plan.jurisdiction.path,
        duty.agency_id,
        duty.agency.code,
        duty.agency.jurisdiction.path,
        str(duty),
        said={"on": clock.day_of(made.at).isoformat(), "note": made.note},
        assignment=duty.pk,
    )
    wishes = Wishes([reader.pk for reader in people])
    deliver(wanted([(reader, finding) for reader in people], wishes), made.at)
