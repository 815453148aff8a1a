"""What each move changes: from the locked duty and what was said to the named fields; writes nothing."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, User
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import permissions, standing
from tasks.enums import CLOSED_STATES, Move, Role, SlipColour, Standing, State
from tasks.models import Assignment, Entry
from tasks.workflow import SUPPORTING_ROLES

Data = dict[str, Any]


@dataclass
class Step:
    """One move while it is being made: the locked duty, its measure's duties, who asks and with what."""

    move: Move
    duty: Assignment
    measure: list[Assignment]
    by: User | None
    data: Data
    today: dt.date
    details: Data = field(default_factory=dict)
    on_behalf: Agency | None = None


Effect = Callable[[Step], Data]
BACK = {"state": State.IN_PROGRESS, "completed_on": None, "objecting": ""}


def reported(step: Step) -> Data:
    change = {"state": State.IN_PROGRESS, "percent": step.data["percent"], "reported_on": step.today}
    _ask_for_a_reason(step, percent=step.data["percent"], reported_on=step.today, state=State.IN_PROGRESS)
    step.on_behalf = step.duty.agency
    return change


def _ask_for_a_reason(step: Step, **position) -> None:
    """A duty that is late or behind after this report owes a reason."""
    facts = replace(step.duty.facts, **position)
    kind = standing.kind_of(facts, standing.Limits.on(step.today))
    if kind in (Standing.OVERDUE, Standing.BEHIND) and not step.data["reason"]:
        sentence = _("The duty is behind or late: please give the reason.")
        raise Invalid(sentence, code="reason_needed", fields={"reason": sentence})


def claimed(step: Step) -> Data:
    _ask_for_a_reason(step, state=State.CLAIMED, completed_on=step.today, percent=100)
    step.on_behalf = step.duty.agency
    step.details["percent_before"] = step.duty.percent
    done = {"completed_on": step.today, "reported_on": step.today, "percent": 100}
    return done | {"state": State.CLAIMED, "objecting": ""}


def _objectors(step: Step, *, add: bool) -> str:
    body = permissions.co_body(step.by, step.duty, step.measure)
    step.on_behalf = body.agency
    others = set(step.duty.objecting.split()) - {body.agency.code}
    return " ".join(sorted(others | {body.agency.code} if add else others))


def concurred(step: Step) -> Data:
    return {"objecting": _objectors(step, add=False)}


def objected(step: Step) -> Data:
    return {"objecting": _objectors(step, add=True)}


def verified(step: Step) -> Data:
    """Records how the co-bodies stood: who concurred since the claim, and who was silent."""
    claim = _standing_claim(step.duty)
    if claim is not None and claim.actor_id == step.by.pk:
        raise NotAllowed(_("Nobody verifies their own claim."), code="own_claim")
    answered = _concurring_since(step.duty, claim)
    bodies = sorted(other.agency.code for other in step.measure if other.role in SUPPORTING_ROLES)
    step.details |= {
        "concurred": sorted(answered),
        "silent": [code for code in bodies if code not in answered],
    }
    return {"state": State.VERIFIED, "asked_due_on": None}


def _standing_claim(duty: Assignment) -> Entry | None:
    return duty.entries.filter(move=Move.CLAIM).order_by("-n").first()


def _concurring_since(duty: Assignment, claim: Entry | None) -> set[str]:
    if claim is None:
        return set()
    entries = duty.entries.filter(move=Move.CONCUR, n__gt=claim.n, on_behalf__isnull=False)
    return set(entries.values_list("on_behalf__code", flat=True))


def back_to_work(step: Step) -> Data:
    """Return, resume, reopen: in progress again; a withdrawn claim gives back the percentage before it."""
    claim = _standing_claim(step.duty) if step.duty.completed_on else None
    percent = claim.details.get("percent_before", step.duty.percent) if claim else step.duty.percent
    return BACK | {"percent": percent}


