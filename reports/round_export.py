"""The returns of a round as a file, exactly as its page shows them: the same filter, order and past day."""

import datetime as dt

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.calendar_words import period_in_words
from reformtracker.lib.filtering import asked as in_words
from reports.collecting import snapshot
from reports.document import Column, Document, Table, Value, clean
from reports.exporting import RENDERERS, check_length, sent
from reports.framing import framed, provenance
from reports.kinds.columns import return_columns
from tasks.enums import Punctuality
from tasks.models import Return, Round
from tasks.rounds.filters import filtered_returns


@require_safe
def returns(request: HttpRequest, slug: str, number: str, kind: str) -> FileResponse:
    if kind not in RENDERERS:
        raise Http404
    seen = Round.objects.visible_to(request.user).opened().select_related("plan")
    round_ = get_object_or_404(seen, plan__slug=slug, number=number)
    return sent(request, _document(request, round_), f"round-{number}", kind)


def _document(request: HttpRequest, round_: Round) -> Document:
    with snapshot():
        asked, found, as_of = filtered_returns(request, round_)
        check_length(found.count())
        day = as_of or clock.today()
        rows = tuple(_row(row, day) for row in found)
        whose = _("what %(user)s may see") % {"user": request.user}
        scope = clauses([whose, *in_words(asked.form, asked.data)])
        about = provenance(round_.plan, day, scope)
    document = Document(
        kind="returns",
        language=get_language() or "en",
        title=_("Returns of %s") % period_in_words(round_.number),
        subtitle=clean(round_.plan),
        provenance=about,
        figures=(),
        tables=(Table("list", _("Returns"), _columns(), rows),),
        full="list",
    )
    return framed(document)


def _columns() -> tuple[Column, ...]:
    return (
        *return_columns(),
        Column("times_sent_back", _("Times sent back"), "int", 9),
        Column("corrected", _("Corrected after closing"), "int", 9),
    )


def _row(row: Return, day: dt.date) -> tuple[Value, ...]:
    duty = row.assignment
    task = duty.measure.task
    dates = (row.given_on, row.sent_back_on, row.again_on)
    return (
        task.number,
        clean(task.short_title),
        f"{task.number}/{duty.measure.position}",
        clean(duty.agency.short),
        clean(duty.agency.jurisdiction.label),
        str(Punctuality(row.at_punctuality).label),
        row.round.due_on,
        *(one if one and one <= day else None for one in dates),
        row.times_sent_back,
        row.corrected,
    )
