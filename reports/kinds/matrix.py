"""The report of the provinces: what was handed to places, as a matrix of places by tasks.

Standings and counts of all places are for everybody who may see the plan; percentages and reasons are shown
for the places in the reader's sight.
"""

from collections import Counter
from dataclasses import replace

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from reformtracker.lib import charts
from reformtracker.lib.errors import Impossible
from reports.discipline import PATH, Line, counted, total
from reports.document import Column, Figure, Table, Value, clean
from reports.kinds.content import Content
from reports.kinds.places import local_of, rows_of
from reports.provinces import export
from reports.provinces.asking import asked_of
from reports.provinces.drawing import map_chart, map_tiles
from reports.provinces.matrix import Cell, Matrix, columns_of, matrix_of
from reports.provinces.matrix import Column as TaskColumn
from reports.provinces.reading import Local, Place
from reports.provinces.returns import returns_by_place
from reports.provinces.showing import Shown
from reports.provinces.sight import Sight as Near
from reports.provinces.yardsticks import Yardstick, offered
from reports.queries import Sight
from tasks.enums import STANDING_ORDER, Standing


def content(sight: Sight) -> Content:
    """The matrix on the day; Impossible when nothing that fits the filter had been handed to places."""
    local = local_of(sight)
    if not local.duties:
        raise Impossible(_("Nothing that fits the filter had been handed to places by that day."))
    page = _page(sight, local)
    return Content(
        figures=_figures(page.matrix),
        charts=_charts(page.matrix),
        tables=_tables(sight, page),
        full="matrix",
        notes=_notes(sight),
    )


def _page(sight: Sight, local: Local) -> Shown:
    """The matrix as its page shows it when nothing is folded, sorted or left out."""
    places, columns = rows_of(sight, local), columns_of(local.measures)
    returns = _returns(sight, local, places)
    found = matrix_of(local, places=places, columns=columns, returns=returns)
    asked = asked_of(QueryDict(), local)
    return Shown(local, asked, found, found, offered(has_rounds=bool(returns)))


def _returns(sight: Sight, local: Local, places: list[Place]) -> dict[int, Line]:
    """The returns of the duties shown, by place; of the whole plan as its page has them."""
    if not sight.filter:
        return returns_by_place(local)
    only = Q(assignment__in=[duty.pk for duty in local.duties])
    found = counted(sight.plan, sight.day, PATH, only=only)
    lines = {
        place.pk: total(line for (path,), line in found.items() if place.holds(path)) for place in places
    }
    return {pk: line for pk, line in lines.items() if line.asked or line.excused}


def _figures(found: Matrix) -> tuple[Figure, ...]:
    whole = found.total
    duties = _("of %(total)d duties of places") % {"total": whole.duties}
    places = _("of %(total)d places that hold duties") % {"total": found.asked_places}
    returns = whole.returns
    on_time = "–" if returns is None or returns.punctual is None else f"{returns.punctual:.1f}%"
    owed = _("of %(count)d returns owed") % {"count": returns.owed if returns else 0}
    return (
        Figure(_("Places that reported"), str(found.heard_places), places),
        Figure(_("Verified"), str(whole.verified), duties),
        Figure(_("Overdue"), str(whole.overdue), duties),
        Figure(_("Returns on time"), on_time, owed if returns else ""),
    )


def _charts(found: Matrix) -> tuple[charts.Chart, ...]:
    """The tile map where places have tiles; the standings of each place."""
    rows = [
        charts.Row(row.place.label, _slices(row.figures.counts)) for row in found.rows if row.figures.duties
    ]
    title = _("Duties of each place by standing")
    bars = charts.bars_chart(rows, title=title, head=_("Place"))
    tiles = map_tiles(found.rows, Yardstick.VERIFIED, lambda code: "")
    return (map_chart(tiles, found.rows, Yardstick.VERIFIED), bars) if len(tiles) > 1 else (bars,)


def _slices(counts: Counter[str]) -> tuple[charts.Slice, ...]:
    return tuple(
        charts.Slice(str(Standing(kind).label), counts[kind], kind) for kind in STANDING_ORDER if counts[kind]
    )


def _tables(sight: Sight, page: Shown) -> tuple[Table, ...]:
    """The whole matrix; on paper its figures, and the cells area by area; tasks; duties in sight."""
    whole = export.matrix_table(sight.user, page)
    figures = tuple(column.key for column in whole.columns if not column.key.startswith("task_"))
    areas = [_area_table(sight, page, columns) for _area, columns in page.matrix.areas]
    return (replace(whole, on_paper=figures), *areas, _task_table(page.matrix), _duties(sight, page))


def _area_table(sight: Sight, page: Shown, columns: list[TaskColumn]) -> Table:
    """The cells of one area, for the places that hold something in it."""
    first, near = columns[0].measures[0], Near(sight.user)
    at = [page.matrix.columns.index(column) for column in columns]
    heads = (Column("place", _("Place"), width=14), *(export.task_column(column) for column in columns))
    rows = tuple(
        (clean(row.place.label), *(export.cell_text(row.cells[index], near, "") for index in at))
        for row in page.matrix.rows
        if any(row.cells[index] for index in at)
    )
    return Table(f"area_{first.area}", clean(f"{first.area}. {first.area_title}"), heads, rows)


def _task_table(found: Matrix) -> Table:
    columns = (
        Column("task", _("Task"), width=7),
        Column("title", _("Title"), width=44),
        Column("places", _("Places that hold it"), "int", 10),
        Column("heard", _("of these reported"), "int", 10),
        Column("duties", _("Duties"), "int", 8),
        Column("verified", _("Verified"), "int", 10),
        Column("overdue", _("Overdue"), "int", 10),
    )
    cells = [[cell for row in found.rows if (cell := row.cells[at])] for at in range(len(found.columns))]
    rows = tuple(map(_task_row, found.columns, cells))
    return Table("tasks", _("By task"), columns, rows)


def _task_row(column: TaskColumn, cells: list[Cell]) -> tuple[Value, ...]:
    kinds = Counter(duty.kind for cell in cells for duty in cell.duties)
    return (
        column.key,
        clean(column.title),
        len(cells),
        sum(cell.heard > 0 for cell in cells),
        sum(cell.total for cell in cells),
        sum(cell.verified for cell in cells),
        kinds[Standing.OVERDUE],
    )


def _duties(sight: Sight, page: Shown) -> Table:
    found = export.duty_table(sight.user, page)
    return found if sight.user is not None else replace(found, title=_("Duties of the places"))


def _notes(sight: Sight) -> tuple[str, ...]:
    notes = [
        _(
            "A place answers with its own duties; where it passed a measure on, those of the places in it"
            " stand for it. A place that never reported has no share rather than a zero."
        )
    ]
    if sight.user is not None:
        notes.append(_("Percentages and reasons are shown for the places in the reader's sight."))
    return tuple(notes)
