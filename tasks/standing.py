"""The standing of an assignment: a pure function of facts and the day, with a reason that a person can check.

The same rule stands once more as a queryset annotation in tasks/models/assignment.py; a property test holds
the two equal. RULE_VERSION is printed on every report; raise it when a limit or the order of the rules
changes.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib import workdays
from reformtracker.lib.bilingual import clauses
from tasks.enums import CLOSED_STATES, Standing, State

RULE_VERSION = "2018.1"
DUE_SOON_WORKING_DAYS = 10
STALE_WORKING_DAYS = 22
BEHIND_POINTS = 15


@dataclass(frozen=True, slots=True)
class Limits:
    """The working-day limits of one day, turned into dates. Both ends included as named."""

    today: dt.date
    due_soon_until: dt.date
    stale_before: dt.date

    @classmethod
    def on(cls, today: dt.date) -> "Limits":
        return cls(
            today,
            workdays.add_workdays(today, DUE_SOON_WORKING_DAYS),
            workdays.add_workdays(today, -STALE_WORKING_DAYS),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the standing depends on. Dates are Shanghai days; percent is 0 to 100, as reported by the agency.

    `completed_on` is the day of the claim that stands; `owes` is whether the agency itself owes reports.
    """

    state: str
    percent: int
    start_on: dt.date
    due_on: dt.date
    original_due_on: dt.date
    reported_on: dt.date | None
    completed_on: dt.date | None
    objecting: str
    owes: bool


