"""An uploaded workbook into the rows of a plan; whatever is wrong is noted cell by cell, all at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tasks.models import Plan
from tasks.workbook import cells, checking, guarding, sealing
from tasks.workbook.book import Book, Row, Value
from tasks.workbook.cells import Wrong, parse
from tasks.workbook.checking import Fault, Faults
from tasks.workbook.guarding import Grid, refused
from tasks.workbook.layout import (
    BASE,
    BY_KEY,
    CONTEXT,
    FIRST_ROW,
    ID,
    ID_PATTERN,
    KEY_ROW,
    PARENT,
    PLAN,
    PLAN_SHEET,
    SHEETS,
    Column,
    Sheet,
)
from tasks.workbook.parents import Parents
from tasks.workbook.vocabulary import Vocabulary


@dataclass(slots=True)
class Upload:
    """What a workbook says: the plan as it was given out, the plan as it is wanted, and what is wrong."""

    base: Book
    wanted: Book
    faults: list[Fault]


@dataclass(slots=True)
class _Page:
    """A sheet as found in the file: its values and where each column stands."""

    grid: Grid
    name: str
    columns: dict[str, int] = field(default_factory=dict)

    def value(self, line: int, key: str) -> object:
        row, index = self.grid[line], self.columns[key]
        return row[index] if index < len(row) else ""


def read(data: bytes, plan: Plan, words: Vocabulary) -> Upload:
    """Raises Invalid for what is no workbook of this plan; faults in its cells are part of the answer."""
    pages = _pages(guarding.grids(data))
    base = _base(pages, plan)
    faults = Faults({sheet: page.name for sheet, page in pages.items()})
    reader = _Reader(pages, base, words, faults)
    wanted = reader.read()
    if reader.complete:
        checking.complete(wanted, base, words, faults)
    return Upload(base, wanted, faults.in_order())


def _pages(grids: dict[str, Grid]) -> dict[str, _Page]:
    """The sheets by the keys in their hidden first rows; a sheet of anybody's own is left alone."""
    found: dict[str, _Page] = {}
    for name, grid in grids.items():
        keys = [str(value) for value in (grid[KEY_ROW] if grid else [])]
        sheet = next((key.partition(".")[0] for key in keys if "." in key), "")
        if sheet in found and sheet in BY_KEY:  # which of them is meant, nobody can know
            names = {"one": found[sheet].name, "other": name}
            raise refused(_("The sheets “%(one)s” and “%(other)s” are copies; please delete one.") % names)
        if sheet not in found:
            columns = {key.partition(".")[2]: i for i, key in enumerate(keys) if key.startswith(f"{sheet}.")}
            found[sheet] = _Page(grid, name, columns)
    return found


def _base(pages: dict[str, _Page], plan: Plan) -> Book:
    if BASE not in pages:
        raise refused(
            _("This workbook is not from the portal. Please download the plan's workbook and change that.")
        )
    given = sealing.unseal("".join(str(row[0]) for row in pages[BASE].grid[1:] if row))
    if given is None:
        raise refused(_("The workbook is damaged, or it comes from another portal. Please download it anew."))
    if given.slug != plan.slug:
        raise refused(_("This is the workbook of another plan: %s.") % given.slug, "another_plan")
    return given.book


