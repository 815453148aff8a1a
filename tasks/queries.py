"""Questions that pages, reports and the API ask about duties; counted in the database."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.db.models import Count

from agencies.directory import short_names
from reformtracker.lib import clock, workdays
from tasks.enums import STANDING_ORDER, STATE_ORDER, Role, State
from tasks.models import Assignment, Task
from tasks.models.assignment import AssignmentQuerySet
from tasks.standing import Facts, Limits, planned_percent, standing


def positions(user, *, plan=None, as_of: dt.date | None = None) -> AssignmentQuerySet:
    """Duties in the user's sight with position (at_…), now or at a past day's end.

    Enough for rows that are explained; the standing in SQL is a long rule and for filters and counts.
    """
    seen = Assignment.objects.visible_to(user)
    if plan is not None:
        seen = seen.of_plan(plan)
    return seen.at(as_of)


def duties(user, *, plan=None, as_of: dt.date | None = None) -> AssignmentQuerySet:
    """The same with their standing (at_standing)."""
    return positions(user, plan=plan, as_of=as_of).with_standing(as_of or clock.today())


def explain(rows: Iterable[Assignment], today: dt.date) -> list[Assignment]:
    """Gives each duty `light` (its standing), `reason` (the sentence) and `objectors` (short names).

    All in the active language.
    """
    limits, explained = Limits.on(today), list(rows)
    for duty in explained:
        facts = named(duty.facts)
        duty.light, duty.reason = standing(facts, limits)
        duty.objectors = facts.objecting
    return explained


def named(facts: Facts) -> Facts:
    """The facts with objecting agencies by name, for a sentence that people read; the ledger keeps codes."""
    return replace(facts, objecting=short_names(facts.objecting)) if facts.objecting else facts


def standing_counts(rows: AssignmentQuerySet, *group: str) -> dict[tuple, dict[str, int]]:
    """How many duties stand how, by the values of `group`: {("NHC",): {"overdue": 3, …}, …}; one query."""
    counted: dict[tuple, dict[str, int]] = {}
    for row in rows.order_by().values(*group, "at_standing").annotate(count=Count("pk")):
        key = tuple(row[name] for name in group)
        counted.setdefault(key, {})[row["at_standing"]] = row["count"]
    return counted


@dataclass(slots=True)
class TaskSummary:
    """One task rolled up from the duties that owe reports: worst state and standing, mean percentage.

    `percent` is the mean over measures of the mean over their leads, rounded down (0-100, self-reported). A
    lead that never reported is missing, not zero: it is left out (None when all are); `reported` of `leads`
    is the coverage. `planned` is the same mean of the linear plan over all leads. `verified` of `measures`
    measures have only verified leads. `due_on` is the earliest open due date, else the latest.
    """

    task_id: int
    number: str
    area_position: int
    title_en: str
    title_zh: str
    state: str
    standing: str
    percent: int | None
    planned: int | None
    measures: int
    verified: int
    leads: int
    reported: int
    due_on: dt.date
    reported_on: dt.date | None
    lead_codes: list[str] = field(default_factory=list)


OWN_FIELDS = ("measure_id", "start_on", "at_state", "at_percent", "at_due_on", "at_reported_on")
SUMMARY_FIELDS = (
    *OWN_FIELDS, "measure__task_id", "measure__task__number", "measure__task__position",
    "measure__task__area__position", "measure__task__title_en", "measure__task__title_zh", "agency__code",
    "at_standing",
)  # fmt: skip


def task_summaries(rows: AssignmentQuerySet, today: dt.date) -> list[TaskSummary]:
    """Every task that has a lead among `rows` (as given by `duties`), in the plan's order; one query."""
    leads = rows.owing().exclude(role=Role.IMPLEMENTING)
    by_task: dict[int, list[dict]] = {}
    order = ("measure__task__area__position", "measure__task__position", "measure__position", "position")
    for row in leads.order_by(*order).values(*SUMMARY_FIELDS):
        by_task.setdefault(row["measure__task_id"], []).append(row)
    return [_summary(task_id, task_rows, today) for task_id, task_rows in by_task.items()]


def task_summary(task: Task, explained: Iterable[Assignment], today: dt.date) -> TaskSummary | None:
    """The same for one task whose explained duties are at hand; None without a lead among them."""
    leads = [duty for duty in explained if duty.owes and duty.role != Role.IMPLEMENTING]
    return _summary(task.pk, [_summary_row(task, duty) for duty in leads], today) if leads else None


def _summary_row(task: Task, duty: Assignment) -> dict:
    return {name: getattr(duty, name) for name in OWN_FIELDS} | {
        "measure__task__number": task.number,
        "measure__task__area__position": task.area.position,
        "measure__task__title_en": task.title_en,
        "measure__task__title_zh": task.title_zh,
        "agency__code": duty.agency.code,
        "at_standing": duty.light,
    }


def _summary(task_id: int, rows: list[dict], today: dt.date) -> TaskSummary:
    first = rows[0]
    measures: dict[int, list[dict]] = {}
    for row in rows:
        row["planned"] = planned_percent(row["start_on"], row["at_due_on"], today)
        measures.setdefault(row["measure_id"], []).append(row)
    open_due = [
        row["at_due_on"]
        for row in rows
        if row["at_state"] not in (State.VERIFIED, State.CLOSED_UNIMPLEMENTED)
    ]
    return TaskSummary(
        task_id=task_id,
        number=first["measure__task__number"],
        area_position=first["measure__task__area__position"],
        title_en=first["measure__task__title_en"],
        title_zh=first["measure__task__title_zh"],
        state=min((row["at_state"] for row in rows), key=STATE_ORDER.index),
        standing=min((row["at_standing"] for row in rows), key=STANDING_ORDER.index),
        percent=mean_of_means(
            [row["at_percent"] for row in measure if row["at_reported_on"]] for measure in measures.values()
        ),
        planned=mean_of_means([row["planned"] for row in measure] for measure in measures.values()),
        measures=len(measures),
        verified=sum(
            all(row["at_state"] == State.VERIFIED for row in measure) for measure in measures.values()
        ),
        leads=len(rows),
        reported=sum(row["at_reported_on"] is not None for row in rows),
        due_on=min(open_due) if open_due else max(row["at_due_on"] for row in rows),
        reported_on=max((row["at_reported_on"] for row in rows if row["at_reported_on"]), default=None),
        lead_codes=list(dict.fromkeys(row["agency__code"] for row in rows)),
    )


def mean_of_means(groups: Iterable[list[int]]) -> int | None:
    """The mean over groups of the mean within each, exact, rounded down; empty groups count for nothing."""
    means = [Fraction(sum(group), len(group)) for group in groups if group]
    return int(sum(means) / len(means)) if means else None


@dataclass(frozen=True, slots=True)
class ReportingMonth:
    """The month for which updates are owed: owed since its first day, by its last working day."""

    since: dt.date
    by: dt.date

    @classmethod
    def of(cls, today: dt.date) -> "ReportingMonth":
        return cls(today.replace(day=1), workdays.last_workday_of_month(today))
