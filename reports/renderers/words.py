"""How a value is written as a text for readers: the same on paper, on the screen and in a notice."""

from django.utils.translation import gettext as _

from reports.document import ColumnKind, Table, Value

MISSING = "–"
NUMBERS: tuple[ColumnKind, ...] = ("int", "decimal", "percent")


def shown(value: Value, kind: ColumnKind) -> str:
    """The value as text; a dash for a missing figure, which is not a zero."""
    if value is None:
        return MISSING
    return f"{value}%" if kind == "percent" else str(value)


def off_paper(table: Table) -> str:
    """Which columns paper has no room for, as a sentence under the table; empty when it shows all."""
    titles = [column.title for column in table.columns if table.on_paper and column.key not in table.on_paper]
    said = _("Not on paper for want of room, but in the workbook and on the screen: %(columns)s.")
    return said % {"columns": " · ".join(titles)} if titles else ""
