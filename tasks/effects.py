"""What each move changes: from the locked duty and what was said to the named fields; writes nothing."""

import datetime as dt
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from reformtracker.lib import workdays
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import permissions, standing
from tasks.enums import CLOSED_STATES, Move, Role, SlipColour, Standing, State
from tasks.models import Assignment, Entry
from tasks.workflow import CLAIMING_ROLES, SILENCE_WORKING_DAYS, SUPPORTING_ROLES

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
    before: Assignment = field(init=False)

    def __post_init__(self) -> None:
        self.before = copy(self.duty)


Effect = Callable[[Step], Data]
CLAIM_STATES = (State.CLAIMED, State.VERIFIED)


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
    done = {"completed_on": step.today, "reported_on": step.today, "percent": 100}
    return done | {"state": State.CLAIMED, "objecting": ""}


def _objectors(step: Step, *, add: bool) -> str:
    body = permissions.co_body(step.by, step.duty, step.measure) if step.by else None
    if body is None:
        raise NotAllowed(_("Only an agency that shares the measure concurs or objects."))
    step.on_behalf = body.agency
    others = set(step.duty.objecting.split()) - {body.agency.code}
    return " ".join(sorted(others | {body.agency.code} if add else others))


def concurred(step: Step) -> Data:
    return {"objecting": _objectors(step, add=False)}


def objected(step: Step) -> Data:
    return {"objecting": _objectors(step, add=True)}


def verified(step: Step) -> Data:
    """Records how the co-bodies stood: who concurred, who was silent, and whose silence counts as consent."""
    claim = _claim_of(step.duty)
    _refuse_own(claim, step.by)
    answered = _concurring_since(step.duty, claim)
    silent = [other for other in _asked_bodies(step) if other.agency.code not in answered]
    step.details |= {
        "concurred": sorted(answered),
        "silent": sorted(other.agency.code for other in silent),
        "by_silence": sorted(other.agency.code for other in silent if _silence_counts(step, other)),
    }
    return {"state": State.VERIFIED, "asked_due_on": None}


def _claim_of(duty: Assignment) -> Entry | None:
    """The entry by which the duty came to be claimed or verified: a claim, or a correction in its place."""
    since = duty.entries.exclude(state__in=CLAIM_STATES).order_by("-n").values("n")[:1]
    return duty.entries.filter(n__gt=Subquery(since), state__in=CLAIM_STATES).order_by("n").first()


def _refuse_own(claim: Entry | None, by: User | None) -> None:
    if claim is not None and by is not None and claim.actor_id == by.pk:
        raise NotAllowed(_("Nobody verifies their own claim."), code="own_claim")


def _asked_bodies(step: Step) -> list[Assignment]:
    """The duties whose agencies are asked to concur; none in a joint measure, where each claims alone."""
    if step.duty.role not in CLAIMING_ROLES:
        return []
    return [other for other in step.measure if other.role in SUPPORTING_ROLES]


def _silence_counts(step: Step, other: Assignment) -> bool:
    """Silence of a co-responsible agency counts as concurrence once its working days have run out."""
    claimed_on = step.duty.completed_on
    if other.role != Role.CO_RESPONSIBLE or claimed_on is None:
        return False
    return step.today > workdays.add_workdays(claimed_on, SILENCE_WORKING_DAYS)


def _concurring_since(duty: Assignment, claim: Entry | None) -> set[str]:
    if claim is None:
        return set()
    entries = duty.entries.filter(move=Move.CONCUR, n__gt=claim.n, on_behalf__isnull=False)
    return set(entries.values_list("on_behalf__code", flat=True))


def back_to_work(step: Step) -> Data:
    """Return, resume, reopen: in progress again."""
    return _withdrawn(step) | {"state": State.IN_PROGRESS}


