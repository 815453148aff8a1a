"""The overdue report: who is late, by how much, why, and what was done about it.

Lateness is counted against the present and against the original due date: a duty inside a granted extension
is in time by the one and late by the other, and both are said. Working days follow the Chinese calendar.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib import charts, workdays
from reports import queries
from reports.document import Column, Figure, Table, Value
from reports.kinds import overdue_places
from reports.kinds.columns import duty_columns, duty_values, lateness_columns
from reports.kinds.content import Content, NoDuties
from reports.queries import Duty, Sight
from tasks.enums import CLOSED_STATES, Standing, State

LONGEST_CHART = 20


def content(sight: Sight) -> Content:
    """The overdue report of the duties in sight; places by their figures, where the plan went to places."""
    duties, by_place = queries.duties(sight), overdue_places.table(sight)
    if not duties and not by_place:
        raise NoDuties
    made = of_duties(duties)
    if by_place is None:
        return made
    agencies, *rest = made.tables
    return replace(
        made,
        figures=(*made.figures, overdue_places.figure(by_place)),
        tables=(agencies, by_place, *rest),
        notes=(*made.notes, overdue_places.note()),
    )


def of_duties(duties: Sequence[Duty]) -> Content:
    """The overdue report of these duties."""
    late = sorted((duty for duty in duties if is_late(duty)), key=_lateness)
    agencies = _by_agency(duties)
    return Content(
        figures=_figures(duties),
        charts=_charts(agencies),
        tables=(_agency_table(agencies), _list(late)),
        full="overdue",
        notes=_notes(),
    )


def is_overdue(duty: Duty) -> bool:
    """Past the present due date and still open (a late claim stays overdue until it is verified)."""
    return duty.standing == Standing.OVERDUE


def is_late(duty: Duty) -> bool:
    """Still open and past the present or the original due date."""
    return duty.state not in CLOSED_STATES and (duty.late > 0 or duty.late_original > 0)


def _lateness(duty: Duty) -> tuple:
    """Those that owe reports first, then the latest, then in the order of the plan."""
    return (
        not duty.owes,
        -duty.late,
        -duty.late_original,
        duty.area_position,
        duty.task,
        duty.measure,
        duty.agency_code,
    )


def working_days_late(duty: Duty) -> int:
    """Working days past the present due date, 0 when it is in time."""
    return _working_days(duty.due_on, duty.late)


def _working_days(since: dt.date, days: int) -> int:
    return workdays.workdays_between(since, since + dt.timedelta(days=days))


def _by_agency(duties: Sequence[Duty]) -> list[tuple[str, list[Duty]]]:
    """Agencies with their duties that owe reports, the most overdue first."""
    owing = sorted((duty for duty in duties if duty.owes), key=lambda duty: (duty.agency_code, duty.agency))
    groups = [
        (own[0].agency, own)
        for own in (list(own) for _body, own in groupby(owing, key=lambda d: (d.agency_code, d.agency)))
    ]
    return sorted(
        groups,
        key=lambda group: (-sum(map(is_overdue, group[1])), -_longest(group[1]), group[1][0].agency_code),
    )


def _longest(duties: Sequence[Duty]) -> int:
    return max((duty.late for duty in duties if is_overdue(duty)), default=0)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _figures(duties: Sequence[Duty]) -> tuple[Figure, ...]:
    owing = [duty for duty in duties if duty.owes]
    overdue = [duty for duty in owing if is_overdue(duty)]
    extended = [duty for duty in owing if is_late(duty) and not duty.late]
    count = _("of %(total)d duties that owe reports") % {"total": len(owing)}
    slipped = _("%(count)d of them with a slip") % {"count": sum(duty.slips > 0 for duty in overdue)}
    return (
        Figure(_("Overdue"), str(len(overdue)), count),
        Figure(_("Longest"), _days(_longest(overdue)), slipped),
        Figure(_("Past the original date only"), str(len(extended)), _("inside a granted extension")),
        Figure(_("Agencies concerned"), str(len({duty.agency_code for duty in overdue})), ""),
    )


def _agency_table(agencies: Sequence[tuple[str, list[Duty]]]) -> Table:
    columns = (
        Column("agency", _("Agency"), width=34),
        *lateness_columns(),
        Column("no_reason", _("Overdue without a reason given"), "int", 14),
    )
    rows = tuple(_agency_row(name, own) for name, own in agencies)
    return Table("agencies", _("By agency"), columns, rows, bars="overdue")


def _agency_row(name: str, duties: list[Duty]) -> tuple[Value, ...]:
    overdue = [duty for duty in duties if is_overdue(duty)]
    extended = sum(is_late(duty) and not duty.late for duty in duties)
    return (
        name,
        len(duties),
        len(overdue),
        100 * len(overdue) // len(duties),
        _longest(duties),
        extended,
        sum(duty.slips for duty in duties),
        sum(not duty.cause for duty in overdue),
    )


def _list(late: Sequence[Duty]) -> Table:
    columns = (
        *duty_columns(),
        Column("state", _("State"), width=18),
        Column("percent", _("Reported"), "percent", 10),
        Column("due_on", _("Due"), "date", 12),
        Column("late", _("Days late"), "int", 9),
        Column("working", _("Working days late"), "int", 9),
        Column("original_due_on", _("Originally due"), "date", 12),
        Column("late_original", _("Days past the original date"), "int", 12),
        Column("working_original", _("Working days past the original date"), "int", 12),
        Column("reported_on", _("Last report"), "date", 12),
        Column("cause", _("Last reason given"), width=60),
        Column("slips", _("Slips"), "int", 8),
        Column("slip", _("Last slip"), width=10),
    )
    rows = tuple(
        (
            *duty_values(duty),
            str(State(duty.state).label),
            duty.percent,
            duty.due_on,
            duty.late,
            working_days_late(duty),
            duty.original_due_on,
            duty.late_original,
            _working_days(duty.original_due_on, duty.late_original),
            duty.reported_on,
            duty.cause or None,
            duty.slips,
            duty.slip or None,
        )
        for duty in late
    )
    paper = (
        "measure", "title", "agency", "role", "percent", "due_on", "late", "working", "original_due_on",
        "late_original", "cause", "slip",
    )  # fmt: skip
    return Table("overdue", _("Duties past a due date"), columns, rows, on_paper=paper)


def _charts(agencies: Sequence[tuple[str, list[Duty]]]) -> tuple[charts.Chart, ...]:
    late = [(name, sum(map(is_overdue, own))) for name, own in agencies]
    shown = [(name, count) for name, count in late if count][:LONGEST_CHART]
    label = str(Standing.OVERDUE.label)
    rows = [charts.Row(name, (charts.Slice(label, count, Standing.OVERDUE),)) for name, count in shown]
    return (charts.bars_chart(rows, title=_("Overdue duties by agency"), head=_("Agency")),) if rows else ()


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Agencies are counted with the duties on which they owe reports themselves; the list also shows"
            " supporting duties, which follow their leads, at its end."
        ),
        _(
            "A claimed completion stops the counting of days on the day of the claim; the duty stays overdue"
            " until it is verified."
        ),
        _("Working days follow the State Council's calendar of holidays and make-up workdays."),
    )
