"""The access events as a file, exactly as the page shows them; the export is an access event itself."""

import datetime as dt
import json
from dataclasses import replace

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.event_list import PageFilter
from agencies.models import AccessEvent, EventChain, User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.filtering import asked as in_words
from reports.collecting import snapshot
from reports.document import Column, Document, Provenance, Table, Value, clean
from reports.exporting import RENDERERS, check_length, sent
from reports.framing import framed


@require_safe
def events(request: HttpRequest, kind: str) -> FileResponse:
    """The events as seen, all pages of them: the address carries the same filter."""
    asked = PageFilter(request.GET, user=request.user)
    if kind not in RENDERERS:
        raise Http404
    check_length(asked.qs.count())
    return sent(
        request, _document(request.user, asked, asked.qs.select_related("actor")), "access-events", kind
    )


def _document(user: User, asked: PageFilter, rows: QuerySet[AccessEvent]) -> Document:
    scope = clauses([_("what %(user)s may see") % {"user": user}, *in_words(asked.form, asked.data)])
    with snapshot():
        table = Table("events", _("Access events"), _columns(), tuple(map(_row, rows)))
        chain = EventChain.objects.filter(pk=1).first() or EventChain(pk=1)
    document = Document(
        kind="access_events", language=get_language() or "en", title=_("Access events"), subtitle="",
        provenance=_provenance(chain, scope), figures=(), tables=(table,), full=table.key,
    )  # fmt: skip
    made = framed(document, rows=len(table.rows))
    # Standings, and the rule behind them, are no matter of access.
    return replace(made, meta=tuple((label, text) for label, text in made.meta if text))


def _provenance(chain: EventChain, scope: str) -> Provenance:
    """The chain of the events stands in for a plan's ledger."""
    return Provenance(
        plan_slug="", plan_title=_("Access events"), as_of=clock.today(), day_over=False, scope=clean(scope),
        rule_version="", ledger_n=chain.n, ledger_hash=chain.hash, ledger_at=chain.at, demonstration=False,
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("n", _("No."), "int", 8),
        Column("at", _("When"), width=20),
        Column("wall_at", _("Real time"), width=20),
        Column("kind", _("Event"), width=22),
        Column("outcome", _("Outcome"), width=10),
        Column("who", _("Who"), width=30),
        Column("source", _("Address"), width=18),
        Column("subject", _("What it was about"), width=36),
        Column("details", _("Details"), width=60),
        Column("hash", _("Hash"), width=66),
    )


def _row(event: AccessEvent) -> tuple[Value, ...]:
    return (
        event.n,
        _moment(event.at),
        _moment(event.wall_at),
        str(event.get_kind_display()),
        str(event.get_outcome_display()),
        clean(event.actor_label),
        clean(event.source),
        clean(event.subject),
        clean(json.dumps(event.details, ensure_ascii=False, sort_keys=True)) if event.details else "",
        event.hash,
    )


def _moment(at: dt.datetime) -> str:
    """To the second, Asia/Shanghai."""
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
