"""The sheets and columns of a plan's workbook, as data.

Keys are stable: they stand in the hidden first row of every sheet, so that a workbook downloaded in one
language is understood under another. Titles are for people.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Field as ModelField
from django.db.models import ForeignObjectRel, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task

ID, PARENT, CONTEXT = "id", "parent", "context"
PLAN, BASE, LISTS, HELP = "plan", "base", "lists", "help"
# Rows from the top of a sheet: the hidden keys, the titles, then the data.
KEY_ROW, TITLE_ROW, FIRST_ROW = 0, 1, 2
# An id that the portal gave: letter of the sheet, then the positions on the way down to the row.
ID_PATTERN = r"[ATMRDG]\d+(?:\.\d+)*"


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row. `kind`: text, line (one line), date, number, or the name of a vocabulary."""

    key: str
    title: Promise
    kind: str
    width: int
    required: bool = False
    # Numbers that a spreadsheet would take for decimals ("2.10") must be typed as text.
    numbering: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "line")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of row; `parent` is the key of the sheet to whose rows these belong."""

    key: str
    letter: str
    title: Promise
    model: type[Model]
    columns: tuple[Column, ...]
    parent: str = ""
    parent_title: Promise | str = ""
    one: Promise | str = ""

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def field(self, column: Column) -> ModelField | ForeignObjectRel:
        return self.model._meta.get_field({"name": "named"}.get(column.key, column.key))

    def limit(self, column: Column) -> int | None:
        """The longest text that the column takes, in characters."""
        return getattr(self.field(column), "max_length", None) if column.is_text else None

    def blank(self, column: Column) -> str | bool | None:
        """What an empty cell means."""
        if column.kind == "flag":
            return False
        may_be_empty = column.is_text or column.kind == "reach"
        return "" if may_be_empty and not self.field(column).null else None


_TITLES = (
    Column("title_en", _("Short title, English"), "line", 34),
    Column("title_zh", _("Short title, Chinese"), "line", 34),
)

PLAN_SHEET = Sheet(
    PLAN,
    "P",
    _("Plan"),
    Plan,
    (
        Column("slug", _("Address in the portal"), "line", 60),
        Column("title", _("Title as printed"), "text", 60, required=True),
        *_TITLES,
        Column("language", _("Language of the text"), "language", 20, required=True),
        Column("issuer", _("Issued by"), "line", 40),
        Column("document_number", _("Document number"), "line", 30),
        Column("issued_on", _("Issued on"), "date", 14),
        Column("period_start", _("Period from"), "date", 14),
        Column("period_end", _("Period to"), "date", 14),
        Column("jurisdiction", _("Place"), "jurisdiction", 30, required=True),
    ),
    one=_("plan"),
)

SHEETS = (
    Sheet(
        "areas",
        "A",
        _("Areas"),
        ReformArea,
        (
            Column("number", _("Number as printed"), "line", 12, numbering=True),
            Column("title", _("Title as printed"), "text", 60, required=True),
            *_TITLES,
            Column("field", _("Field"), "field", 26),
        ),
        one=_("area"),
    ),
    Sheet(
        "tasks",
        "T",
        _("Tasks"),
        Task,
        (
            Column("number", _("No."), "line", 10, numbering=True),
            Column("title", _("Title as printed"), "text", 40),
            *_TITLES,
            Column("text", _("Official text"), "text", 90, required=True),
        ),
        "areas",
        _("Area"),
        _("task"),
    ),
    Sheet(
        "measures",
        "M",
        _("Measures"),
        Measure,
        (
            Column("text", _("Text that the clause governs"), "text", 80, required=True),
            Column("clause", _("Responsibility clause"), "text", 50),
            Column("mode", _("How the clause shares the duty"), "mode", 26),
            Column("open_ended", _("List left open"), "flag", 12),
            Column("reach", _("Places called on"), "reach", 16),
            Column("reach_words", _("Words that call on them"), "text", 40),
        ),
        "tasks",
        _("Task"),
        _("measure"),
    ),
    Sheet(
        "responsibilities",
        "R",
        _("Responsibilities"),
        Assignment,
        (
            Column("agency", _("Agency"), "agency", 50, required=True),
            Column("role", _("Role"), "role", 18, required=True),
            Column("name", _("Name as printed"), "line", 40),
        ),
        "measures",
        _("Measure"),
        _("responsibility"),
    ),
    Sheet(
        "deadlines",
        "D",
        _("Deadlines"),
        Deadline,
        (
            Column("text", _("Words of the text"), "text", 50),
            Column("date", _("Date"), "date", 14),
            Column("derived", _("Derived, not stated"), "flag", 14),
        ),
        "measures",
        _("Measure"),
        _("deadline"),
    ),
    Sheet(
        "targets",
        "G",
        _("Targets"),
        Target,
        (
            Column("text", _("Words of the text"), "text", 50, required=True),
            Column("comparator", _("Comparison"), "comparator", 16),
            Column("value", _("Value"), "number", 12),
            Column("value_to", _("Up to (of a range)"), "number", 12),
            Column("unit", _("Unit"), "line", 20),
        ),
        "measures",
        _("Measure"),
        _("target"),
    ),
)
BY_KEY = {sheet.key: sheet for sheet in (PLAN_SHEET, *SHEETS)}
ID_TITLE = _("Id (leave as it is)")
CONTEXT_TITLE = _("It belongs to (for orientation)")
ORDER_TITLE = pgettext_lazy("column", "Order")


def below(key: str) -> Iterator[Sheet]:
    """The sheets whose rows belong to the rows of that sheet; of "" the uppermost."""
    return (sheet for sheet in SHEETS if sheet.parent == key)
