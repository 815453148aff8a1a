"""The matrix and the table of places as files, exactly as the pages show them."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib.bilingual import clauses, labelled
from reformtracker.lib.filtering import asked as in_words
from reports.document import Column, Document, Table, Value, clean
from reports.framing import framed, provenance
from reports.provinces.matrix import Cell, Figures, Row
from reports.provinces.matrix import Column as TaskColumn
from reports.provinces.reading import Duty, Handed, Local, Place
from reports.provinces.showing import Shown
from reports.provinces.sight import Sight
from reports.provinces.yardsticks import Rank, Yardstick, value
from tasks.enums import Standing


def matrix_document(user: User, page: Shown) -> Document:
    """The matrix as one table; the duties in the reader's sight, with their reasons, as another."""
    scope = clauses([_sight(user), *in_words(page.asked.form, page.asked.data)])
    tables = (matrix_table(user, page), duty_table(user, page))
    return _document(page.local, _("Places by tasks"), scope, tables)


def league_document(user: User, local: Local, lines: list[tuple[Row, Rank | None]], by: str) -> Document:
    """The places side by side, in the order of the page."""
    scope = clauses([_sight(user), labelled(_("Ranked by"), Yardstick(by).label)])
    return _document(local, _("Provinces"), scope, (_league_table(lines),))


def _document(local: Local, title: str, scope: str, tables: tuple[Table, ...]) -> Document:
    document = Document(
        kind="provinces",
        language=get_language() or "en",
        title=title,
        subtitle=clean(local.plan.short_title),
        provenance=provenance(local.plan, local.day, scope),
        figures=(),
        tables=tables,
        full=tables[0].key,
    )
    return framed(document)


def _sight(user: User) -> str:
    return _("what %(user)s may see") % {"user": user}


def matrix_table(user: User | None, page: Shown) -> Table:
    """The places by the tasks, with the figures of each place; `user` None is the portal itself."""
    tasks = tuple(task_column(column) for column in page.matrix.columns)
    seen = Sight(user)
    rows = tuple(
        (
            *_named(row.place),
            *_figures(row.figures),
            *(cell_text(cell, seen, page.asked.standing) for cell in row.cells),
        )
        for row in page.matrix.rows
    )
    return Table("matrix", _("Places by tasks"), (*_name_columns(), *_figure_columns(), *tasks), rows)


def task_column(column: TaskColumn) -> Column:
    return Column(f"task_{column.key}", clean(f"{column.key} {column.title}"), width=14)


def cell_text(cell: Cell | None, seen: Sight, only: str) -> Value:
    """“Overdue 1/3; 60%”: the percentage only for who sees the duties; empty where the page is."""
    if cell is None or only not in ("", cell.kind):
        return None
    share = f" {cell.like_worst}/{cell.total}" if cell.total > 1 else ""
    known = cell.percent is not None and seen.all(cell.duties)
    percent = f"{cell.percent}%" if known else ""
    return clauses([f"{Standing(cell.kind).label}{share}", percent])


def _name_columns() -> tuple[Column, ...]:
    return (Column("code", _("Code"), width=8), Column("place", _("Place"), width=22))


def _named(place: Place) -> tuple[Value, ...]:
    return place.code, clean(place.name)


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column("duties", _("Duties"), "int", 8),
        Column("heard", _("With a report"), "int", 10),
        Column("verified", _("Verified"), "int", 8),
        Column("verified_share", _("Share verified"), "percent", 10),
        Column("overdue", _("Overdue"), "int", 8),
        Column("owed", _("Returns due"), "int", 8),
        Column("on_time", _("Returns on time"), "int", 8),
        Column("on_time_share", _("Share on time"), "percent", 10),
    )


def _figures(figures: Figures) -> tuple[Value, ...]:
    returns = figures.returns
    return (
        figures.duties,
        figures.heard,
        figures.verified,
        _rounded(value(Yardstick.VERIFIED, figures)),
        figures.overdue,
        returns.owed if returns else None,
        returns.on_time if returns else None,
        _rounded(value(Yardstick.ON_TIME, figures)),
    )


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)


def _league_table(lines: Iterable[tuple[Row, Rank | None]]) -> Table:
    columns = (Column("rank", _("Rank"), "int", 6), *_name_columns(), *_figure_columns())
    rows = tuple(
        (rank.n if rank else None, *_named(row.place), *_figures(row.figures)) for row, rank in lines
    )
    return Table("places", _("Provinces"), columns, rows)


def duty_table(user: User | None, page: Shown) -> Table:
    columns = (
        *_name_columns(),
        Column("measure", _("Measure"), width=9),
        Column("title", _("Title"), width=42),
        Column("standing", _("Standing"), width=16),
        Column("reason", _("Why this standing"), width=60),
        Column("percent", _("Reported"), "percent", 10),
        Column("due_on", _("Due"), "date", 12),
        Column("reported_on", _("Last report"), "date", 12),
    )
    seen, measures = Sight(user), {measure.measure: measure for measure in page.local.measures}
    rows = tuple(
        _duty_row(row.place, duty, measures[duty.measure], page.local.day)
        for row in page.matrix.rows
        for cell in row.cells
        if cell and page.asked.standing in ("", cell.kind)
        for duty in cell.duties
        if seen.place(duty.place)
    )
    return Table("duties", pgettext("sheet", "Duties in your sight"), columns, rows)


def _duty_row(place: Place, duty: Duty, measure: Handed, day: dt.date) -> tuple[Value, ...]:
    return (
        *_named(place),
        measure.label,
        clean(measure.title),
        str(Standing(duty.kind).label),
        clean(duty.reason(day)),
        duty.said,
        duty.due_on,
        duty.reported_on,
    )
