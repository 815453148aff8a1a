"""The life of reporting rounds: the rule of a plan, opening and closing by the job and by hand.

Every step locks the plan's rule first, so that two jobs, or a job and a person, never meet; opening locks the
plan's owing duties besides (in the order in which tasks.services locks them), so that no move falls between
what is read from the ledger and what is written. Each step leaves a RoundEvent. `by` None is the portal.

Raises reformtracker.lib.errors: NotAllowed, Impossible, Invalid.
"""

import datetime as dt
import logging
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.enums import PlanState, RoundEventKind, RoundPace
from tasks.models import Assignment, Chain, Plan, Return, Round, RoundEvent, RoundRule
from tasks.rounds.calendar import Days, Pace, closing_day, rounds_between
from tasks.rounds.derivation import derived
from tasks.rounds.punctuality import with_punctuality
from tasks.validators import clean_day, clean_text

logger = logging.getLogger(__name__)
BATCH = 500
MOST_GRACE = 20


def set_rule(
    plan: Plan, *, by: User | None, pace: str, opens_day: int, due_day: int, grace: int
) -> RoundRule:
    """Says how the plan reports, and plans its rounds anew from today on; what was opened stays as it is.

    A round whose due day has passed when the rule is set is not made: nobody was told of it.
    """
    _refuse_others(by)
    if plan.state != PlanState.ISSUED:
        raise Impossible(_("Only an issued plan has reporting rounds."), code="not_issued")
    said = Pace(pace, opens_day, due_day, grace)
    _check_pace(said)
    with transaction.atomic():
        now = clock.now()
        values = {**asdict(said), "set_by": by, "set_at": now}
        rule, made = RoundRule.objects.select_for_update().get_or_create(plan=plan, defaults=values)
        before = None if made else _pace(rule)
        if not made:
            _open_and_close(rule, now)
            if before != said:
                RoundRule.objects.filter(pk=rule.pk).update(**values)
                rule.refresh_from_db()
                Round.objects.filter(plan=plan, opened_at=None).delete()
        _open_and_close(rule, now)
        _tell(rule, before, by)
    return rule


def _pace(rule: RoundRule) -> Pace:
    return Pace(rule.pace, rule.opens_day, rule.due_day, rule.grace)


def _tell(rule: RoundRule, before: Pace | None, by: User | None) -> None:
    """The access event of a new or changed rule; the chain of events is locked last."""
    if before == _pace(rule):
        return
    said = {"setting": "rounds", "old": asdict(before) if before else None, "new": asdict(_pace(rule))}
    events.record(EventKind.SETTING, by=by, subject=f"rounds:{rule.plan.slug}", details=said)


def _refuse_others(by: User | None) -> None:
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat sets, opens and closes reporting rounds."))


def _check_pace(said: Pace) -> None:
    wrong: dict[str, str] = {}
    if said.pace not in RoundPace.values:
        wrong["pace"] = _("A plan reports monthly or quarterly.")
    if not 1 <= said.opens_day <= 30:
        wrong["opens_day"] = _("A day of the month, 1 to 30.")
    if not said.opens_day < said.due_day <= 31:
        wrong["due_day"] = _("A later day of the month than the opening, at most 31.")
    if not 0 <= said.grace <= MOST_GRACE:
        wrong["grace"] = _("Working days, 0 to %s.") % MOST_GRACE
    if wrong:
        raise Invalid(_("Please check the days of the rounds."), fields=wrong)


def tend(now: dt.datetime | None = None) -> list[RoundEvent]:
    """The job: makes missing rounds, opens those whose day has come, closes those whose days are over.

    Catches up after any gap, in order; twice or by two at once changes nothing more. Gives what happened.
    """
    moment, happened = now or clock.now(), []
    for pk in (
        RoundRule.objects.filter(plan__state=PlanState.ISSUED).order_by("pk").values_list("pk", flat=True)
    ):
        try:
            with transaction.atomic():
                rule = RoundRule.objects.select_for_update(of=("self",)).select_related("plan").get(pk=pk)
                happened += _open_and_close(rule, moment)
        except Exception:
            # One plan's trouble is not another's: the next run, ten minutes later, tries again.
            logger.exception("the rounds of rule %s could not be tended", pk)
    return happened


def _open_and_close(rule: RoundRule, now: dt.datetime) -> list[RoundEvent]:
    """What the days demand of the rounds of a plan whose rule is locked."""
    day, happened = clock.day_of(now), []
    _make_missing(rule)
    for round_ in Round.objects.filter(plan=rule.plan_id, closed_at=None).order_by("opens_on"):
        if round_.opened_at is None and round_.opens_on <= day:
            happened += _open(round_, None, now)
        if round_.is_open and round_.closes_on < day:
            happened.append(_close(round_, None, now))
    return happened


def _make_missing(rule: RoundRule) -> None:
    """Plans the rounds of the period that nobody has planned yet, after those that have been opened."""
    plan = rule.plan
    if plan.period_start is None or plan.period_end is None:
        return  # only issued plans have rules, and those have a period
    known = {round_.number: round_ for round_ in Round.objects.filter(plan=plan)}
    opened = [round_.period_end for round_ in known.values() if round_.opened_at]
    start = max([plan.period_start, *(day + dt.timedelta(days=1) for day in opened)])
    pace = Pace(rule.pace, rule.opens_day, rule.due_day, rule.grace)
    wanted = (
        replace(days, period_start=max(days.period_start, start))
        for days in rounds_between(plan.period_start, plan.period_end, pace)
        if days.number not in known and days.period_end >= start and days.due_on >= clock.day_of(rule.set_at)
    )
    Round.objects.bulk_create(_planned(plan, days) for days in wanted)


def _planned(plan: Plan, days: Days) -> Round:
    return Round(plan=plan, **asdict(days))