class _Reader:
    """Reads sheet after sheet, from the areas down, so that every row finds what it belongs to."""

    def __init__(self, pages: dict[str, _Page], base: Book, words: Vocabulary, faults: Faults) -> None:
        self.pages, self.base, self.words, self.faults = pages, base, words, faults
        self.book, self.parents, self.complete = Book(), Parents(base), True

    def read(self) -> Book:
        self._plan()
        for sheet in SHEETS:
            page = self._page(sheet)
            if page is not None:
                self._sheet(sheet, page)
        return self.book

    def _page(self, sheet: Sheet) -> _Page | None:
        """The sheet, if it is there with all its columns; what is missing is one fault each."""
        page = self.pages.get(sheet.key)
        if page is None:
            self._incomplete(sheet, _("The sheet is missing, or its hidden first row is."))
            return None
        needed = [ID, *([PARENT] if sheet.parent else []), *(column.key for column in sheet.columns)]
        for key in (key for key in needed if key not in page.columns):
            self._incomplete(sheet, _("The column is missing, or its key in the hidden first row is."), key)
        return page if all(key in page.columns for key in needed) else None

    def _incomplete(self, sheet: Sheet, sentence: str, column: str = "") -> None:
        self.complete = False
        self.faults.add(sheet, 0, column, sentence)

    def _plan(self) -> None:
        page, before = self.pages.get(PLAN), self.base.plan
        found = Row(before.key, "", dict(before.values), before.pk)
        self.book.rows[PLAN].append(found)
        lines = _plan_lines(page) if page else {}
        for column in PLAN_SHEET.columns:
            if column.key not in lines:
                self._incomplete(PLAN_SHEET, _("The row is missing, or its hidden key is."), column.key)
                continue
            line, raw = lines[column.key]
            self.faults.place(PLAN_SHEET.key, column.key, line, 2)
            found.values[column.key] = self._value(PLAN_SHEET, column, line, raw, before)

    def _sheet(self, sheet: Sheet, page: _Page) -> None:
        known = self.base.index(sheet.key)
        seen: set[str] = set()
        for key, index in page.columns.items():
            self.faults.place(sheet.key, key, 0, index)
        for line in range(FIRST_ROW, len(page.grid)):
            if self._is_blank(sheet, page, line):
                continue
            before = self._identity(sheet, page, line, known, seen)
            row = self._row(sheet, page, line, before)
            if row is not None:
                self.book.rows[sheet.key].append(row)
                self.parents.learn(sheet, row)

    def _is_blank(self, sheet: Sheet, page: _Page, line: int) -> bool:
        """Whether nobody has written anything into the row; a drop-down's “no” alone counts as writing."""
        keys = (key for key in page.columns if key != CONTEXT)
        return not any(cells.typed(page.value(line, key)).strip() for key in keys)

    def _identity(self, sheet: Sheet, page: _Page, line: int, known: dict[str, Row], seen: set[str]) -> Row:
        """The row as it was given out, or a new one under the label that somebody typed."""
        fresh = Row(f"+{sheet.letter}{line}", "", {})
        try:
            key = cells.key(page.value(line, ID))
            if key in seen:
                raise Wrong(_("The id %s stands here a second time.") % key)
            if key and key not in known and re.fullmatch(ID_PATTERN, key):
                raise Wrong(_("No row of this plan has the id %s. Of a new row the id stays empty.") % key)
        except Wrong as wrong:
            self.faults.add(sheet, line, ID, str(wrong))
            return fresh
        if not key:
            return fresh
        seen.add(key)
        return known.get(key) or Row(key, "", {})

    def _row(self, sheet: Sheet, page: _Page, line: int, before: Row) -> Row | None:
        """The row; None for one whose parent was deleted, which goes with it."""
        parent = ""
        if sheet.parent:
            try:
                parent = self.parents.find(sheet, cells.key(page.value(line, PARENT)))
            except Wrong as wrong:
                self.faults.add(sheet, line, PARENT, str(wrong))
            if parent not in self.parents.there[sheet.parent] and parent:
                if before.pk is not None and parent == before.parent:
                    return None
                self.faults.add(sheet, line, PARENT, _("It belongs to %s, a row that was deleted.") % parent)
        values = {
            column.key: self._value(sheet, column, line, page.value(line, column.key), before)
            for column in sheet.columns
        }
        return Row(before.key, parent, values, before.pk, line)

    def _value(self, sheet: Sheet, column: Column, line: int, raw: object, before: Row) -> Value:
        old = before.values.get(column.key)
        try:
            value = parse(sheet, column, raw, self.words, old)
            if sheet.key == PLAN and column.key == "slug" and value != old:
                raise Wrong(_("The plan's address cannot be changed."))
            if column.required and value in (None, "") and (value != old or not before.values):
                raise Wrong(_("Something must stand here."))
        except Wrong as wrong:
            self.faults.add(sheet, line, column.key, str(wrong), cells.typed(raw))
            return old if before.values else sheet.blank(column)
        return value


def _plan_lines(page: _Page) -> dict[str, tuple[int, object]]:
    """Line and value of each fact of the plan, by the key in the hidden first column."""

    def found() -> Iterator[tuple[str, tuple[int, object]]]:
        for line, row in enumerate(page.grid[FIRST_ROW:], start=FIRST_ROW):
            if row and row[0]:
                yield str(row[0]), (line, row[2] if len(row) > 2 else "")

    return dict(found())
