"""Reporting discipline as a file: the rows of the page in its order and words."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import clauses
from reformtracker.lib.calendar_words import period_in_words
from reports.discipline import Line
from reports.discipline_rows import PROVINCES, Discipline, Row
from reports.document import Column, Document, Table, Value, clean
from reports.framing import framed, provenance
from tasks.rounds.tallies import JUDGED


def discipline_document(found: Discipline, rows: Sequence[Row], sentence: str) -> Document:
    """`rows` as arranged on the page; the last row holds all returns together."""
    period = period_in_words(found.round.number) if found.round else _("all rounds")
    body = tuple(_values(row.rank, clean(row.name), row.line, row.trend) for row in rows)
    whole = _values(None, _("All returns"), found.whole, "")
    table = Table("list", _("Reporting discipline"), _columns(found), (*body, whole))
    document = Document(
        kind="discipline",
        language=get_language() or "en",
        title=_("Reporting discipline"),
        subtitle=clean(found.plan),
        provenance=provenance(found.plan, found.day, clauses([period, sentence])),
        figures=(),
        tables=(table,),
        full=table.key,
    )
    return framed(document)


def _columns(found: Discipline) -> tuple[Column, ...]:
    who = _("Province") if found.by == PROVINCES else _("Agency")
    pairs = [
        (Column(kind, str(kind.label), "int", 9), Column(f"{kind}_share", f"{kind.label} %", "decimal", 10))
        for kind in JUDGED
    ]
    return (
        Column("rank", _("Rank"), "int", 7),
        Column("name", who, width=24),
        Column("owed", _("Owed"), "int", 8),
        *(column for pair in pairs for column in pair),
        Column("ever_returned", _("Ever sent back"), "int", 9),
        Column("early", _("Given, not due yet"), "int", 9),
        Column("pending", _("Not due yet"), "int", 9),
        Column("excused", _("Excused"), "int", 9),
        Column("trend", _("Trend"), width=24),
    )


def _values(rank: int | None, name: str, line: Line, trend: str) -> tuple[Value, ...]:
    counts = (line.on_time, line.late, line.missing, line.returned)
    shares = [line.share(count) for count in counts]
    rounded = [None if share is None else round(share, 1) for share in shares]
    pairs = [value for pair in zip(counts, rounded, strict=True) for value in pair]
    return (rank, name, line.owed, *pairs, line.ever_returned, line.early, line.pending, line.excused, trend)