def _open(round_: Round, by: User | None, now: dt.datetime) -> list[RoundEvent]:
    """Fixes what the round asks for, with what the ledger says was given since; a plan has one open round."""
    earlier = Round.objects.filter(plan=round_.plan_id, closed_at=None, opens_on__lt=round_.opens_on)
    happened = [_close(other, by, now) for other in earlier.opened().order_by("opens_on")]
    duties = Assignment.objects.filter(plan=round_.plan_id, owes=True).order_by("pk")
    list(duties.select_for_update(of=("self",)).values_list("pk", flat=True))
    reached = Chain.objects.get(plan=round_.plan_id).n
    asked = derived(round_, reached=reached)
    Return.objects.bulk_create(
        (Return(round=round_, assignment_id=pk, **asdict(given)) for pk, given in asked.items()),
        batch_size=BATCH,
    )
    round_.opened_at = now
    round_.save(update_fields=["opened_at", "opens_on"])
    counts = {"asked": len(asked), "given": sum(given.given_on is not None for given in asked.values())}
    happened.append(_log(round_, RoundEventKind.OPENED, by, now, counts=counts | {"entry": reached}))
    return happened


def _close(round_: Round, by: User | None, now: dt.datetime, note: str = "") -> RoundEvent:
    round_.closed_at = now
    round_.save(update_fields=["closed_at"])
    return _log(round_, RoundEventKind.CLOSED, by, now, note, counts=counts_of(round_, clock.day_of(now)))


def counts_of(round_: Round, day: dt.date) -> dict[str, int]:
    """How many returns of the round stand how on that day, by punctuality, and `asked`: all of them."""
    rows = with_punctuality(Return.objects.filter(round=round_), day).order_by().values("at_punctuality")
    counts = {row["at_punctuality"]: row["count"] for row in rows.annotate(count=Count("pk"))}
    return {"asked": sum(counts.values())} | counts


def _log(
    round_: Round, kind: RoundEventKind, by: User | None, now: dt.datetime, note: str = "", *, counts: dict
) -> RoundEvent:
    return RoundEvent.objects.create(
        round=round_, kind=kind, by=by, note=note, counts=counts, at=now, wall_at=clock.wall_now()
    )


def _locked(round_: Round, by: User) -> Round:
    """The round read afresh under the lock of its plan's rule, after the job's work is done."""
    _refuse_others(by)
    rule = RoundRule.objects.select_for_update(of=("self",)).select_related("plan").get(plan=round_.plan_id)
    _open_and_close(rule, clock.now())
    return Round.objects.select_related("plan").get(pk=round_.pk)


@transaction.atomic
def open_early(round_: Round, *, by: User) -> Round:
    """Opens the plan's next round today, before its day; what is open closes. Twice changes nothing more."""
    found, today = _locked(round_, by), clock.today()
    if found.opened_at:
        return found
    if Round.objects.filter(plan=found.plan_id, opened_at=None, opens_on__lt=found.opens_on).exists():
        raise Impossible(_("An earlier round has not been opened yet."), code="not_the_next")
    if found.period_start > today:
        raise Impossible(_("The period of this round begins on %s.") % found.period_start, code="not_begun")
    found.opens_on = today
    _open(found, by, clock.now())
    return found


@transaction.atomic
def close(round_: Round, *, by: User, note: str = "") -> Round:
    """Closes an open round before its day. What comes later is still taken, and late after the due day."""
    found = _locked(round_, by)
    if found.opened_at is None:
        raise Impossible(_("This round has not been opened."), code="not_open")
    if found.closed_at is None:
        _close(found, by, clock.now(), clean_text(note))
    return found


@transaction.atomic
def reopen(round_: Round, *, by: User, until: dt.date, reason: str) -> Round:
    """Opens the newest round again until a day (included); the due day stays, so what comes now is late."""
    found, until = _locked(round_, by), _coming_day(until, "until")
    _demand_reason(reason)
    if found.closed_at is None:
        raise Impossible(_("Only a closed round is opened again."), code="not_closed")
    if Round.objects.filter(plan=found.plan_id, opens_on__gt=found.opens_on).opened().exists():
        raise Impossible(_("A later round has been opened since."), code="not_the_newest")
    counts = {"closes_before": found.closes_on.isoformat(), "closes_on": until.isoformat()}
    found.closed_at, found.closes_on = None, max(until, found.due_on)
    found.save(update_fields=["closed_at", "closes_on"])
    _log(found, RoundEventKind.REOPENED, by, clock.now(), clean_text(reason, "reason"), counts=counts)
    return found


@transaction.atomic
def move_due(round_: Round, *, by: User, due_on: dt.date, reason: str) -> Round:
    """Gives an open round another due day, not in the past; its closing day moves along."""
    found, due_on = _locked(round_, by), _coming_day(due_on, "due_on")
    _demand_reason(reason)
    if not found.is_open:
        raise Impossible(_("Only the due day of an open round is moved."), code="not_open")
    if due_on == found.due_on:
        return found
    counts = {"due_before": found.due_on.isoformat(), "due_on": due_on.isoformat()}
    found.due_on, found.closes_on = due_on, closing_day(due_on, found.plan.round_rule.grace)
    found.save(update_fields=["due_on", "closes_on"])
    _log(found, RoundEventKind.MOVED, by, clock.now(), clean_text(reason, "reason"), counts=counts)
    return found


def _coming_day(day: dt.date, name: str) -> dt.date:
    day = clean_day(day, name)
    if day < clock.today():
        sentence = _("This day has passed.")
        raise Invalid(sentence, fields={name: sentence})
    return day


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        sentence = _("Please say why.")
        raise Invalid(sentence, code="incomplete", fields={"reason": sentence})
