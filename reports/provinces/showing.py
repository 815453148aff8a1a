"""What the matrix page shows and its export writes: the same rows and columns in the same order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agencies.models import User
from reports.board import remembered
from reports.dashboard_charts import Drawn, draw, strip
from reports.dashboard_links import Links
from reports.provinces.asking import Asked, yardstick_of
from reports.provinces.drawing import drawn_cells, map_chart, map_tiles
from reports.provinces.matrix import Column, Figures, Matrix, Row, columns_of, matrix_of
from reports.provinces.reading import Local
from reports.provinces.returns import returns_by_place
from reports.provinces.yardsticks import offered, sorted_rows
from tasks.enums import STANDING_ORDER


@dataclass(frozen=True, slots=True)
class Shown:
    """The matrix as asked for. `every` has all places; `matrix` is what the filter leaves, in its order."""

    local: Local
    asked: Asked
    matrix: Matrix
    every: Matrix
    yardsticks: list[tuple[str, str]]

    @property
    def by(self) -> str:
        return yardstick_of(self.asked.data, self.yardsticks)

    @property
    def has_rounds(self) -> bool:
        return len(self.yardsticks) > 2

    def cells(self, user: User) -> dict[str, SafeString]:
        return drawn_cells(user, self.local, self.matrix, self.asked.standing)


def shown(local: Local, asked: Asked) -> Shown:
    """The matrix of the plan as the address asks for it; one query more than the duties themselves."""
    returns = returns_by_place(local, area=asked.area)
    measures = [one for one in local.measures if asked.area in (None, one.area)]
    columns = columns_of(measures, folded=asked.folded)
    every = matrix_of(local, columns=columns, returns=returns)
    left = _standing_so(every, asked.standing) if asked.standing else every
    left = replace(left, rows=tuple(sorted_rows(left.rows, asked.ordering)))
    return Shown(local, asked, left, every, offered(has_rounds=bool(returns)))


def _standing_so(matrix: Matrix, kind: str) -> Matrix:
    """The rows and columns that have a cell of that standing; the figures stay those of the whole row."""
    every = range(len(matrix.columns))
    hits = [index for index in every if any(_is(row, index, kind) for row in matrix.rows)]
    rows = tuple(
        replace(row, cells=tuple(row.cells[index] for index in hits))
        for row in matrix.rows
        if any(_is(row, index, kind) for index in hits)
    )
    return replace(matrix, columns=tuple(matrix.columns[index] for index in hits), rows=rows)


def _is(row: Row, index: int, kind: str) -> bool:
    cell = row.cells[index]
    return cell is not None and cell.kind == kind


def drawn_map(matrix: Matrix, by: str, local: Local, address: Callable[[str], str] | None = None) -> Drawn:
    """The tile map of the matrix, each tile leading to its `address`, by default the page of its place."""
    tiles = map_tiles(matrix.rows, by, address or Links(local.plan, local.as_of).place)
    said = ("tile map", by, get_language(), tiles)
    return remembered(said, lambda: draw(map_chart(tiles, matrix.rows, by)))


def drawn_bars(local: Local, matrix: Matrix) -> dict[str, SafeString]:
    """The bar of standings of each place over all its duties, by code."""
    said = (*local.key("bars"), get_language())
    return remembered(said, lambda: {row.place.code: strip(row.figures.counts) for row in matrix.rows})


def standing_lines(figures: Figures) -> list[tuple[str, int]]:
    """The standings that occur, worst first, with how many duties stand so."""
    return [(kind.value, figures.counts[kind]) for kind in STANDING_ORDER if figures.counts[kind]]


NARROW = 3


@dataclass(frozen=True, slots=True)
class AreaHead:
    """An area over its columns; `toggle` is the query that folds it into one column, or unfolds it."""

    position: int
    title: str
    columns: list[Column]
    folded: bool
    toggle: str

    @property
    def narrow(self) -> bool:
        """Whether there is room for the number alone."""
        return len(self.columns) < NARROW


def area_heads(page: Shown, query: QueryDict) -> list[AreaHead]:
    """The upper line of the head."""
    folded = page.asked.folded
    return [
        AreaHead(
            area, columns[0].measures[0].area_title, columns, area in folded, _toggled(query, folded, area)
        )
        for area, columns in page.matrix.areas
    ]


def _toggled(query: QueryDict, folded: frozenset[int], area: int) -> str:
    changed = query.copy()
    changed.setlist("fold", [str(position) for position in sorted(folded ^ {area})])
    return f"?{changed.urlencode()}"
