"""The matrix as HTML cells and the tile map: strings built once in Python, because there are 1,600 cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.utils.functional import lazystr
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import charts
from reformtracker.lib.bilingual import clauses, labelled
from reports.board import remembered, sight
from reports.dashboard_links import Links
from reports.provinces.matrix import Cell, Column, Matrix, Row
from reports.provinces.reading import Duty, Local
from reports.provinces.sight import Sight
from reports.provinces.yardsticks import Yardstick, band, long_text, short_text, value
from tasks.enums import STANDING_ORDER, Standing

# One sign for each standing, so that a cell says it without its colour; the legend has them all.
MARKS = {
    Standing.OVERDUE: pgettext_lazy("sign in a cell", "O"),
    Standing.DUE_SOON: pgettext_lazy("sign in a cell", "S"),
    Standing.BEHIND: pgettext_lazy("sign in a cell", "B"),
    Standing.STALE: pgettext_lazy("sign in a cell", "N"),
    Standing.BLOCKED: pgettext_lazy("sign in a cell", "X"),
    Standing.ON_TRACK: pgettext_lazy("sign in a cell", "T"),
    Standing.CLOSED_UNIMPLEMENTED: pgettext_lazy("sign in a cell", "C"),
    Standing.DONE_LATE: pgettext_lazy("sign in a cell", "L"),
    Standing.DONE_ON_TIME: pgettext_lazy("sign in a cell", "D"),
}
# No place and no plan has such a code.
MARKER = "~"
NOTHING = SafeString('<td class="none"></td>')
ENDS = {
    Yardstick.VERIFIED: (lazystr(""), lazystr("")),
    Yardstick.OVERDUE: (pgettext_lazy("tile map", "much overdue"), pgettext_lazy("tile map", "none overdue")),
    Yardstick.ON_TIME: (pgettext_lazy("tile map", "few on time"), pgettext_lazy("tile map", "all on time")),
}


def drawn_cells(user: User, local: Local, matrix: Matrix, only: str = "") -> dict[str, SafeString]:
    """The cells of each row as HTML by the place's code, in the active language; `only`: of that standing.

    Remembered for all readers of the same sight until the plan's next entry.
    """
    columns = tuple(column.key for column in matrix.columns)
    said = (*local.key("cells"), columns, only, sight(user), get_language())
    return remembered(said, lambda: _rows(user, local, matrix, only))


def _rows(user: User, local: Local, matrix: Matrix, only: str) -> dict[str, SafeString]:
    words, seen = Words(local), Sight(user)
    return {row.place.code: _cells(row, matrix.columns, words, only, seen) for row in matrix.rows}


def _cells(row: Row, columns: Sequence[Column], words: "Words", only: str, seen: Sight) -> SafeString:
    parts = []
    for column, cell in zip(columns, row.cells, strict=True):
        if cell is None or only not in ("", cell.kind):
            parts.append(NOTHING)
        else:
            parts.append(words.near(row, column, cell) if seen.all(cell.duties) else words.far(cell))
    return SafeString("".join(parts))


class Words:
    """Draws the cells of one matrix; what does not differ from cell to cell is looked up once."""

    def __init__(self, local: Local) -> None:
        self.local, self.day = local, local.day
        self.labels = {measure.measure: measure.label for measure in local.measures}
        self.faces = {kind.value: escape(str(mark)) for kind, mark in MARKS.items()}
        self.kinds = {kind.value: str(kind.label) for kind in Standing}
        self.kept: dict[tuple[object, ...], SafeString] = {}
        self.counts: dict[tuple[object, ...], str] = {}
        self.addresses: dict[str, str] = {}
        self.reasons: dict[tuple[object, ...], str] = {}

    def far(self, cell: Cell) -> SafeString:
        """Figures alone: the standing and how many were reported on."""
        said = (cell.kind, cell.like_worst, cell.total, cell.heard, cell.verified)
        if said not in self.kept:
            self.kept[said] = format_html(
                '<td class="cell chip-{}" title="{}">{}{}</td>',
                cell.kind, self.figures(cell), SafeString(self.faces[cell.kind]), self._share(cell),
            )  # fmt: skip
        return self.kept[said]

    def near(self, row: Row, column: Column, cell: Cell) -> SafeString:
        """With the reason, the percentage as reported, and the way to the updates."""
        address = self.address(row.place.code, column)
        percent = "" if cell.percent is None else f"<small>{cell.percent}%</small>"
        said = escape(clauses([self.figures(cell), self.reason(cell)]))
        face = f"{self.faces[cell.kind]}{self._share(cell)}{percent}"
        return SafeString(
            f'<td class="cell chip-{cell.kind}"><a href="{address}" title="{said}">{face}</a></td>'
        )

    def address(self, code: str, column: Column) -> str:
        """Asked of the URLconf once for each column, for a place whose code is the marker."""
        if column.key not in self.addresses:
            self.addresses[column.key] = self._address(column)
        return self.addresses[column.key].replace(f"/{MARKER}/", f"/{code}/", 1)

    def _address(self, column: Column) -> str:
        plan, as_of = self.local.plan, self.local.as_of
        if column.folded:
            return escape(Links(plan, as_of).place(MARKER))
        return escape(Links(plan, as_of).place_task(MARKER, column.key))

    def figures(self, cell: Cell) -> str:
        """“Overdue; 2 of 3 reported; 1 verified”; a few dozen sentences stand in all cells."""
        said = (cell.kind, cell.total, cell.heard, cell.verified)
        if said not in self.counts:
            self.counts[said] = self._figures(cell)
        return self.counts[said]

    def _figures(self, cell: Cell) -> str:
        heard = _("%(heard)d of %(total)d reported") % {"heard": cell.heard, "total": cell.total}
        verified = _("%(count)d verified") % {"count": cell.verified} if cell.verified else ""
        return clauses([self.kinds[cell.kind], heard, verified])

    def reason(self, cell: Cell) -> str:
        """Why the worst duty stands so; names the measure where there are several."""
        reason = self._reason(cell.worst)
        return labelled(self.labels[cell.worst.measure], reason) if cell.total > 1 else reason

    def _reason(self, duty: Duty) -> str:
        """Many duties stand alike: what makes the sentence is all that the duty says from its state on."""
        said = duty[Duty._fields.index("state") :]
        if said not in self.reasons:
            self.reasons[said] = duty.reason(self.day)
        return self.reasons[said]

    def _share(self, cell: Cell) -> SafeString:
        if cell.total == 1:
            return SafeString("")
        return SafeString(f'<small class="of">{cell.like_worst}/{cell.total}</small>')


def map_tiles(rows: Iterable[Row], yardstick: str, address: Callable[[str], str]) -> list[charts.Tile]:
    """A tile for each place that has one, leading to its address."""
    return [
        _tile(row, yardstick, address(row.place.code))
        for row in rows
        if row.place.column is not None and row.place.row is not None
    ]


def map_chart(tiles: Sequence[charts.Tile], rows: Iterable[Row], yardstick: str) -> charts.Chart:
    """The tile map with a table of the same figures and their coverage."""
    title = str(Yardstick(yardstick).label)
    low, high = ENDS[Yardstick(yardstick)]
    chart = charts.tile_chart(tiles, title=title, head=_("Place"), low=str(low), high=str(high))
    headers = (_("Place"), title, pgettext("column", "Reported"))
    return replace(chart, table=charts.Table(headers, tuple(_table_row(row, yardstick) for row in rows)))


def _tile(row: Row, yardstick: str, href: str) -> charts.Tile:
    place = row.place
    assert place.column is not None
    assert place.row is not None
    return charts.Tile(
        place.code, place.short, place.column, place.row, value(yardstick, row.figures),
        short_text(yardstick, row.figures), band(yardstick, row.figures), href, str(place.name),
    )  # fmt: skip


def _table_row(row: Row, yardstick: str) -> tuple[str, ...]:
    figures = row.figures
    heard = _("%(heard)d of %(total)d") % {"heard": figures.heard, "total": figures.duties}
    return str(row.place.name), long_text(yardstick, figures), heard if figures.duties else "–"


def legend() -> list[tuple[str, str]]:
    """Every standing with the sign that stands for it in a cell, worst first."""
    return [(kind.value, str(MARKS[kind])) for kind in STANDING_ORDER]
