"""The two summary sheets of a workbook: cross-tables that count by formula, and native charts over them.

These are the only formulas of the workbook. They are written here, never taken from data: a name is compared
as a text with the cell it stands in, so a name that looks like a formula or a wildcard counts as itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reformtracker.lib.charts import PRINT_COLOURS
from reports.document import Table
from reports.renderers.pivots import Pivot

LINE, BLUE, GREY = "#DDE3EC", "#1D4ED8", "#64748B"
# What a chart can show of a long table and remain readable.
MOST_BARS = 24
WIDTH, ROW_HEIGHT = 860, 26
# Rows of a sheet in pixels, to place one chart under the other.
SHEET_ROW = 20
NAMES = 34


@dataclass(frozen=True, slots=True)
class Data:
    """The sheet of a table and the number of its last line, counted from 1 (its head)."""

    sheet: str
    last: int

    def column(self, index: int) -> str:
        """The cells of one column under the head, as a formula names them."""
        name = xl_col_to_name(index)
        return f"'{self.sheet}'!${name}$2:${name}${self.last}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a cross-table stands: its sheet and the line of its head, counted from 0."""

    pivot: Pivot
    sheet: str
    head: int

    @property
    def last(self) -> int:
        return self.head + len(self.pivot.names)


def write_pivots(
    sheet: Worksheet, pivots: Sequence[Pivot], data: Mapping[str, Data], styles: dict
) -> list[Placed]:
    """Writes the cross-tables under each other and says where they stand."""
    sheet.set_column(0, 0, NAMES)
    sheet.set_column(1, 30, 12)
    placed, line = [], 0
    for pivot in pivots:
        placed.append(_pivot(sheet, pivot, data[pivot.table.key], line, styles))
        line = placed[-1].last + 4
    return placed


def _pivot(sheet: Worksheet, pivot: Pivot, data: Data, line: int, styles: dict) -> Placed:
    title = _("%(title)s (only duties that owe reports)") if pivot.owing else "%(title)s"
    sheet.write_string(line, 0, title % {"title": pivot.title}, styles["label"])
    head = line + 1
    down = pivot.table.columns[pivot.table.index(pivot.down)].title
    for index, label in enumerate((down, *pivot.labels, pgettext("sum", "Total"))):
        sheet.write_string(head, index, label, styles["head"])
    for number, name in enumerate(pivot.names, head + 1):
        _counts(sheet, pivot, data, number, head, name, styles)
    _totals(sheet, pivot, head, styles)
    return Placed(pivot, sheet.get_name(), head)


def _counts(
    sheet: Worksheet, pivot: Pivot, data: Data, line: int, head: int, name: str, styles: dict
) -> None:
    sheet.write_string(line, 0, name, styles["text"])
    counts = [pivot.counts.get((name, label), 0) for label in pivot.labels]
    for index, count in enumerate(counts, 1):
        sheet.write_formula(line, index, _count(pivot, data, line, head, index), styles["int"], count)
    cells = f"{xl_rowcol_to_cell(line, 1)}:{xl_rowcol_to_cell(line, len(counts))}"
    sheet.write_formula(line, len(counts) + 1, f"=SUM({cells})", styles["int"], sum(counts))


def _count(pivot: Pivot, data: Data, line: int, head: int, index: int) -> str:
    """Rows whose two columns hold exactly the texts at the side and above, and that owe reports."""
    table = pivot.table
    pairs = [
        (data.column(table.index(pivot.down)), f"$A{line + 1}"),
        (data.column(table.index(pivot.across)), f"{xl_col_to_name(index)}${head + 1}"),
    ]
    if pivot.owing:
        # Our own word, from the catalogue of translations; quotes in it would have to be doubled.
        yes = pgettext("cell", "yes").replace('"', '""')
        pairs.append((data.column(table.index("owes")), f'"{yes}"'))
    return f"=SUMPRODUCT({','.join(f'--EXACT({cells},{text})' for cells, text in pairs)})"


