"""Targets and their places as tables, for the exports of the pages and for the report of targets."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.document import Column, Value, clean
from tasks.targets.listing import Row
from tasks.targets.pages import PlaceRow


def target_columns() -> tuple[Column, ...]:
    return (
        Column("task", _("Task"), width=7),
        Column("title", _("Target"), width=40),
        Column("text", _("Words of the text"), width=40),
        Column("goal", _("Asked"), width=18),
        Column("figure", _("Figure"), width=18),
        Column("value", _("Value"), "decimal", 12),
        Column("unit", _("Unit"), width=14),
        Column("numerator", _("Numerator"), "decimal", 12),
        Column("denominator", _("Denominator"), "decimal", 12),
        Column("low", _("Least"), "decimal", 10),
        Column("middle", _("Middle"), "decimal", 10),
        Column("high", _("Greatest"), "decimal", 10),
        Column("state", _("State"), width=16),
        Column("why", _("Why"), width=50),
        Column("given", _("Places with a value"), "int", 10),
        Column("asked", _("Places asked"), "int", 10),
        Column("meeting", _("Places that meet it"), "int", 10),
        Column("missing", _("No value"), width=40),
        Column("stale", _("Old value"), width=30),
    )


def target_row(row: Row) -> tuple[Value, ...]:
    told, total, value = row.told, row.total, row.own.value if row.own else None
    numbers: Sequence[Decimal | None] = (
        (total.numerator, total.denominator, total.low, total.middle, total.high)
        if total
        else (value.numerator if value else None, value.denominator if value else None, None, None, None)
    )
    return (
        row.target.measure.task.number,
        clean(row.title),
        clean(row.target.text),
        clean(told.goal),
        clean(told.figure),
        _number(row.figure),
        clean(row.target.unit),
        *map(_number, numbers),
        str(told.state.label),
        clean(told.sentence),
        len(total.given) if total else None,
        total.asked if total else None,
        total.meeting if total else None,
        clean(told.missing),
        clean(told.stale),
    )


def place_columns() -> tuple[Column, ...]:
    return (
        Column("place", _("Place"), width=24),
        Column("value", _("Value"), "decimal", 14),
        Column("unit", _("Unit"), width=16),
        Column("numerator", _("Numerator"), "decimal", 12),
        Column("denominator", _("Denominator"), "decimal", 12),
        Column("day", _("Day"), "date", 12),
        Column("state", _("State"), width=18),
        Column("why", _("Why"), width=60),
        Column("stale", _("Old value"), width=12),
    )


def place_row(row: PlaceRow) -> tuple[Value, ...]:
    value = row.line.value
    return (
        clean(row.place),
        _number(value.value) if value else None,
        clean(row.line.target.unit),
        _number(value.numerator) if value else None,
        _number(value.denominator) if value else None,
        value.on if value else None,
        str(row.told.state.label),
        clean(row.told.sentence),
        _("yes") if row.line.is_stale else "",
    )


def _number(value: Decimal | None) -> int | float | None:
    """As a cell holds it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
