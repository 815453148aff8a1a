"""The ladder of reminders: pure rules over working days.

A due date has rungs before it and after it. A run tells a duty's *furthest* rung that the day has reached,
once; rungs that a missed run has passed over are not made up for. The key of what was told names the due
date, so a due date that is moved starts a ladder of its own.
"""

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass

from reformtracker.lib.workdays import ONE_DAY, add_workdays
from tasks.enums import NotificationKind

# Working days before and after the due date, in the order in which they are reached.
DUE_SOON_RUNGS = (10, 5, 1)
OVERDUE_RUNGS = (1, 5, 10, 20)
RUNGS = {NotificationKind.DUE_SOON: DUE_SOON_RUNGS, NotificationKind.OVERDUE: OVERDUE_RUNGS}


@dataclass(frozen=True, slots=True)
class Step:
    """The rung that a duty stands on: on this side of its due date, this many working days away."""

    kind: NotificationKind
    rung: int


def reached(due_on: dt.date, today: dt.date) -> Step | None:
    """The furthest rung that `today` has reached, or None between the ladders and before both.

    The due date itself still belongs to the rungs before it; a weekend after it belongs to neither side.
    """
    if today <= due_on:
        passed = [rung for rung in DUE_SOON_RUNGS if add_workdays(due_on, -rung) <= today]
        return Step(NotificationKind.DUE_SOON, passed[-1]) if passed else None
    passed = [rung for rung in OVERDUE_RUNGS if add_workdays(due_on, rung) <= today]
    return Step(NotificationKind.OVERDUE, passed[-1]) if passed else None


def key(step: Step, duty: int, due_on: dt.date) -> str:
    """What names a rung of a duty in the sent log: "overdue:17:2018-10-31:5"."""
    return f"{step.kind.value}:{duty}:{due_on.isoformat()}:{step.rung}"


def is_news(step: Step, duty: int, due_on: dt.date, sent: Container[str]) -> bool:
    """Whether neither this rung nor one beyond it has been told; a clock set back repeats nothing."""
    rungs: Sequence[int] = RUNGS[step.kind]
    beyond = rungs[rungs.index(step.rung) :]
    return all(key(Step(step.kind, rung), duty, due_on) not in sent for rung in beyond)


def reach_of_due_soon(today: dt.date) -> dt.date:
    """The latest due date of which a rung is reached today: a limit for the database, not the rule."""
    day = add_workdays(today, DUE_SOON_RUNGS[0])
    while add_workdays(day + ONE_DAY, -DUE_SOON_RUNGS[0]) <= today:
        day += ONE_DAY
    return day


def overdue_since(today: dt.date, count: int) -> dt.date:
    """The latest due date of which `count` working days have passed: `add_workdays(it, count) <= today`."""
    day = add_workdays(today, -count)
    while add_workdays(day, count) > today:
        day -= ONE_DAY
    while add_workdays(day + ONE_DAY, count) <= today:
        day += ONE_DAY
    return day


def closing_reached(due_on: dt.date, today: dt.date) -> bool:
    """Whether a round is about to close: from the working day before its due day up to that day."""
    return add_workdays(due_on, -1) <= today <= due_on