def _withdrawn(step: Step) -> Data:
    """What is left when a claim stands no longer: no day, no objections, the percentage from before it."""
    change: Data = {"completed_on": None, "objecting": ""}
    if step.duty.state in CLAIM_STATES:
        before = step.duty.entries.exclude(state__in=CLAIM_STATES).order_by("-n").first()
        change["percent"] = before.percent if before else step.duty.percent
    return change


def asked(step: Step) -> Data:
    if step.data.get("new_due_on") and step.data["new_due_on"] <= step.duty.due_on:
        sentence = _("The new date must be later than %s.") % step.duty.due_on
        raise Invalid(sentence, fields={"new_due_on": sentence})
    step.on_behalf = step.duty.agency
    return {"asked_due_on": step.data["new_due_on"]}


def granted(step: Step) -> Data:
    """The date that was asked for, unless a correction has set an even later one meanwhile."""
    step.details["due_before"] = step.duty.due_on.isoformat()
    asked_for = step.duty.asked_due_on or step.duty.due_on
    return {"due_on": max(asked_for, step.duty.due_on), "asked_due_on": None}


def refused(step: Step) -> Data:
    step.details["asked"] = str(step.duty.asked_due_on)
    return {"asked_due_on": None}


def suspended(step: Step) -> Data:
    return _withdrawn(step) | {"state": State.SUSPENDED}


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
    return _withdrawn(step) | {"state": State.CLOSED_UNIMPLEMENTED, "asked_due_on": None}


def corrected(step: Step) -> Data:
    """The position after the correction: what was not named stays. No way round "never the claimant"."""
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
    if change.get("state") == State.VERIFIED and step.duty.state != State.VERIFIED:
        _refuse_own(_claim_of(step.duty), step.by)
    return change | _completion(step, change.get("state", step.duty.state))


def _completion(step: Step, state: str) -> Data:
    pending = {"asked_due_on": None} if state in CLOSED_STATES else {}
    if state in CLAIM_STATES:
        return pending | {"completed_on": step.duty.completed_on or step.today}
    return pending | {"completed_on": None, "objecting": ""}


def followers(step: Step) -> Iterator[tuple[Assignment, Data]]:
    """Supporting duties whose position changes because their leads' did, with the change.

    A supporting agency owes no report of its own: its duty ends, pauses, reopens and moves its date with the
    leads. Only what this move changed for the leads is passed on: a correction of the supporting duty
    outlives the leads' next report.
    """
    leads = [duty for duty in step.measure if duty.role == Role.LEAD]
    if step.duty not in leads:
        return
    earlier = [step.before if lead.pk == step.duty.pk else lead for lead in leads]
    for duty in step.measure:
        if duty.role in SUPPORTING_ROLES and not duty.owes:
            was, wanted = followed(earlier, duty), followed(leads, duty)
            change = {
                name: wanted[name] for name in _moved(was, wanted) if getattr(duty, name) != wanted[name]
            }
            if change:
                yield duty, change


def _moved(was: Data, wanted: Data) -> set[str]:
    """The names that changed; a state and its completion day go together, as the database demands."""
    names = {name for name in wanted if was[name] != wanted[name]}
    return names | {"state", "completed_on"} if names - {"due_on"} else names


def followed(leads: list[Assignment], duty: Assignment) -> Data:
    """The position of a supporting duty, given its measure's leads."""
    done = [lead.completed_on for lead in leads if lead.state == State.VERIFIED and lead.completed_on]
    state = _following_state(leads, duty, bool(done))
    return {
        "state": state,
        "completed_on": max(done) if state == State.VERIFIED else None,
        "due_on": max(lead.due_on for lead in leads),
    }


def _following_state(leads: list[Assignment], duty: Assignment, any_done: bool) -> str:
    states = {lead.state for lead in leads}
    if states <= CLOSED_STATES:
        return State.VERIFIED if any_done else State.CLOSED_UNIMPLEMENTED
    if states <= CLOSED_STATES | {State.SUSPENDED}:
        return State.SUSPENDED
    return State.IN_PROGRESS if duty.state in CLOSED_STATES | {State.SUSPENDED} else duty.state
