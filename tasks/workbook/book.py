"""What a plan's workbook says, as rows without cells: read from the database, compared, made into JSON.

Values are plain: texts, booleans, None, dates as "2018-12-31", numbers as "3.5"; of vocabularies the codes.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Model, Prefetch

from tasks.models import Assignment, Plan
from tasks.notice_output import CLAUSE_ROLES
from tasks.workbook.layout import PLAN, PLAN_SHEET, SHEETS, Sheet, below

Value = str | bool | None
# The positions on the way from the area down to a row, counted from 1.
Path = tuple[int, ...]


@dataclass(slots=True)
class Row:
    """A row: its id in the workbook, that of the row it belongs to, its values, where it comes from."""

    key: str
    parent: str
    values: dict[str, Value]
    pk: int | None = None
    line: int = 0


@dataclass(slots=True)
class Book:
    """All rows by sheet; the order within one parent is the order of the document."""

    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {sheet.key: [] for sheet in (PLAN_SHEET, *SHEETS)}
    )

    @property
    def plan(self) -> Row:
        return self.rows[PLAN][0]

    def index(self, sheet: str) -> dict[str, Row]:
        return {row.key: row for row in self.rows[sheet]}

    def children(self, sheet: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[sheet]:
            found[row.parent].append(row)
        return found

    def in_order(self) -> Iterator[tuple[Sheet, Row, Path]]:
        """Every row after the one it belongs to, with its positions from the area down (counted from 1)."""
        yield PLAN_SHEET, self.plan, ()
        families = {sheet.key: self.children(sheet.key) for sheet in SHEETS}
        yield from _walk("", "", (), families)


def _walk(above: str, key: str, path: Path, families: dict) -> Iterator[tuple[Sheet, Row, Path]]:
    for sheet in below(above):
        for position, row in enumerate(families[sheet.key].get(key, ()), start=1):
            yield sheet, row, (*path, position)
            yield from _walk(sheet.key, row.key, (*path, position), families)


def content(book: Book) -> list[tuple[str, Path, dict[str, Value]]]:
    """The book without ids: two books of equal content make the same plan."""
    return [(sheet.key, path, row.values) for sheet, row, path in book.in_order()]


def fingerprint(book: Book) -> str:
    """SHA-256 of the content."""
    return hashlib.sha256(json.dumps(content(book), sort_keys=True).encode()).hexdigest()


def dump(book: Book) -> dict:
    return {
        sheet: [[row.key, row.parent, row.pk, row.values] for row in rows]
        for sheet, rows in book.rows.items()
    }


def load(dumped: dict) -> Book:
    return Book(
        {
            sheet: [Row(key, parent, values, pk) for key, parent, pk, values in rows]
            for sheet, rows in dumped.items()
        }
    )


def of_plan(plan: Plan) -> Book:
    """The plan as it stands in the database; rows of the implementing role are no part of the document."""
    book = Book()
    book.rows[PLAN].append(Row(PLAN_SHEET.letter, "", _plan_values(plan), plan.pk))
    named = Assignment.objects.filter(role__in=CLAUSE_ROLES).order_by("position").select_related("agency")
    areas = plan.areas.prefetch_related(
        "tasks__measures__deadlines",
        "tasks__measures__targets",
        Prefetch("tasks__measures__assignments", named, to_attr="named_duties"),
    )
    _take(book, "", "", (), {"areas": areas.all()})
    return book


def _take(book: Book, above: str, key: str, path: Path, children: dict) -> None:
    for sheet in below(above):
        for position, thing in enumerate(children[sheet.key], start=1):
            here = (*path, position)
            name = sheet.letter + ".".join(map(str, here))
            book.rows[sheet.key].append(Row(name, key, _values(sheet, thing), thing.pk))
            _take(book, sheet.key, name, here, _children(sheet.key, thing))


def _children(sheet: str, thing) -> dict:
    if sheet == "areas":
        return {"tasks": thing.tasks.all()}
    if sheet == "tasks":
        return {"measures": thing.measures.all()}
    if sheet == "measures":
        return {
            "responsibilities": thing.named_duties,
            "deadlines": thing.deadlines.all(),
            "targets": thing.targets.all(),
        }
    return {}


def _plan_values(plan: Plan) -> dict[str, Value]:
    values = {column.key: plain(getattr(plan, column.key)) for column in PLAN_SHEET.columns[:-1]}
    return values | {"jurisdiction": plan.jurisdiction.code}


def _values(sheet: Sheet, thing: Model) -> dict[str, Value]:
    if isinstance(thing, Assignment):
        return {"agency": thing.agency.code, "role": str(thing.role), "name": thing.named}
    return {column.key: plain(getattr(thing, column.key)) for column in sheet.columns}


def plain(value: object) -> Value:
    """A value of a model as a book keeps it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
