"""Columns that several reports share, and the full list of duties."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.document import Column, Table, Value
from reports.queries import Duty
from tasks.enums import Standing, State


def area() -> Column:
    return Column("area", _("Reform area"), width=34)


def duty_columns() -> tuple[Column, ...]:
    """What names a duty: area, task, measure, agency, role, and whether it owes reports itself."""
    return (
        area(),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=42),
        Column("measure", _("Measure"), width=9),
        Column("agency", _("Agency"), width=22),
        Column("role", pgettext("column", "Role"), width=15),
        Column("owes", _("Owes reports"), width=9),
    )


def duty_values(duty: Duty) -> tuple[Value, ...]:
    owes = pgettext("cell", "yes") if duty.owes else pgettext("cell", "no")
    return (duty.area, duty.task, duty.task_title, duty.measure_label, duty.agency, duty.role, owes)


def narrative(duties: Sequence[Duty]) -> Table:
    """What the agencies that owe reports said last in their own words, beside the figure; who never reported
    is named as well.
    """
    columns = (
        area(),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=36),
        Column("measure", _("Measure"), width=9),
        Column("agency", _("Agency"), width=22),
        Column("reported_on", _("Last report"), "date", 12),
        Column("percent", _("Reported"), "percent", 10),
        Column("standing", _("Standing"), width=16),
        Column("note", _("In the words of the agency"), width=80),
    )
    rows = tuple(
        (
            *duty_values(duty)[:5],
            duty.reported_on,
            duty.percent,
            str(Standing(duty.standing).label),
            duty.note or (_("has not reported") if duty.percent is None else None),
        )
        for duty in duties
        if duty.owes
    )
    paper = ("measure", "agency", "reported_on", "percent", "standing", "note")
    return Table("narrative", _("What the agencies say"), columns, rows, on_paper=paper)


def full_list(duties: Sequence[Duty]) -> Table:
    """Every duty in sight, whether or not it owes reports, in the order of the plan."""
    columns = (
        *duty_columns(),
        Column("standing", _("Standing"), width=16),
        Column("state", pgettext("column", "State"), width=18),
        Column("percent", _("Reported"), "percent", 10),
        Column("planned", _("Planned"), "percent", 10),
        Column("due_on", _("Due"), "date", 12),
        Column("original_due_on", _("Originally due"), "date", 12),
        Column("reported_on", _("Last report"), "date", 12),
        Column("completed_on", _("Completed"), "date", 12),
        Column("reason", _("Why this standing"), width=60),
        Column("note", _("Last note of the agency"), width=70),
    )
    rows = tuple(
        (
            *duty_values(duty),
            str(Standing(duty.standing).label),
            str(State(duty.state).label),
            duty.percent,
            duty.planned,
            duty.due_on,
            duty.original_due_on,
            duty.reported_on,
            duty.completed_on,
            duty.reason,
            duty.note,
        )
        for duty in duties
    )
    paper = ("measure", "title", "agency", "role", "standing", "percent", "due_on", "reason", "note")
    return Table("duties", _("All duties"), columns, rows, on_paper=paper)


def return_columns() -> tuple[Column, ...]:
    """What a list says of one return."""
    return (
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=42),
        Column("measure", _("Measure"), width=9),
        Column("agency", _("Agency"), width=26),
        Column("place", _("Place"), width=16),
        Column("punctuality", _("How it stands"), width=14),
        Column("due_on", _("Due"), "date", 12),
        Column("given_on", _("Given on"), "date", 12),
        Column("sent_back_on", _("Sent back"), "date", 12),
        Column("again_on", _("Given again on"), "date", 12),
    )


def lateness_columns() -> tuple[Column, ...]:
    """What a body or a place is counted with in the overdue report."""
    return (
        Column("owing", _("Duties owing reports"), "int", 12),
        Column("overdue", _("Overdue"), "int", 10),
        Column("share", _("Share overdue"), "percent", 11),
        Column("longest", _("Longest, days"), "int", 12),
        Column("extended", _("Past the original date only"), "int", 14),
        Column("slips", _("Slips"), "int", 9),
    )
