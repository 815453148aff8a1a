"""The task list as a file, exactly as the page shows it: the same filter, order and past day."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.filtering import asked as in_words
from reports.collecting import snapshot
from reports.document import Column, Document, Provenance, Table, Value, clean
from reports.framing import framed, ledgers, provenance, provenance_of_all
from tasks import queries
from tasks.filters import ListFilter, Part
from tasks.models import Assignment, Plan
from tasks.models.assignment import AssignmentQuerySet


def duty_list(user: User, asked: ListFilter, rows: AssignmentQuerySet, as_of: dt.date | None) -> Document:
    """The duties of the list as one table, with a cover that says what was asked of whom, and when."""
    day = as_of or clock.today()
    with snapshot():
        table = _table(queries.explain(rows.for_list(), day))
        about, ledger = _provenance(user, asked, day)
    document = Document(
        kind="task_list",
        language=get_language() or "en",
        title=_("Task list"),
        subtitle=str(asked.plan or _("All plans")),
        provenance=about,
        figures=(),
        tables=(table,),
        full=table.key,
    )
    return framed(document, ledger=ledger, rows=len(table.rows))


def _provenance(user: User, asked: ListFilter, day: dt.date) -> tuple[Provenance, str]:
    """Where the rows come from; over several plans with the reach of each ledger in words."""
    scope = _scope(user, asked)
    if asked.plan:
        return provenance(asked.plan, day, scope), ""
    plans = list(Plan.objects.visible_to(user).issued())
    return provenance_of_all(plans, day, scope), ledgers(plans, day)


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


def _scope(user: User, asked: ListFilter) -> str:
    """The filter in words, and whose sight it was."""
    whose = _("what %(user)s may see") % {"user": user}
    return clauses([whose, *_left_out(asked), *in_words(asked.form, asked.data)])


def _left_out(asked: ListFilter) -> list[str]:
    """That the list leaves the places' duties out, which it does unasked; nothing where there are none."""
    unasked = asked.form.cleaned_data.get("part") == asked.form.initial["part"] == Part.BODIES
    if not unasked or not asked.of_both.local().exists():
        return []
    return [_("without the duties handed to places")]