def planned_percent(start_on: dt.date, due_on: dt.date, today: dt.date) -> int:
    """Linear plan: 0 on the first day, 100 on the due date, rounded down."""
    span = (due_on - start_on).days
    if span <= 0:
        return 100 if today >= due_on else 0
    return max(0, min(100, 100 * (today - start_on).days // span))


def is_behind(percent: int, start_on: dt.date, due_on: dt.date, today: dt.date) -> bool:
    """More than BEHIND_POINTS below the planned percentage as it is shown, so that a reader can check it."""
    return percent + BEHIND_POINTS < planned_percent(start_on, due_on, today)


def days_late(facts: Facts, today: dt.date, *, original: bool = False) -> int:
    """Calendar days past the due date (0 if none): until today while open, until the claim once claimed."""
    due = facts.original_due_on if original else facts.due_on
    if facts.state == State.CLOSED_UNIMPLEMENTED:
        return 0
    until = (
        facts.completed_on if facts.state in (State.CLAIMED, State.VERIFIED) and facts.completed_on else today
    )
    return max(0, (until - due).days)


def standing(facts: Facts, limits: Limits) -> tuple[Standing, str]:
    """The light and its reason, in the active language."""
    kind = kind_of(facts, limits)
    return kind, _REASONS[kind](facts, limits)


def kind_of(facts: Facts, limits: Limits) -> Standing:
    """The light alone; first rule that fits."""
    if facts.state in CLOSED_STATES:
        return _closed_kind(facts)
    if facts.state == State.SUSPENDED:
        return Standing.BLOCKED
    if facts.state == State.CLAIMED:
        return _claimed_kind(facts)
    if limits.today > facts.due_on:
        return Standing.OVERDUE
    if facts.due_on <= limits.due_soon_until:
        return Standing.DUE_SOON
    if facts.owes and is_behind(facts.percent, facts.start_on, facts.due_on, limits.today):
        return Standing.BEHIND
    if facts.owes and (facts.reported_on or facts.start_on) < limits.stale_before:
        return Standing.STALE
    return Standing.ON_TRACK


def _closed_kind(facts: Facts) -> Standing:
    if facts.state == State.CLOSED_UNIMPLEMENTED:
        return Standing.CLOSED_UNIMPLEMENTED
    late = facts.completed_on is not None and facts.completed_on > facts.due_on
    return Standing.DONE_LATE if late else Standing.DONE_ON_TIME


def _claimed_kind(facts: Facts) -> Standing:
    if facts.completed_on is not None and facts.completed_on > facts.due_on:
        return Standing.OVERDUE
    return Standing.BLOCKED if facts.objecting else Standing.ON_TRACK


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _last_report(facts: Facts) -> str:
    if facts.reported_on is None:
        return _("no report yet")
    return _("last report %(date)s, %(percent)d%%") % {"date": facts.reported_on, "percent": facts.percent}


def _original(facts: Facts, today: dt.date) -> str:
    late = days_late(facts, today, original=True)
    if facts.original_due_on == facts.due_on or not late:
        return ""
    said = {"date": facts.original_due_on, "days": _days(late)}
    if facts.state in (State.CLAIMED, State.VERIFIED):
        return _("%(days)s after the original due date %(date)s") % said
    return _("originally due %(date)s, %(days)s ago") % said


def _overdue(facts: Facts, limits: Limits) -> str:
    late = _days(days_late(facts, limits.today))
    if facts.state == State.CLAIMED:
        text = _("due %(due)s; completion claimed %(claimed)s, %(late)s late, not yet verified") % {
            "due": facts.due_on,
            "claimed": facts.completed_on,
            "late": late,
        }
    else:
        text = _("due %(due)s, %(late)s ago; %(report)s") % {
            "due": facts.due_on,
            "late": late,
            "report": _last_report(facts),
        }
    return clauses([text, _original(facts, limits.today)])


def _due_soon(facts: Facts, limits: Limits) -> str:
    left = workdays.workdays_between(limits.today, facts.due_on)
    text = ngettext(
        "due %(due)s, %(left)d working day left; %(report)s",
        "due %(due)s, %(left)d working days left; %(report)s",
        left,
    )
    said = text % {"due": facts.due_on, "left": left, "report": _last_report(facts)}
    return clauses([said, _original(facts, limits.today)])


def _behind(facts: Facts, limits: Limits) -> str:
    text = _("%(percent)d%% reported, %(planned)d%% planned by %(today)s; due %(due)s")
    if facts.reported_on is None:
        text = _("no report yet, %(planned)d%% planned by %(today)s; due %(due)s")
    said = text % {
        "percent": facts.percent,
        "planned": planned_percent(facts.start_on, facts.due_on, limits.today),
        "today": limits.today,
        "due": facts.due_on,
    }
    return clauses([said, _original(facts, limits.today)])


def _stale(facts: Facts, limits: Limits) -> str:
    since = facts.reported_on or facts.start_on
    days = workdays.workdays_between(since, limits.today)
    text = ngettext(
        "no report for %(days)d working day; %(report)s; due %(due)s",
        "no report for %(days)d working days; %(report)s; due %(due)s",
        days,
    )
    return text % {"days": days, "report": _last_report(facts), "due": facts.due_on}


def _blocked(facts: Facts, limits: Limits) -> str:
    if facts.state == State.CLAIMED:
        return _("completion claimed %(claimed)s; objection by %(agencies)s") % {
            "claimed": facts.completed_on,
            "agencies": facts.objecting,
        }
    return _("suspended; due %(due)s; %(report)s") % {"due": facts.due_on, "report": _last_report(facts)}


def _on_track(facts: Facts, limits: Limits) -> str:
    if facts.state == State.CLAIMED:
        return _("completion claimed %(claimed)s, due %(due)s; awaiting verification") % {
            "claimed": facts.completed_on,
            "due": facts.due_on,
        }
    said = _("due %(due)s; %(report)s") % {"due": facts.due_on, "report": _last_report(facts)}
    return clauses([said, _original(facts, limits.today)])


def _done_on_time(facts: Facts, limits: Limits) -> str:
    said = _("completed %(completed)s, due %(due)s") % {"completed": facts.completed_on, "due": facts.due_on}
    return clauses([said, _original(facts, limits.today)])


def _done_late(facts: Facts, limits: Limits) -> str:
    said = _("completed %(completed)s, %(late)s after the due date %(due)s") % {
        "completed": facts.completed_on,
        "late": _days(days_late(facts, limits.today)),
        "due": facts.due_on,
    }
    return clauses([said, _original(facts, limits.today)])


def _closed_unimplemented(facts: Facts, limits: Limits) -> str:
    return _("closed without implementation; was due %(due)s") % {"due": facts.due_on}


_REASONS = {
    Standing.OVERDUE: _overdue,
    Standing.DUE_SOON: _due_soon,
    Standing.BEHIND: _behind,
    Standing.STALE: _stale,
    Standing.BLOCKED: _blocked,
    Standing.ON_TRACK: _on_track,
    Standing.DONE_ON_TIME: _done_on_time,
    Standing.DONE_LATE: _done_late,
    Standing.CLOSED_UNIMPLEMENTED: _closed_unimplemented,
}