def _totals(sheet: Worksheet, pivot: Pivot, head: int, styles: dict) -> None:
    line = head + len(pivot.names) + 1
    sheet.write_string(line, 0, pgettext("sum", "Total"), styles["head"])
    sums = [sum(pivot.counts.get((name, label), 0) for name in pivot.names) for label in pivot.labels]
    for index, value in enumerate((*sums, sum(sums)), 1):
        cells = f"{xl_rowcol_to_cell(head + 1, index)}:{xl_rowcol_to_cell(line - 1, index)}"
        sheet.write_formula(line, index, f"=SUM({cells})", styles["head"], value)


def charted(tables: Sequence[Table]) -> list[Table]:
    """The tables that a chart can be drawn from: planned beside reported, or figures over days."""
    return [table for table in tables if table.rows and (_is_course(table) or _compares(table))]


def _is_course(table: Table) -> bool:
    return table.columns[0].kind == "date" and len(_figures(table)) > 0 and len(table.rows) > 1


def _compares(table: Table) -> bool:
    keys = {column.key for column in table.columns}
    return {"reported", "planned"} <= keys and len(table.rows) <= MOST_BARS


def _figures(table: Table) -> list[int]:
    """The columns with figures that can share an axis: all shares, or else all counts."""
    kinds = [column.kind for column in table.columns]
    wanted = "percent" if "percent" in kinds else "int"
    return [index for index, kind in enumerate(kinds) if kind == wanted]


def write_charts(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    placed: Sequence[Placed],
    tables: Sequence[Table],
    data: Mapping[str, Data],
) -> None:
    """Draws the charts under each other."""
    drawn = [_comparison(workbook, table, data[table.key]) for table in tables]
    drawn += [_stacked(workbook, one) for one in placed if one.pivot.down != "role"]
    line = 0
    for chart, bars in drawn:
        height = 120 + ROW_HEIGHT * bars
        chart.set_size({"width": WIDTH, "height": height})
        sheet.insert_chart(line, 0, chart)
        line += height // SHEET_ROW + 2


def _stacked(workbook: xlsxwriter.Workbook, placed: Placed):
    """Bars of the cross-table, each kind in its colour of paper."""
    pivot, bars = placed.pivot, min(len(placed.pivot.names), MOST_BARS)
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    name, first, last = placed.sheet, placed.head + 1, placed.head + bars
    for index, kind in enumerate(pivot.kinds, 1):
        chart.add_series(
            {
                "name": [name, placed.head, index],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, index, last, index],
                "fill": {"color": PRINT_COLOURS.get(kind, _grey(index))},
                "gap": 50,
            }
        )
    more = len(pivot.names) - bars
    said = _("%(title)s (the first %(count)d)") if more else "%(title)s"
    _dress(chart, said % {"title": pivot.title, "count": bars})
    return chart, bars


def _grey(index: int) -> str:
    """States have no colour of their own: steps of grey-blue that also differ when printed in black."""
    return ("#1E3A8A", "#3B62C4", "#7C9BE0", "#94A3B8", "#B7C3D6", "#334155")[(index - 1) % 6]


def _comparison(workbook: xlsxwriter.Workbook, table: Table, data: Data):
    """Figures over days as lines, else planned beside reported as bars."""
    course = _is_course(table)
    columns = _figures(table) if course else [table.index("reported"), table.index("planned")]
    chart = workbook.add_chart({"type": "line" if course else "bar"})
    for index, colour in zip(columns, (BLUE, GREY, "#15803D", "#C2410C"), strict=False):
        chart.add_series(
            {
                "name": table.columns[index].title,
                "categories": [data.sheet, 1, 0, data.last - 1, 0],
                "values": [data.sheet, 1, index, data.last - 1, index],
                "fill": {"color": colour},
                "line": {"color": colour, "width": 2.25} if course else {"none": True},
                "gap": 60,
            }
        )
    percent = table.columns[columns[0]].kind == "percent"
    _dress(chart, table.title, across=course, figures="0%" if percent else "0")
    return chart, 8 if course else len(table.rows)


def _dress(chart, title: str, *, across: bool = False, figures: str = "0") -> None:
    """Title, legend below, thin grid; bars read from the top down."""
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": LINE}}
    if across:
        chart.set_y_axis({"min": 0, "major_gridlines": grid, "num_format": figures})
        chart.set_x_axis({"num_format": "yyyy-mm-dd", "num_font": {"size": 9, "rotation": -45}})
        return
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"min": 0, "major_gridlines": grid, "label_position": "high", "num_format": figures})
