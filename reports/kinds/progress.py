"""The progress report: how far each area and task is, what is only said and what is verified, against the plan.

A task's percentage is the mean over its measures of the mean over their lead agencies, of those that reported; an
area's is the mean over its tasks. Who has not reported is missing, not zero: the coverage stands beside.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from reformtracker.lib import charts
from reports.document import Column, Figure, Table, Value, mean
from reports.kinds.columns import area, full_list
from reports.kinds.content import Content
from reports.queries import Duty
from tasks.enums import STANDING_ORDER, Standing

Measured = Callable[[Duty], float | None]


def content(duties: Sequence[Duty]) -> Content:
    """The progress report of these duties, which stand in the order of the plan."""
    areas = [(label, list(own)) for label, own in groupby(duties, key=lambda duty: duty.area)]
    return Content(
        figures=_figures(duties),
        charts=(_chart(areas),),
        tables=(_area_table(areas), _task_table(duties), full_list(duties)),
        full="duties",
        notes=_notes(),
    )


def reported(duty: Duty) -> float | None:
    return duty.percent


def planned(duty: Duty) -> float | None:
    return duty.planned


def verified(duty: Duty) -> float | None:
    return 100.0 if duty.is_verified else 0.0


def task_percent(duties: Iterable[Duty], measured: Measured) -> float | None:
    """The mean over measures of the mean over their leads, 0-100; None when no lead has a figure."""
    leads = [duty for duty in duties if duty.heads]
    by_measure = groupby(leads, key=lambda duty: duty.measure)
    return mean(mean(measured(duty) for duty in own) for _measure, own in by_measure)


def area_percent(duties: Iterable[Duty], measured: Measured) -> float | None:
    """The mean over the tasks, 0-100; None when no task has a figure."""
    return mean(task_percent(own, measured) for _task, own in groupby(duties, key=lambda duty: duty.task))


def worst(duties: Iterable[Duty]) -> str:
    """The worst standing of the leads; empty when none of them is in sight."""
    standings = {duty.standing for duty in duties if duty.heads}
    return next((kind for kind in STANDING_ORDER if kind in standings), "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} %"


def _figures(duties: Sequence[Duty]) -> tuple[Figure, ...]:
    owing = [duty for duty in duties if duty.owes]
    of = {"total": len(owing), "heard": sum(duty.percent is not None for duty in owing)}
    done = sum(duty.is_verified for duty in owing)
    late = sum(duty.standing == Standing.OVERDUE for duty in owing)
    count = _("of %(total)d duties that owe reports") % of
    return (
        Figure(_("Reported progress"), _percent(area_percent(duties, reported)), _("%(heard)d of %(total)d reported") % of),
        Figure(_("Planned by this day"), _percent(area_percent(duties, planned)), _("linear from start to due date")),
        Figure(_("Verified"), str(done), count),
        Figure(_("Overdue"), str(late), count),
    )  # fmt: skip


def _area_table(areas: Sequence[tuple[str, list[Duty]]]) -> Table:
    columns = (
        area(),
        Column("tasks", _("Tasks"), "int", 8),
        Column("owing", _("Duties owing reports"), "int", 10),
        Column("heard", _("of these reported"), "int", 10),
        Column("reported", _("Reported"), "percent", 11),
        Column("planned", _("Planned"), "percent", 11),
        Column("verified", _("Verified"), "percent", 11),
        *(Column(kind, str(Standing(kind).label), "int", 10) for kind in STANDING_ORDER),
    )
    paper = ("area", "tasks", "owing", "heard", "reported", "planned", "verified", "overdue", "behind", "done_on_time")
    rows = tuple(_area_row(label, own) for label, own in areas)
    return Table("areas", _("By reform area"), columns, rows, bars="reported", on_paper=paper)


def _area_row(label: str, duties: list[Duty]) -> tuple[Value, ...]:
    owing = [duty for duty in duties if duty.owes]
    counts = Counter(duty.standing for duty in owing)
    return (
        label, len({duty.task for duty in duties}), len(owing), sum(duty.percent is not None for duty in owing),
        *(_rounded(area_percent(duties, measured)) for measured in (reported, planned, verified)),
        *(counts[kind] for kind in STANDING_ORDER),
    )  # fmt: skip


def _task_table(duties: Sequence[Duty]) -> Table:
    columns = (
        area(),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=50),
        Column("standing", _("Worst standing of the leads"), width=18),
        Column("leads", _("Leads"), width=30),
        Column("owing", _("Duties owing reports"), "int", 10),
        Column("heard", _("of these reported"), "int", 10),
        Column("reported", _("Reported"), "percent", 11),
        Column("planned", _("Planned"), "percent", 11),
        Column("verified", _("Verified"), "percent", 11),
        Column("due_on", _("Last due date"), "date", 12),
    )
    rows = tuple(_task_row(list(own)) for _key, own in groupby(duties, key=lambda duty: (duty.area, duty.task)))
    paper = ("task", "title", "standing", "leads", "owing", "heard", "reported", "planned", "verified", "due_on")
    return Table("tasks", _("By task"), columns, rows, on_paper=paper)


def _task_row(duties: list[Duty]) -> tuple[Value, ...]:
    first, owing = duties[0], [duty for duty in duties if duty.owes]
    kind = worst(duties)
    leads = dict.fromkeys(duty.agency for duty in duties if duty.heads)
    return (
        first.area, first.task, first.task_title, str(Standing(kind).label) if kind else None, ", ".join(leads),
        len(owing), sum(duty.percent is not None for duty in owing),
        *(_rounded(task_percent(duties, measured)) for measured in (reported, planned, verified)),
        max(duty.due_on for duty in duties),
    )  # fmt: skip


def _chart(areas: Sequence[tuple[str, list[Duty]]]) -> charts.Chart:
    rows = []
    for label, own in areas:
        counts = Counter(duty.standing for duty in own if duty.owes)
        parts = (charts.Slice(str(Standing(kind).label), counts[kind], kind) for kind in STANDING_ORDER if counts[kind])
        rows.append(charts.Row(label, tuple(parts)))
    return charts.bars_chart(rows, title=_("Duties that owe reports, by reform area and standing"), head=_("Reform area"))


def _notes() -> tuple[str, ...]:
    return (
        _("A task's percentage is the mean over its measures of the mean over their lead agencies; an area's is the mean over its tasks. Only agencies that have reported count: a missing report is not a zero."),
        _("“Reported” is what the agencies say themselves; “verified” is the share that the secretariat has verified."),
        _("“Planned” grows evenly from the start of a duty to its due date."),
    )  # fmt: skip
