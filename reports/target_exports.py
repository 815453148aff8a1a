"""The targets of a plan as a file, exactly as the page shows them: the same filter, place and past day."""

import datetime as dt

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import User
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.filtering import asked as in_words
from reports.document import Document, Table, clean
from reports.exporting import RENDERERS, sent
from reports.framing import framed, provenance
from reports.target_tables import place_columns, place_row, target_columns, target_row
from tasks.asof import asked_day
from tasks.models import Plan
from tasks.targets import listing, pages, positions, wording
from tasks.targets.listing import TargetList
from tasks.targets.pages import TargetPage


def _plan(request: HttpRequest, slug: str, kind: str) -> Plan:
    if kind not in RENDERERS or not request.user.sees_business:
        raise Http404
    visible = Plan.objects.visible_to(request.user).select_related("jurisdiction")
    return get_object_or_404(visible, slug=slug)


@require_safe
def export_targets(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The list of targets as seen."""
    plan = _plan(request, slug, kind)
    return sent(request, list_document(request.user, listing.listed(request, plan)), "targets", kind)


@require_safe
def export_target(request: HttpRequest, slug: str, pk: int, kind: str) -> FileResponse:
    """The places of one target as seen."""
    plan = _plan(request, slug, kind)
    found = get_object_or_404(positions.of_plan(plan), pk=pk)
    page = pages.page_of(request.user, plan, found, asked_day(request))
    return sent(request, target_document(request.user, page), "target", kind)


def list_document(user: User, shown: TargetList) -> Document:
    """The rows that the filter leaves."""
    table = Table("targets", _("Targets"), target_columns(), tuple(map(target_row, shown.rows)))
    scope = clauses([_whose(user), *in_words(shown.form, shown.query)])
    return _document(shown.plan, shown.day, _("Targets"), scope, table)


def target_document(user: User, page: TargetPage) -> Document:
    """Every place with its newest value; with a value for the whole in the first row."""
    whole = [page.whole] if page.whole else []
    rows = tuple(place_row(row) for row in (*whole, *page.places))
    table = Table("places", _("Places"), place_columns(), rows)
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
