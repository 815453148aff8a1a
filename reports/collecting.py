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
from reports import queries
from reports.document import Document, Provenance, clean, digest
from reports.enums import Kind
from reports.kinds import overdue, progress
from reports.kinds.content import Content
from reports.queries import Duty, Sight
from tasks.enums import Field
from tasks.standing import RULE_VERSION

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
        provenance = _provenance(sight)
        return _framed(kind, language, provenance, KINDS[kind](duties))


def _provenance(sight: Sight) -> Provenance:
    entry = queries.newest_entry(sight.plan, sight.day)
    return Provenance(
        plan_slug=sight.plan.slug,
        plan_title=clean(sight.plan.short_title),
        as_of=sight.day,
        day_over=sight.day < clock.today(),
        scope=clean(_scope(sight)),
        rule_version=RULE_VERSION,
        ledger_n=entry.n if entry else 0,
        ledger_hash=entry.hash if entry else "",
        ledger_at=entry.at if entry else None,
        demonstration=queries.is_demonstration(sight.plan, sight.day),
    )


def _scope(sight: Sight) -> str:
    """The filter in words, for people who only hold the printed page."""
    whole = sight.user is None or sees_everything(sight.user)
    parts = [_("the whole plan") if whole else _("what %(user)s may see") % {"user": sight.user}]
    if code := sight.filter.get("agency"):
        parts.append(_("agency: %(name)s") % {"name": Agency.objects.get(code=code).name})
    if field := sight.filter.get("field"):
        parts.append(_("field: %(name)s") % {"name": Field(field).label})
    return "; ".join(parts)


def _framed(kind: str, language: str, provenance: Provenance, content: Content) -> Document:
    day = provenance.as_of.isoformat()
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
        marks=_marks(provenance),
    )
    sha256 = digest(document)
    return replace(document, data_sha256=sha256, meta=_meta(provenance, day, sha256))


def _marks(provenance: Provenance) -> tuple[str, ...]:
    if not provenance.demonstration:
        return ()
    return (_("Demonstration: reports and dates of progress are invented, only the plan is real."),)


def _meta(provenance: Provenance, day: str, sha256: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Plan"), f"{provenance.plan_title} ({provenance.plan_slug})"),
        (_("As of"), _as_of(provenance, day)),
        (_("Ledger up to"), _ledger(provenance)),
        (_("Scope and filter"), provenance.scope),
        (_("Rule version of the standings"), provenance.rule_version),
        (_("SHA-256 of the data"), sha256),
    )


def _as_of(provenance: Provenance, day: str) -> str:
    if provenance.day_over:
        return _("%(day)s 24:00, end of the day (Asia/Shanghai)") % {"day": day}
    return _("%(day)s, a day not over when the report was made (Asia/Shanghai)") % {"day": day}


def _ledger(provenance: Provenance) -> str:
    if provenance.ledger_at is None:
        return _("no entry")
    at = provenance.ledger_at.astimezone(clock.SHANGHAI)
    return _("entry %(n)d of %(moment)s, hash %(hash)s") % {
        "n": provenance.ledger_n,
        "moment": at.strftime("%Y-%m-%d %H:%M"),
        "hash": provenance.ledger_hash,
    }


def as_of_moment(day: dt.date) -> dt.datetime:
    """The moment whose state a report of that day shows: its end, or now while it is not over."""
    return min(clock.end_of(day), clock.now())
