"""From the ledger to a document: one snapshot of the database, one language, nothing written."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.snapshot import snapshot as snapshot
from reports import framing, scopes
from reports.document import Document, Provenance
from reports.enums import Kind
from reports.kinds import changes, discipline, matrix, overdue, progress, targets
from reports.kinds.content import Content, NoDuties
from reports.queries import Sight

__all__ = ["KINDS", "NoDuties", "as_of_moment", "collect", "snapshot"]
# Each reads what it needs, inside the snapshot and the language of the report; with nothing to show it raises
# NoDuties, or Impossible with a sentence that says why.
KINDS: dict[str, Callable[[Sight], Content]] = {
    Kind.PROGRESS: progress.content,
    Kind.OVERDUE: overdue.content,
    Kind.DISCIPLINE: discipline.content,
    Kind.MATRIX: matrix.content,
    Kind.TARGETS: targets.content,
    Kind.CHANGES: changes.content,
}


def collect(kind: str, sight: Sight, language: str) -> Document:
    """The whole report as data, in the language; raises NoDuties, or Impossible when there is nothing."""
    with snapshot(), override(language):
        content = KINDS[kind](sight)
        about = framing.provenance(sight.plan, sight.day, _scope(sight))
        return _framed(kind, language, about, content)


def _scope(sight: Sight) -> str:
    """The filter in words, for people who only hold the printed page."""
    whole = sight.user is None or sees_everything(sight.user)
    parts = [_("the whole plan") if whole else _("what %(user)s may see") % {"user": sight.user}]
    if since := sight.since:
        parts.append(_("changes since the end of %(day)s") % {"day": since.isoformat()})
    return clauses([*parts, *scopes.words(sight.filter, sight.plan, sight.day)])


def _framed(kind: str, language: str, provenance: Provenance, content: Content) -> Document:
    document = Document(
        kind=kind,
        language=language,
        title=str(Kind(kind).label),
        subtitle=provenance.plan_title,
        provenance=provenance,
        figures=content.figures,
        tables=content.tables,
        full=content.full,
        charts=content.charts,
        notes=content.notes,
    )
    return framing.framed(document)


def as_of_moment(day: dt.date) -> dt.datetime:
    """The moment whose state a report of that day shows: its end, or now while it is not over."""
    return min(clock.end_of(day), clock.now())
