"""Who is late among the places: the figures of the overdue report by province."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reports.document import Column, Figure, Table, Value, clean
from reports.kinds.columns import lateness_columns
from reports.kinds.places import local_of, rows_of
from reports.provinces.matrix import Row, matrix_of
from reports.provinces.reading import Duty
from reports.queries import Sight
from tasks.enums import CLOSED_STATES, Role, Standing
from tasks.models import Slip
from tasks.standing import days_late


def table(sight: Sight) -> Table | None:
    """One row for each place that holds duties, the most overdue first; None where none does.

    Of an agency that is named its own duties alone are asked for, and they stand in the list.
    """
    if "agency" in sight.filter:
        return None
    local = local_of(sight)
    if not local.duties:
        return None
    slips = _slips(sight)
    rows = [row for row in matrix_of(local, places=rows_of(sight, local)).rows if row.figures.duties]
    lines = [_line(row, slips, sight.day) for row in sorted(rows, key=_worst_first)]
    return Table("places", _("By province"), _columns(), tuple(lines), bars="overdue")


def figure(found: Table) -> Figure:
    """How many duties of places are overdue."""
    whole = _("of %(total)d duties of places") % {"total": _sum(found, "owing")}
    return Figure(_("Overdue in places"), str(_sum(found, "overdue")), whole)


def _sum(found: Table, key: str) -> int:
    values = (row[found.index(key)] for row in found.rows)
    return sum(value for value in values if isinstance(value, int))


def note() -> str:
    """How a place is counted."""
    return _(
        "A province answers with its own duties; where it passed a measure on, those of the places in it"
        " stand for it. Figures of all provinces are shown to everybody who may see the plan."
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", _("Code"), width=8),
        Column("place", _("Place"), width=24),
        *lateness_columns(),
    )


def _worst_first(row: Row) -> tuple[int, int]:
    return -row.figures.overdue, row.place.position


def _line(row: Row, slips: Mapping[int, int], day: dt.date) -> tuple[Value, ...]:
    duties = [duty for cell in row.cells if cell for duty in cell.duties]
    overdue = [duty for duty in duties if duty.kind == Standing.OVERDUE]
    return (
        row.place.code,
        clean(row.place.name),
        len(duties),
        len(overdue),
        100 * len(overdue) // len(duties),
        max((days_late(duty.facts, day) for duty in overdue), default=0),
        sum(_is_extended(duty, day) for duty in duties),
        sum(slips.get(duty.pk, 0) for duty in duties),
    )


def _is_extended(duty: Duty, day: dt.date) -> bool:
    late, first = days_late(duty.facts, day), days_late(duty.facts, day, original=True)
    return duty.state not in CLOSED_STATES and not late and first > 0


def _slips(sight: Sight) -> Mapping[int, int]:
    """How many slips the duties of places had by the end of the day; one query."""
    sent = Slip.objects.filter(assignment__plan=sight.plan, assignment__role=Role.IMPLEMENTING)
    found = sent.filter(entry__at__lt=clock.end_of(sight.day)).order_by().values_list("assignment")
    return dict(found.annotate(count=Count("pk")))
