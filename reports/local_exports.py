"""The adoption register, two plans by fields, and findings as files, exactly as their pages show them."""

from collections.abc import Sequence

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, labelled, listed
from reformtracker.lib.filtering import asked as in_words
from reports.document import Column, Document, Table, Value, clean
from reports.exporting import RENDERERS, sent
from reports.framing import framed, provenance
from tasks.local import adopting, adoption_page, findings_page
from tasks.local.adopting import Line
from tasks.local.adoption_fields import FieldPair, Standpoint, by_field
from tasks.local.adoption_page import Mark
from tasks.local.adoption_terms import Terms
from tasks.local.findings_page import Group
from tasks.models import Finding, Plan, Task


@require_safe
def adoption(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The register, or both plans by fields; the address carries the same filter as the page."""
    if kind not in RENDERERS:
        raise Http404
    plan = adoption_page.asked_plan(request.user, slug)
    if plan.derived_from is None:
        return sent(request, _fields_document(request, plan), "fields", kind)
    register = adopting.register(plan)
    shown = adoption_page.shown(request.user, register, request.GET)
    scope = [labelled(_("National plan"), register.national), *in_words(shown.form, request.GET)]
    lines = Table("lines", _("National tasks"), _line_columns(), tuple(_line(*row) for row in shown.rows))
    extras = Table(
        "extras", shown.extra_mark.label, _task_columns(), tuple(_extra(each) for each in shown.extras)
    )
    tables, title = (lines, extras), _("Adoption register")
    return sent(request, _document(request, plan, "adoption", title, scope, tables), "adoption", kind)


@require_safe
def findings(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The statements of the page as one table, the counts as another."""
    if kind not in RENDERERS:
        raise Http404
    plan = get_object_or_404(Plan.objects.visible_to(request.user), slug=slug)
    shown = findings_page.shown(request.user, plan, request.GET)
    statements = Table("findings", _("Statements"), _finding_columns(), tuple(map(_finding, shown.findings)))
    groups = Table("groups", _("Counts of places"), _group_columns(), tuple(map(_group, shown.groups)))
    title, scope = _("What the source says about places"), in_words(shown.form, request.GET)
    document = _document(request, plan, "findings", title, scope, (statements, groups))
    return sent(request, document, "findings", kind)


def _fields_document(request: HttpRequest, plan: Plan) -> Document:
    against = adoption_page.beside(adoption_page.national_plans(request.user, plan), request.GET)
    if against is None:
        raise Http404
    rows = tuple(row for pair in by_field(against, plan) for row in _field_rows(pair, against, plan))
    columns = (
        Column("field", _("Field"), width=26),
        Column("document", _("Document"), width=24),
        *_task_columns(),
    )
    table = Table("fields", _("By fields"), columns, rows)
    scope = [labelled(_("Beside"), against)]
    return _document(request, plan, "fields", _("Local and national plans"), scope, (table,))


def _document(
    request: HttpRequest,
    plan: Plan,
    kind: str,
    title: str,
    scope: Sequence[object],
    tables: tuple[Table, ...],
) -> Document:
    said = clauses([_("what %(user)s may see") % {"user": request.user}, *scope])
    document = Document(
        kind=kind, language=get_language() or "en", title=title, subtitle=clean(plan),
        provenance=provenance(plan, clock.today(), said), figures=(), tables=tables, full=tables[0].key,
    )  # fmt: skip
    return framed(document)


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("number", _("No."), width=7),
        Column("title", _("National task"), width=42),
        Column("kind", _("Taken up"), width=16),
        Column("local", _("Local tasks"), width=42),
        Column("national_due", _("Due nationally"), "date", 12),
        Column("local_due", _("Due locally"), "date", 12),
        Column("national_targets", _("National targets"), width=30),
        Column("local_targets", _("Local targets"), width=30),
        Column("warnings", _("Later or lower"), width=50),
        Column("stricter", _("Earlier or higher"), width=50),
        Column("note", _("Note"), width=40),
        Column("decided_on", _("Decided on"), "date", 12),
        Column("decided_by", _("Decided by"), width=24),
    )


def _line(line: Line, mark: Mark) -> tuple[Value, ...]:
    local, decision = line.local_terms or Terms(), line.decision
    return (
        line.task.number,
        clean(line.task.short_title),
        mark.label,
        clean(listed(line.local)),
        line.national_terms.due_on,
        local.due_on,
        _targets(line.national_terms),
        _targets(local),
        clean(clauses(line.warnings)),
        clean(clauses(line.stricter)),
        clean(decision.note) if decision else "",
        clock.day_of(decision.at) if decision else None,
        clean(decision.by or "") if decision else "",
    )


def _targets(terms: Terms) -> str:
    return clean(clauses(map(str, terms.demands)))


def _task_columns() -> tuple[Column, ...]:
    return (
        Column("number", _("No."), width=7),
        Column("title", _("Task"), width=42),
        Column("due_on", _("Due"), "date", 12),
        Column("targets", _("Targets"), width=40),
    )


def _task(task: Task, terms: Terms) -> tuple[Value, ...]:
    return task.number, clean(task.short_title), terms.due_on, _targets(terms)


def _extra(extra: adopting.Extra) -> tuple[Value, ...]:
    return _task(extra.task, extra.terms)


def _field_rows(pair: FieldPair, national: Plan, local: Plan) -> list[tuple[Value, ...]]:
    sides: tuple[tuple[Plan, tuple[Standpoint, ...]], ...] = ((national, pair.national), (local, pair.local))
    return [(pair.label, clean(plan), *_task(one.task, one.terms)) for plan, side in sides for one in side]


def _finding_columns() -> tuple[Column, ...]:
    return (
        Column("code", _("Code"), width=9),
        Column("place", _("Place"), width=24),
        Column("number", _("No."), width=7),
        Column("title", _("Task"), width=36),
        Column("on", pgettext("finding", "On"), "date", 12),
        Column("text", _("Statement"), width=60),
        Column("quote", _("In the source's words"), width=60),
        Column("source", _("Source"), width=30),
    )


def _finding(found: Finding) -> tuple[Value, ...]:
    return (
        found.jurisdiction.code,
        clean(found.jurisdiction.name),
        found.task.number,
        clean(found.task.short_title),
        found.on,
        clean(found.text),
        clean(found.quote),
        clean(found.source),
    )


def _group_columns() -> tuple[Column, ...]:
    return (
        Column("number", _("No."), width=7),
        Column("what", _("What is counted"), width=44),
        Column("count", _("How many"), "int", 10),
        Column("out_of", _("Of how many"), "int", 10),
        Column("named", _("Named by the source"), width=36),
        Column("on", pgettext("finding", "On"), "date", 12),
        Column("quote", _("In the source's words"), width=60),
        Column("source", _("Source"), width=30),
        Column("note", _("Note"), width=40),
    )


def _group(group: Group) -> tuple[Value, ...]:
    reading = group.reading
    return (
        reading.target.measure.task.number,
        clean(group.title),
        int(reading.value),
        reading.out_of,
        clean(listed(place.name for place in group.named)),
        reading.on,
        clean(reading.quote),
        clean(reading.source),
        clean(reading.note),
    )
