"""The list of slips as a file, exactly as the page shows it."""

import datetime as dt

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.filtering import asked as in_words
from reports.collecting import snapshot
from reports.document import Column, Document, Table, Value, clean
from reports.exporting import RENDERERS, check_length, sent
from reports.framing import framed, ledgers, provenance_of_all
from tasks.models import Plan, Slip
from tasks.slips import listing
from tasks.slips.listing import SlipFilter


@require_safe
def slips(request: HttpRequest, kind: str) -> FileResponse:
    """The slips as seen: the address carries the same filter, order and past day as the page."""
    if kind not in RENDERERS or not request.user.sees_business:
        raise Http404
    asked, rows, as_of = listing.asked_slips(request)
    check_length(rows.count())
    return sent(request, _document(request.user, asked, rows, as_of), "slips", kind)


def _document(user: User, asked: SlipFilter, rows, as_of: dt.date | None) -> Document:
    day = as_of or clock.today()
    scope = clauses([_("what %(user)s may see") % {"user": user}, *in_words(asked.form, asked.data)])
    with snapshot():
        table = Table("slips", _("Slips"), _columns(), tuple(map(_row, listing.with_duties(rows))))
        plans = list(Plan.objects.visible_to(user).issued())
        about, ledger = provenance_of_all(plans, day, scope), ledgers(plans, day)
    document = Document(
        kind="slips", language=get_language() or "en", title=_("Slips"), subtitle=str(_("All plans")),
        provenance=about, figures=(), tables=(table,), full=table.key,
    )  # fmt: skip
    return framed(document, ledger=ledger, rows=len(table.rows))


def _columns() -> tuple[Column, ...]:
    return (
        Column("plan", _("Plan"), width=12),
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=42),
        Column("agency", _("Agency"), width=22),
        Column("role", pgettext("column", "Role"), width=15),
        Column("colour", _("Colour of the slip"), width=10),
        Column("issued_on", pgettext("slip", "Issued"), "date", 12),
        Column("reply_by", _("Reply by"), "date", 12),
        Column("reply", _("Reply"), width=16),
        Column("replied_on", _("Replied on"), "date", 12),
        Column("note", _("What the agency is asked for"), width=50),
    )


def _row(slip: Slip) -> tuple[Value, ...]:
    duty, task = slip.assignment, slip.assignment.measure.task
    return (
        task.area.plan.slug,
        task.number,
        clean(task.short_title),
        clean(duty.agency.short),
        duty.get_role_display(),
        str(slip.get_colour_display()),
        clock.day_of(slip.entry.at),
        slip.reply_by,
        listing.reply_words(slip),
        listing.replied_on(slip),
        clean(slip.entry.note),
    )
