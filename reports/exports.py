"""The task list as a file, exactly as the page shows it: the same filter, order and past day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reports.document import Column, Document, Provenance, Table, Value, clean, digest
from tasks import queries
from tasks.filters import ListFilter
from tasks.models import Assignment, Plan
from tasks.models.assignment import AssignmentQuerySet
from tasks.standing import RULE_VERSION


def duty_list(user, asked: ListFilter, rows: AssignmentQuerySet, as_of: dt.date | None) -> Document:
    """The duties of the list as one table, with a cover that says what was asked of whom, and when."""
    day = as_of or clock.today()
    table = _table(queries.explain(rows.for_list(), day))
    scope = clean(_scope(user, asked))
    document = Document(
        kind="task_list",
        language=get_language() or "en",
        title=_("Task list"),
        subtitle=str(asked.plan or _("All plans")),
        provenance=_provenance(asked.plan, day, as_of is not None, scope),
        figures=(),
        tables=(table,),
        full=table.key,
        marks=_marks(asked.plan),
    )
    return replace(document, meta=_meta(day, scope, len(table.rows), digest(document)))


def _table(duties: Iterable[Assignment]) -> Table:
    columns = (
        Column("plan", _("Plan"), width=12),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=42),
        Column("measure", _("Measure"), width=9),
        Column("agency", _("Agency"), width=22),
        Column("role", pgettext("column", "Role"), width=15),
        Column("standing", _("Standing"), width=16),
        Column("reason", _("Why this standing"), width=60),
        Column("state", pgettext("column", "State"), width=18),
        Column("percent", _("Reported"), "percent", 10),
        Column("due_on", _("Due"), "date", 12),
        Column("original_due_on", _("Originally due"), "date", 12),
        Column("reported_on", _("Last report"), "date", 12),
    )
    return Table("list", _("Task list"), columns, tuple(_row(duty) for duty in duties))


def _row(duty) -> tuple[Value, ...]:
    task, facts = duty.measure.task, duty.facts
    return (
        task.area.plan.slug,
        task.number,
        clean(task.short_title),
        f"{task.number}/{duty.measure.position}",
        clean(duty.agency.short),
        duty.get_role_display(),
        str(duty.light.label),
        clean(duty.reason),
        str(Assignment(state=facts.state).get_state_display()),
        facts.percent if facts.reported_on else None,
        facts.due_on,
        duty.original_due_on,
        facts.reported_on,
    )


def _provenance(plan: Plan | None, day: dt.date, day_over: bool, scope: str) -> Provenance:
    return Provenance(
        plan_slug=plan.slug if plan else "",
        plan_title=clean(plan or ""),
        as_of=day,
        day_over=day_over,
        scope=scope,
        rule_version=RULE_VERSION,
        ledger_n=0,
        ledger_hash="",
        ledger_at=None,
        demonstration=plan.demonstration if plan else False,
    )


def _marks(plan: Plan | None) -> tuple[str, ...]:
    shown = [plan] if plan else Plan.objects.all()
    if any(one.demonstration for one in shown):
        return (_("Demonstration: reports and dates of progress are invented, only the plan is real."),)
    return ()


def _scope(user, asked: ListFilter) -> str:
    """The filter in words, and whose sight it was."""
    form = asked.form
    parts = [_("what %(user)s may see") % {"user": user}]
    for name, value in form.cleaned_data.items():
        if value not in (None, "", [], False):
            label = form.fields[name].label
            parts.append(f"{label}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return "; ".join(parts)


def _meta(day: dt.date, scope: str, count: int, sha256: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("As of"), day.isoformat()),
        (_("Scope and filter"), scope),
        (_("Rows"), str(count)),
        (_("Rule version of the standings"), RULE_VERSION),
        (_("SHA-256 of the data"), sha256),
    )
