"""What was corrected after the day of a report: shown beside the figures of a correcting edition.

The figures stay those of the record of that day. The table is bounded by an entry of the ledger, so that the
correcting edition gives the same bytes whenever it is made again.
"""

from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from reformtracker.lib import clock
from reports import scopes
from reports.document import Column, Document, Table, Value, clean
from reports.editions.beside import KNOWN
from reports.framing import framed
from reports.models import Report
from tasks.enums import Move
from tasks.models import Assignment, Chain, Entry, Plan

KEY = "corrected_since"


def newest_n(plan: Plan) -> int:
    """The number of the plan's newest entry; 0 without any."""
    return Chain.objects.filter(plan=plan).values_list("n", flat=True).first() or 0


def corrections(report: Report, counted: int) -> QuerySet[Entry]:
    """Entries after number `counted` that correct one up to it, of the duties that the report is about."""
    duties = Assignment.objects.of_plan(report.plan).at(report.as_of)
    narrowed = scopes.narrowed(duties, report.filter, None, report.as_of) if report.filter else duties
    return Entry.objects.filter(
        plan=report.plan_id,
        n__gt=counted,
        move=Move.CORRECT,
        details__corrects__lte=counted,
        assignment__in=narrowed.order_by().values("pk"),
    ).order_by("n")


def shown_beside(document: Document, report: Report) -> Document:
    """The document with the table of later corrections, if the report asks for it and there are any."""
    known = report.parameters.get(KNOWN)
    if not isinstance(known, int):
        return document
    found = corrections(report, document.provenance.ledger_n).filter(n__lte=known)
    with override(document.language):
        table = _table(list(found.select_related("assignment__agency", "assignment__measure__task")), report)
        return framed(replace(document, tables=(*document.tables, table))) if table.rows else document


def _table(entries: list[Entry], report: Report) -> Table:
    numbers = {entry.details["corrects"] for entry in entries}
    first = {one.n: one for one in Entry.objects.filter(plan=report.plan_id, n__in=numbers)}
    columns = (
        Column("n", _("Entry"), "int", 8),
        Column("at", _("Made on"), "date", 12),
        Column("measure", _("Measure"), width=9),
        Column("title", _("Title"), width=42),
        Column("agency", _("Agency"), width=22),
        Column("corrects", _("Corrects entry"), "int", 10),
        Column("given", _("As counted here"), "percent", 12),
        Column("percent", _("As corrected"), "percent", 12),
        Column("state", _("State as corrected"), width=18),
        Column("due_on", _("Due as corrected"), "date", 12),
        Column("said", _("What was said"), width=70),
    )
    rows = tuple(_row(entry, first[entry.details["corrects"]]) for entry in entries)
    paper = ("n", "at", "measure", "title", "agency", "given", "percent", "said")
    return Table(KEY, _("Corrected since that day"), columns, rows, on_paper=paper)


def _row(entry: Entry, first: Entry) -> tuple[Value, ...]:
    duty = entry.assignment
    task = duty.measure.task
    return (
        entry.n,
        clock.day_of(entry.at),
        f"{task.number}/{duty.measure.position}",
        clean(task.short_title),
        clean(duty.agency.short or duty.agency.name),
        first.n,
        first.percent,
        entry.percent,
        entry.get_state_display(),
        entry.due_on,
        clean(entry.reason or entry.note),
    )