def asked(step: Step) -> Data:
    if step.data.get("new_due_on") and step.data["new_due_on"] <= step.duty.due_on:
        sentence = _("The new date must be later than %s.") % step.duty.due_on
        raise Invalid(sentence, fields={"new_due_on": sentence})
    step.on_behalf = step.duty.agency
    return {"asked_due_on": step.data["new_due_on"]}


def granted(step: Step) -> Data:
    step.details["due_before"] = step.duty.due_on.isoformat()
    return {"due_on": step.duty.asked_due_on, "asked_due_on": None}


def refused(step: Step) -> Data:
    step.details["asked"] = step.duty.asked_due_on.isoformat()
    return {"asked_due_on": None}


def suspended(step: Step) -> Data:
    return {"state": State.SUSPENDED, "completed_on": None, "objecting": ""}


def escalated(step: Step) -> Data:
    if step.data["colour"] not in SlipColour.values:
        sentence = _("A slip is blue, yellow or red.")
        raise Invalid(sentence, fields={"colour": sentence})
    if step.data["reply_by"] < step.today:
        sentence = _("The reply-by date lies in the past.")
        raise Invalid(sentence, fields={"reply_by": sentence})
    step.details |= {"colour": str(step.data["colour"]), "reply_by": step.data["reply_by"].isoformat()}
    return {}


def closed(step: Step) -> Data:
    return {"state": State.CLOSED_UNIMPLEMENTED, "completed_on": None, "objecting": "", "asked_due_on": None}


def corrected(step: Step) -> Data:
    """The position after the correction: what was not named stays."""
    if not step.duty.entries.filter(n=step.data["corrects"]).exists():
        sentence = _("This duty has no entry number %s.") % step.data["corrects"]
        raise Invalid(sentence, fields={"corrects": sentence})
    step.details["corrects"] = step.data["corrects"]
    change = {name: step.data[name] for name in ("state", "percent", "due_on") if step.data[name] is not None}
    if change.get("due_on", step.duty.due_on) < step.duty.start_on:
        sentence = _("The due date lies before the start %s.") % step.duty.start_on
        raise Invalid(sentence, fields={"due_on": sentence})
    if change.get("state", State.ASSIGNED) not in State.values:
        raise Impossible(_("There is no such state."), code="wrong_state")
    return change | _completion(step, change.get("state", step.duty.state))


def _completion(step: Step, state: str) -> Data:
    if state in (State.CLAIMED, State.VERIFIED):
        return {"completed_on": step.duty.completed_on or step.today}
    return {"completed_on": None, "objecting": ""}


def followers(step: Step) -> Iterator[tuple[Assignment, Data]]:
    """Supporting duties whose position changes because their leads' did, with the change.

    A supporting agency owes no report of its own: its duty ends, pauses, reopens and moves its date with the
    leads.
    """
    leads = [duty for duty in step.measure if duty.role == Role.LEAD]
    if step.duty not in leads:
        return
    for duty in step.measure:
        if duty.role in SUPPORTING_ROLES and not duty.owes:
            wanted = followed(leads, duty)
            change = {name: value for name, value in wanted.items() if getattr(duty, name) != value}
            if change:
                yield duty, change


def followed(leads: list[Assignment], duty: Assignment) -> Data:
    """The position of a supporting duty, given its measure's leads."""
    done = [lead.completed_on for lead in leads if lead.state == State.VERIFIED]
    state, completed_on = _following_state(leads, duty, bool(done)), None
    if state == State.VERIFIED:
        completed_on = max(done)
    return {"state": state, "completed_on": completed_on, "due_on": max(lead.due_on for lead in leads)}


def _following_state(leads: list[Assignment], duty: Assignment, any_done: bool) -> str:
    states = {lead.state for lead in leads}
    if states <= CLOSED_STATES:
        return State.VERIFIED if any_done else State.CLOSED_UNIMPLEMENTED
    if states <= CLOSED_STATES | {State.SUSPENDED}:
        return State.SUSPENDED
    return State.IN_PROGRESS if duty.state in CLOSED_STATES | {State.SUSPENDED} else duty.state
