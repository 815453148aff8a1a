"""What there is to tell of today, kind by kind: one query each, whoever is to read it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from reformtracker.lib import clock
from tasks.enums import CLOSED_STATES, REPORTING_STATES, Move, NotificationKind, PlanState, State
from tasks.models import Assignment, Entry, Plan, Return, Slip
from tasks.reminders import ladder
from tasks.reminders.ladder import Step

# After one of these a return has been answered, or the office has taken it up again.
ANSWERS = (Move.REPORT, Move.CLAIM, Move.RETURN, Move.RESUME, Move.REOPEN, Move.VERIFY)
REPLIES = (Move.REPORT, Move.CLAIM)
# What a ladder's sentence is made of: the facts of the duty's standing on the day on which it was told.
FACTS = ("state", "percent", "start_on", "due_on", "original_due_on", "reported_on")


@dataclass(slots=True)
class Finding:
    """One thing to tell the readers of a body. `key` names it in the sent log; `said` is kept with it.

    `step` is the rung of the ladder where there is one; `subject` is for the command's list.
    """

    kind: NotificationKind
    key: str
    plan: int
    plan_place: str
    agency: int
    body: str
    place: str
    subject: str
    said: dict[str, Any] = field(default_factory=dict)
    assignment: int | None = None
    round: int | None = None
    step: Step | None = None


def all_of(today: dt.date, plan: Plan | None = None) -> list[Finding]:
    """Everything that could be told today, of one plan or of all issued ones; four queries."""
    return [
        *_on_the_ladder(today, plan),
        *_returned(plan),
        *_slips(plan),
        *_closing(today, plan),
        *_opened(today, plan),
    ]


def _within(rows: QuerySet, duty: str, plan: Plan | None) -> QuerySet:
    """Only what belongs to issued plans, or to the one asked for."""
    rows = rows.filter(**{f"{duty}plan__state": PlanState.ISSUED})
    return rows.filter(**{f"{duty}plan": plan}) if plan else rows


def _where(duty: str) -> tuple[str, ...]:
    """The columns that say whose duty it is, reached through the look-up `duty`."""
    names = (
        "plan", "plan__slug", "plan__jurisdiction__path", "agency", "agency__code",
        "agency__jurisdiction__path", "measure__task__number", "measure__position",
    )  # fmt: skip
    return tuple(duty + name for name in names)


def _finding(kind: NotificationKind, key: str, row: dict, duty: str, **more: Any) -> Finding:
    plan, slug, plan_place, agency, body, place, number, measure = (row[name] for name in _where(duty))
    return Finding(
        kind, key, plan, plan_place, agency, body, place, f"{slug} {number}/{measure} {body}", **more
    )


def _on_the_ladder(today: dt.date, plan: Plan | None) -> Iterator[Finding]:
    rows = Assignment.objects.owing().filter(
        state__in=REPORTING_STATES, due_on__lte=ladder.reach_of_due_soon(today)
    )
    for row in _within(rows, "", plan).order_by("due_on", "pk").values("pk", *FACTS, *_where("")):
        step = ladder.reached(row["due_on"], today)
        if step is None:
            continue
        said = {name: _plain(row[name]) for name in FACTS} | {"today": today.isoformat(), "rung": step.rung}
        key = ladder.key(step, row["pk"], row["due_on"])
        yield _finding(step.kind, key, row, "", said=said, assignment=row["pk"], step=step)


def _returned(plan: Plan | None) -> Iterator[Finding]:
    """Returns that still wait for an answer."""
    later = Entry.objects.filter(assignment=OuterRef("assignment"), n__gt=OuterRef("n"), move__in=ANSWERS)
    rows = Entry.objects.filter(move=Move.RETURN, assignment__state=State.IN_PROGRESS).exclude(Exists(later))
    found = _within(rows, "assignment__", plan).order_by("at", "pk")
    for row in found.values("pk", "at", "reason", "assignment", *_where("assignment__")):
        said = {"on": clock.day_of(row["at"]).isoformat(), "reason": row["reason"]}
        key = f"{NotificationKind.RETURNED.value}:{row['pk']}"
        yield _finding(
            NotificationKind.RETURNED, key, row, "assignment__", said=said, assignment=row["assignment"]
        )


def _slips(plan: Plan | None) -> Iterator[Finding]:
    """Slips on open duties without a report or claim since."""
    replies = Entry.objects.filter(
        assignment=OuterRef("assignment"), n__gt=OuterRef("entry__n"), move__in=REPLIES
    )
    rows = Slip.objects.exclude(assignment__state__in=CLOSED_STATES).exclude(Exists(replies))
    found = _within(rows, "assignment__", plan).order_by("entry__at", "pk")
    names = ("entry", "entry__at", "entry__note", "colour", "reply_by", "assignment")
    for row in found.values(*names, *_where("assignment__")):
        said = {
            "on": clock.day_of(row["entry__at"]).isoformat(),
            "colour": row["colour"],
            "reply_by": row["reply_by"].isoformat(),
            "note": row["entry__note"],
        }
        key = f"{NotificationKind.SLIP.value}:{row['entry']}"
        yield _finding(
            NotificationKind.SLIP, key, row, "assignment__", said=said, assignment=row["assignment"]
        )


ROUND = ("round", "round__number", "round__due_on")


def _closing(today: dt.date, plan: Plan | None) -> Iterator[Finding]:
    """What is still owed in rounds that are due tomorrow or today."""
    pressing = _within(Return.objects.pressing(), "assignment__", plan)
    rows = pressing.filter(
        round__due_on__gte=today, round__due_on__lte=ladder.reach_of_due_soon(today)
    ).order_by("round__due_on", "assignment")
    for row in rows.values(*ROUND, "assignment", *_where("assignment__")):
        due_on = row["round__due_on"]
        if not ladder.closing_reached(due_on, today):
            continue
        said = {"number": row["round__number"], "due_on": due_on.isoformat()}
        key = f"{NotificationKind.ROUND_CLOSING.value}:{row['round']}:{due_on}:{row['assignment']}"
        yield _finding(
            NotificationKind.ROUND_CLOSING, key, row, "assignment__",
            said=said, assignment=row["assignment"], round=row["round"],
        )  # fmt: skip


BODY = (
    "plan",
    "plan__slug",
    "plan__jurisdiction__path",
    "agency",
    "agency__code",
    "agency__jurisdiction__path",
)


def _opened(today: dt.date, plan: Plan | None) -> Iterator[Finding]:
    """Open rounds in which a body owes something; not once their closing is told instead."""
    pressing = _within(Return.objects.pressing(), "assignment__", plan).filter(round__due_on__gte=today)
    names = [f"assignment__{name}" for name in BODY]
    for row in pressing.order_by("round", names[4]).values(*ROUND, *names).annotate(owed=Count("pk")):
        due_on = row["round__due_on"]
        if ladder.closing_reached(due_on, today):
            continue
        plan_pk, slug, plan_place, agency, body, place = (row[name] for name in names)
        yield Finding(
            NotificationKind.ROUND_OPENED, f"{NotificationKind.ROUND_OPENED.value}:{row['round']}:{due_on}",
            plan_pk, plan_place, agency, body, place, f"{slug} {row['round__number']}",
            said={"number": row["round__number"], "due_on": due_on.isoformat(), "owed": row["owed"]},
            round=row["round"],
        )  # fmt: skip


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
