"""The list of editions and a comparison of two as files."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, labelled
from reformtracker.lib.filtering import asked as in_words
from reports.document import Column, Document, Table, Value, clean
from reports.editions.comparing import Differences, TableDifference
from reports.editions.listing import EditionFilter
from reports.framing import framed, ledgers, provenance, provenance_of_all
from reports.models import Edition
from tasks.models import Plan


def edition_list(user: User, asked: EditionFilter, rows: Iterable[Edition]) -> Document:
    """The editions as the page shows them, one row each."""
    columns = (
        Column("at", _("Issued on"), "date", 12),
        Column("kind", _("Report"), width=18),
        Column("plan", _("Plan"), width=14),
        Column("title", _("Title"), width=50),
        Column("as_of", _("As of"), "date", 12),
        Column("number", _("Edition"), "int", 9),
        Column("corrected", _("Corrected by edition"), "int", 12),
        Column("reason", _("Why it was corrected"), width=50),
        Column("by", _("Issued by"), width=28),
        Column("ledger_n", _("Ledger up to"), "int", 12),
        Column("data", _("SHA-256 of the data"), width=66),
    )
    table = Table("editions", _("Editions"), columns, tuple(_row(edition) for edition in rows))
    scope = clauses([_("what %(user)s may see") % {"user": user}, *in_words(asked.form, asked.data)])
    plans, day = list(Plan.objects.visible_to(user).issued()), clock.today()
    about = provenance_of_all(plans, day, scope)
    document = Document(
        kind="editions", language=get_language() or "en", title=_("Editions"), subtitle=str(_("All plans")),
        provenance=about, figures=(), tables=(table,), full=table.key,
    )  # fmt: skip
    return framed(document, ledger=ledgers(plans, day), rows=len(table.rows))


def _row(edition: Edition) -> tuple[Value, ...]:
    corrected = getattr(edition, "corrected_by", None)
    return (
        clock.day_of(edition.at),
        edition.get_kind_display(),
        edition.plan.slug,
        clean(edition.title),
        edition.as_of,
        edition.number,
        corrected.number if corrected else None,
        clean(edition.reason),
        clean(edition.issued_label) or _("the portal itself"),
        edition.frozen["ledger"]["n"],
        edition.data_sha256,
    )


def comparison(user: User, before: Edition, after: Edition, found: Differences) -> Document:
    """Every difference from one edition to the other, one row each, none left out."""
    columns = (
        Column("part", _("Part"), width=30),
        Column("what", _("What changed"), width=14),
        Column("row", pgettext("comparison", "Row"), width=46),
        Column("column", _("Column"), width=24),
        Column("before", pgettext("comparison", "Before"), width=30),
        Column("after", pgettext("comparison", "Now"), width=30),
    )
    rows = (*_figures(found), *(row for table in found.tables for row in _rows(table)))
    table = Table("differences", _("Differences"), columns, rows)
    scope = clauses([_("what %(user)s may see") % {"user": user}, *map(_said, (before, after))])
    document = Document(
        kind="edition_comparison", language=get_language() or "en", title=_("Two editions compared"),
        subtitle=str(after.plan.short_title), provenance=provenance(after.plan, after.as_of, scope),
        figures=(), tables=(table,), full=table.key,
    )  # fmt: skip
    return framed(document)


def _said(edition: Edition) -> str:
    number = _("edition %(number)d as of %(day)s") % {"number": edition.number, "day": edition.as_of}
    return labelled(number, edition.data_sha256)


def _figures(found: Differences) -> Iterator[tuple[Value, ...]]:
    for pair in found.figures:
        if pair.changed:
            yield (
                _("Figures"),
                pgettext("row", "changed"),
                clean(pair.label),
                "",
                clean(pair.before or ""),
                clean(pair.after or ""),
            )


def _rows(table: TableDifference) -> Iterator[tuple[Value, ...]]:
    title = clean(table.title)
    yield from ((title, pgettext("row", "new"), clean(name), "", "", "") for name in table.new)
    yield from ((title, pgettext("row", "gone"), clean(name), "", "", "") for name in table.gone)
    for changed in table.changed:
        for cell in changed.cells:
            values = (_text(cell.before), _text(cell.after))
            yield title, pgettext("row", "changed"), clean(changed.name), clean(cell.title), *values


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else clean(str(value))
