"""From the ledger to a document: one snapshot of the database, one language, nothing written."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.models import Agency
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reports import framing, queries
from reports.corrections import corrections
from reports.document import Document, Provenance
from reports.enums import Kind
from reports.kinds import overdue, progress
from reports.kinds.content import Content
from reports.queries import Duty, Sight
from tasks.enums import Field

KINDS: dict[str, Callable[[Sequence[Duty]], Content]] = {
    Kind.PROGRESS: progress.content,
    Kind.OVERDUE: overdue.content,
}


class NoDuties(Exception):
    """Nothing is in sight on that day: an empty report would look like good news."""


@contextmanager
def snapshot() -> Iterator[None]:
    """One unchanging view of the database while a report is read, however many people write meanwhile.

    Inside a transaction of the caller there is nothing to begin: that one's view holds.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _reading_transaction():
            yield


@contextmanager
def _reading_transaction() -> Iterator[None]:
    """SQLite: the portal's transactions take the write lock at once; one that only reads must not."""
    usual = getattr(connection, "transaction_mode", None)
    setattr(connection, "transaction_mode", "DEFERRED")  # noqa: B010  an attribute of the SQLite backend alone
    try:
        with transaction.atomic():
            yield
    finally:
        setattr(connection, "transaction_mode", usual)  # noqa: B010  as above


def collect(kind: str, sight: Sight, language: str) -> Document:
    """The whole report as data, in the language; raises NoDuties."""
    with snapshot(), override(language):
        duties = queries.duties(sight)
        if not duties:
            raise NoDuties
        about = framing.provenance(sight.plan, sight.day, _scope(sight))
        content = KINDS[kind](duties)
        if kind == Kind.PROGRESS and (corrected := corrections(sight)):
            content = replace(content, tables=(*content.tables, corrected))
        return _framed(kind, language, about, content)


def _scope(sight: Sight) -> str:
    """The filter in words, for people who only hold the printed page."""
    whole = sight.user is None or sees_everything(sight.user)
    parts = [_("the whole plan") if whole else _("what %(user)s may see") % {"user": sight.user}]
    if code := sight.filter.get("agency"):
        parts.append(_("agency: %(name)s") % {"name": Agency.objects.get(code=code).name})
    if field := sight.filter.get("field"):
        parts.append(_("field: %(name)s") % {"name": Field(field).label})
    return clauses(parts)


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
