"""The targets of a plan as a file, exactly as the page shows them: the same filter, place and past day."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import User
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.filtering import asked as in_words
from reports.document import Column, Document, Table, Value, clean
from reports.export_views import RENDERERS, sent
from reports.framing import framed, provenance
from tasks.asof import asked_day
from tasks.models import Plan
from tasks.targets import listing, pages, positions, wording
from tasks.targets.listing import Row, TargetList
from tasks.targets.pages import PlaceRow, TargetPage


def _plan(request: HttpRequest, slug: str, kind: str) -> Plan:
    if kind not in RENDERERS or not request.user.sees_business:
        raise Http404
    visible = Plan.objects.visible_to(request.user).select_related("jurisdiction")
    return get_object_or_404(visible, slug=slug)


@require_safe
def export_targets(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The list of targets as seen."""
    plan = _plan(request, slug, kind)
    return sent(list_document(request.user, listing.listed(request, plan)), "targets", kind)


@require_safe
def export_target(request: HttpRequest, slug: str, pk: int, kind: str) -> FileResponse:
    """The places of one target as seen."""
    plan = _plan(request, slug, kind)
    found = get_object_or_404(positions.of_plan(plan), pk=pk)
    page = pages.page_of(request.user, plan, found, asked_day(request))
    return sent(target_document(request.user, page), "target", kind)


def list_document(user: User, shown: TargetList) -> Document:
    """The rows that the filter leaves."""
    table = Table("targets", _("Targets"), _columns(), tuple(map(_row, shown.rows)))
    scope = clauses([_whose(user), *in_words(shown.form, shown.query)])
    return _document(shown.plan, shown.day, _("Targets"), scope, table)


def target_document(user: User, page: TargetPage) -> Document:
    """Every place with its newest value; with a value for the whole in the first row."""
    whole = [page.whole] if page.whole else []
    rows = tuple(_place_row(row) for row in (*whole, *page.places))
    table = Table("places", _("Places"), _place_columns(), rows)
    told = page.row.told
    scope = clauses([_whose(user), told.goal, told.figure, told.coverage])
    return _document(page.plan, page.day, page.row.title, scope, table)


def _whose(user: User) -> str:
    return _("what %(user)s may see") % {"user": user}


def _document(plan: Plan, day: dt.date, title: str, scope: str, table: Table) -> Document:
    document = Document(
        kind="targets",
        language=get_language() or "en",
        title=clean(title),
        subtitle=clean(plan.short_title),
        provenance=provenance(plan, day, scope),
        figures=(),
        tables=(table,),
        full=table.key,
        notes=(wording.stale_note(),),
    )
    return framed(document)


def _columns() -> tuple[Column, ...]:
    return (
        Column("task", _("Task"), width=7),
        Column("title", _("Target"), width=40),
        Column("text", _("Words of the text"), width=40),
        Column("goal", _("Asked"), width=18),
        Column("figure", _("Figure"), width=18),
        Column("value", _("Value"), "decimal", 12),
        Column("unit", _("Unit"), width=14),
        Column("numerator", _("Numerator"), "decimal", 12),
        Column("denominator", _("Denominator"), "decimal", 12),
        Column("low", _("Least"), "decimal", 10),
        Column("middle", _("Middle"), "decimal", 10),
        Column("high", _("Greatest"), "decimal", 10),
        Column("state", _("State"), width=16),
        Column("why", _("Why"), width=50),
        Column("given", _("Places with a value"), "int", 10),
        Column("asked", _("Places asked"), "int", 10),
        Column("meeting", _("Places that meet it"), "int", 10),
        Column("missing", _("No value"), width=40),
        Column("stale", _("Old value"), width=30),
    )


def _row(row: Row) -> tuple[Value, ...]:
    told, total, value = row.told, row.total, row.own.value if row.own else None
    numbers: Sequence[Decimal | None] = (
        (total.numerator, total.denominator, total.low, total.middle, total.high)
        if total
        else (value.numerator if value else None, value.denominator if value else None, None, None, None)
    )
    return (
        row.target.measure.task.number,
        clean(row.title),
        clean(row.target.text),
        clean(told.goal),
        clean(told.figure),
        _number(row.figure),
        clean(row.target.unit),
        *map(_number, numbers),
        str(told.state.label),
        clean(told.sentence),
        len(total.given) if total else None,
        total.asked if total else None,
        total.meeting if total else None,
        clean(told.missing),
        clean(told.stale),
    )


def _place_columns() -> tuple[Column, ...]:
    return (
        Column("place", _("Place"), width=24),
        Column("value", _("Value"), "decimal", 14),
        Column("unit", _("Unit"), width=16),
        Column("numerator", _("Numerator"), "decimal", 12),
        Column("denominator", _("Denominator"), "decimal", 12),
        Column("day", _("Day"), "date", 12),
        Column("state", _("State"), width=18),
        Column("why", _("Why"), width=60),
        Column("stale", _("Old value"), width=12),
    )


def _place_row(row: PlaceRow) -> tuple[Value, ...]:
    value = row.line.value
    return (
        clean(row.place),
        _number(value.value) if value else None,
        clean(row.line.target.unit),
        _number(value.numerator) if value else None,
        _number(value.denominator) if value else None,
        value.on if value else None,
        str(row.told.state.label),
        clean(row.told.sentence),
        _("yes") if row.line.is_stale else "",
    )


def _number(value: Decimal | None) -> int | float | None:
    """As a cell holds it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
