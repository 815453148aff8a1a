"""The progress report: how far each area and task is against the plan, by what is said and what is verified.

A task's percentage is the mean over its measures of the mean over their lead agencies, of those that
reported; an area's is the mean over its tasks; both are rounded down. Who has not reported is missing, not
zero: the coverage stands beside. A measure is verified when all its leads are.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from reformtracker.lib import charts
from reformtracker.lib.bilingual import listed
from reports import queries
from reports.corrections import corrections
from reports.document import Column, Figure, Table, Value, mean
from reports.kinds.columns import area, full_list, narrative
from reports.kinds.content import Content, NoDuties
from reports.queries import Duty, Sight
from tasks.enums import CLOSED_STATES, STANDING_ORDER, Standing


def content(sight: Sight) -> Content:
    """The progress report of the duties in sight; with what was corrected after its round was closed."""
    duties = queries.duties(sight)
    if not duties:
        raise NoDuties
    made, corrected = of_duties(duties), corrections(sight)
    return replace(made, tables=(*made.tables, corrected)) if corrected else made


def of_duties(duties: Sequence[Duty]) -> Content:
    """The progress report of these duties, which stand in the order of the plan."""
    areas = [(label, list(own)) for label, own in groupby(duties, key=lambda duty: duty.area)]
    return Content(
        figures=_figures(duties),
        charts=(_chart(areas),),
        tables=(_area_table(areas), _task_table(duties), narrative(duties), full_list(duties)),
        full="duties",
        notes=_notes(),
    )


class Led(Protocol):
    """What a mean needs to know of a duty; the dashboards bring a type of their own."""

    @property
    def task(self) -> str: ...
    @property
    def measure(self) -> int: ...
    @property
    def heads(self) -> bool: ...
    @property
    def percent(self) -> int | None: ...
    @property
    def planned(self) -> int: ...
    @property
    def is_verified(self) -> bool: ...


AnyLed = TypeVar("AnyLed", bound=Led)


def reported(duty: Led) -> int | None:
    """What the agency said, 0-100, or None when it has not."""
    return duty.percent


def planned(duty: Led) -> int:
    return duty.planned


def verified(duty: Led) -> int:
    return 100 if duty.is_verified else 0


def measures(duties: Iterable[AnyLed]) -> list[list[AnyLed]]:
    """The leads of each measure, for the measures that have a lead in sight."""
    leads = [duty for duty in duties if duty.heads]
    return [list(own) for _key, own in groupby(leads, key=lambda duty: (duty.task, duty.measure))]


def verified_measures(duties: Iterable[Duty]) -> int:
    """How many measures have only verified leads."""
    return sum(all(duty.is_verified for duty in own) for own in measures(duties))


def task_percent(duties: Iterable[AnyLed], measured: Callable[[AnyLed], int | None]) -> float | None:
    """The mean over measures of the mean over their leads, 0-100; None when no lead has a figure."""
    return _as_float(_over_measures(duties, measured))


def area_percent(duties: Iterable[AnyLed], measured: Callable[[AnyLed], int | None]) -> float | None:
    """The mean over the tasks, 0-100; None when no task has a figure."""
    tasks = groupby(duties, key=lambda duty: duty.task)
    return _as_float(mean(_over_measures(own, measured) for _task, own in tasks))


def _over_measures(duties: Iterable[AnyLed], measured: Callable[[AnyLed], int | None]) -> Fraction | None:
    return mean(mean(measured(duty) for duty in own) for own in measures(duties))


def _as_float(value: Fraction | None) -> float | None:
    """Exact until here, so that a mean of 58 is not 57.999."""
    return None if value is None else float(value)


def next_due(duties: Sequence[Duty]) -> dt.date:
    """The earliest due date that is still open, else the latest."""
    still_open = [duty.due_on for duty in duties if duty.state not in CLOSED_STATES]
    return min(still_open) if still_open else max(duty.due_on for duty in duties)


def worst(duties: Iterable[Duty]) -> str:
    """The worst standing of the leads; empty when none of them is in sight."""
    standings = {duty.standing for duty in duties if duty.heads}
    return next((kind for kind in STANDING_ORDER if kind in standings), "")


def _whole(value: float | None) -> int | None:
    """Rounded down, so that nothing shows 100 before it is."""
    return None if value is None else int(value)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{int(value)}%"


def _heard(owing: Sequence[Duty]) -> int:
    """How many have ever reported: the coverage of every percentage."""
    return sum(duty.percent is not None for duty in owing)


def _figures(duties: Sequence[Duty]) -> tuple[Figure, ...]:
    owing = [duty for duty in duties if duty.owes]
    heard = _("%(heard)d of %(total)d reported") % {"heard": _heard(owing), "total": len(owing)}
    late = sum(duty.standing == Standing.OVERDUE for duty in owing)
    count = _("of %(total)d duties that owe reports") % {"total": len(owing)}
    whole = _("of %(total)d measures") % {"total": len(measures(duties))}
    return (
        Figure(_("Reported progress"), _percent(area_percent(duties, reported)), heard),
        Figure(
            _("Planned by this day"),
            _percent(area_percent(duties, planned)),
            _("linear from start to due date"),
        ),
        Figure(_("Verified"), str(verified_measures(duties)), whole),
        Figure(_("Overdue"), str(late), count),
    )


def _area_table(areas: Sequence[tuple[str, list[Duty]]]) -> Table:
    columns = (
        area(),
        Column("tasks", _("Tasks"), "int", 8),
        Column("owing", _("Duties owing reports"), "int", 10),
        Column("heard", _("of these reported"), "int", 10),
        Column("reported", _("Reported"), "percent", 11),
        Column("planned", _("Planned"), "percent", 11),
        Column("gap", _("Against the plan, points"), "int", 11),
        Column("measures", _("Measures"), "int", 10),
        Column("verified", _("of these verified"), "int", 10),
        Column("verified_share", _("Share verified"), "percent", 10),
        *(Column(kind, str(Standing(kind).label), "int", 10) for kind in STANDING_ORDER),
    )
    paper = (
        "area", "tasks", "owing", "heard", "reported", "planned", "gap", "measures", "verified", "overdue",
        "behind", "done_on_time",
    )  # fmt: skip
    rows = tuple(_area_row(label, own) for label, own in areas)
    return Table("areas", _("By reform area"), columns, rows, bars="reported", on_paper=paper)


def _area_row(label: str, duties: list[Duty]) -> tuple[Value, ...]:
    owing = [duty for duty in duties if duty.owes]
    counts = Counter(duty.standing for duty in owing)
    return (
        label,
        len({duty.task for duty in duties}),
        len(owing),
        _heard(owing),
        *_against_plan(area_percent(duties, reported), area_percent(duties, planned)),
        *_verified(duties),
        *(counts[kind] for kind in STANDING_ORDER),
    )


def _task_table(duties: Sequence[Duty]) -> Table:
    columns = (
        area(),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=44),
        Column("standing", _("Worst standing of the leads"), width=17),
        Column("leads", _("Leads"), width=26),
        Column("owing", _("Duties owing reports"), "int", 10),
        Column("heard", _("of these reported"), "int", 10),
        Column("reported", _("Reported"), "percent", 11),
        Column("planned", _("Planned"), "percent", 11),
        Column("gap", _("Against the plan, points"), "int", 11),
        Column("measures", _("Measures"), "int", 10),
        Column("verified", _("of these verified"), "int", 10),
        Column("verified_share", _("Share verified"), "percent", 10),
        Column("due_on", _("Next due date"), "date", 12),
    )
    rows = tuple(
        _task_row(list(own)) for _key, own in groupby(duties, key=lambda duty: (duty.area, duty.task))
    )
    paper = (
        "task", "title", "standing", "leads", "owing", "heard", "reported", "planned", "gap", "measures",
        "verified", "due_on",
    )  # fmt: skip
    return Table("tasks", _("By task"), columns, rows, on_paper=paper)


def _task_row(duties: list[Duty]) -> tuple[Value, ...]:
    first, owing = duties[0], [duty for duty in duties if duty.owes]
    kind = worst(duties)
    leads = dict.fromkeys(duty.agency for duty in duties if duty.heads)
    return (
        first.area,
        first.task,
        first.task_title,
        str(Standing(kind).label) if kind else None,
        listed(leads),
        len(owing),
        _heard(owing),
        *_against_plan(task_percent(duties, reported), task_percent(duties, planned)),
        *_verified(duties),
        next_due([duty for duty in duties if duty.heads] or duties),
    )


def _against_plan(actual: float | None, aim: float | None) -> tuple[int | None, int | None, int | None]:
    """Reported and planned, percent rounded down, and the points between these two as shown."""
    said, due = _whole(actual), _whole(aim)
    return said, due, None if said is None or due is None else said - due


def _verified(duties: Sequence[Duty]) -> tuple[int, int, int | None]:
    """Measures, how many of them are verified, and the share in percent, rounded down."""
    whole, done = len(measures(duties)), verified_measures(duties)
    return whole, done, 100 * done // whole if whole else None


def _chart(areas: Sequence[tuple[str, list[Duty]]]) -> charts.Chart:
    rows = []
    for label, own in areas:
        counts = Counter(duty.standing for duty in own if duty.owes)
        parts = (
            charts.Slice(str(Standing(kind).label), counts[kind], kind)
            for kind in STANDING_ORDER
            if counts[kind]
        )
        rows.append(charts.Row(label, tuple(parts)))
    return charts.bars_chart(
        rows, title=_("Duties that owe reports, by reform area and standing"), head=_("Reform area")
    )


def _notes() -> tuple[str, ...]:
    return (
        _(
            "A task's percentage is the mean over its measures of the mean over their lead agencies; an"
            " area's is the mean over its tasks; both are rounded down. Only agencies that have reported"
            " count: a missing report is not a zero."
        ),
        _(
            "“Reported” is what the agencies say themselves; a measure counts as verified when the"
            " secretariat has verified all its leads."
        ),
        _(
            "“Planned” grows evenly from the start of a duty to its due date; “against the plan” is what was"
            " reported less what was planned."
        ),
    )
