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
    table = discipline_table("list", _("Reporting discipline"), found, rows)
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


def discipline_table(key: str, title: str, found: Discipline, rows: Sequence[Row]) -> Table:
    """The rows as a table with all returns together in the last one."""
    who = _("Province") if found.by == PROVINCES else _("Agency")
    body = tuple(_values(row.rank, clean(row.name), row.line, row.trend) for row in rows)
    whole = _values(None, _("All returns"), found.whole, "")
    return Table(key, title, _columns(who), (*body, whole), on_paper=ON_PAPER)


# On paper the counts stand without their shares, but for the one by which the rows are ranked.
ON_PAPER = (
    "rank", "name", "owed", "on_time", "on_time_share", "late", "missing", "returned", "pending", "excused",
    "trend",
)  # fmt: skip


def rounds_table(key: str, title: str, lines: Sequence[tuple[str, Line]]) -> Table:
    """One row for each round, in the order given, with what was owed in it and how it came."""
    columns = tuple(column for column in _columns(_("Round")) if column.key not in ("rank", "trend"))
    rows = tuple(_values(None, clean(name), line, "")[1:-1] for name, line in lines)
    return Table(key, title, columns, rows, on_paper=tuple(k for k in ON_PAPER if k not in ("rank", "trend")))


def _columns(who: str) -> tuple[Column, ...]:
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
