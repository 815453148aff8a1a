"""A workbook in the hands of somebody who edits it: cells set, rows added, deleted and moved, saved again."""

import datetime as dt
import io

import python_calamine
import xlsxwriter

KEYS, FIRST = 0, 2
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Editor:
    """The values of a workbook's sheets, found by their keys; `save` writes them as another program would."""

    def __init__(self, data: bytes) -> None:
        book = python_calamine.load_workbook(io.BytesIO(data))
        self.grids = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }

    def name(self, sheet: str) -> str:
        return next(
            name
            for name, grid in self.grids.items()
            if grid and any(str(key).startswith(f"{sheet}.") for key in grid[KEYS])
        )

    def grid(self, sheet: str) -> list[list]:
        return self.grids[self.name(sheet)]

    def column(self, sheet: str, key: str) -> int:
        return self.grid(sheet)[KEYS].index(f"{sheet}.{key}")

    def line(self, sheet: str, key: str) -> int:
        return next(n for n, row in enumerate(self.grid(sheet)) if n >= FIRST and row[0] == key)

    def get(self, sheet: str, key: str, column: str):
        return self.grid(sheet)[self.line(sheet, key)][self.column(sheet, column)]

    def set(self, sheet: str, key: str, **values) -> "Editor":
        """Sets cells of the row with that id."""
        row = self.grid(sheet)[self.line(sheet, key)]
        for column, value in values.items():
            row[self.column(sheet, column)] = value
        return self

    def fact(self, key: str, value) -> "Editor":
        """Sets one of the plan's own facts."""
        self.grid("plan")[self.line("plan", key)][2] = value
        return self

    def add(self, sheet: str, **values) -> "Editor":
        """A row at the end; `id` only for a label."""
        grid = self.grid(sheet)
        row = [""] * len(grid[KEYS])
        for column, value in values.items():
            row[self.column(sheet, column)] = value
        grid.append(row)
        return self

    def drop(self, sheet: str, key: str) -> "Editor":
        del self.grid(sheet)[self.line(sheet, key)]
        return self

    def move_up(self, sheet: str, key: str) -> "Editor":
        """The row changes places with the one above it."""
        grid, line = self.grid(sheet), self.line(sheet, key)
        grid[line - 1], grid[line] = grid[line], grid[line - 1]
        return self

    def save(self) -> bytes:
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, OPTIONS)
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, grid in self.grids.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(grid):
                for column, value in enumerate(row):
                    _write(page, line, column, value, date)
        book.close()
        return buffer.getvalue()


def _write(page, line: int, column: int, value, date) -> None:
    if isinstance(value, dt.date):
        page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), date)
    elif isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, (int, float)):
        page.write_number(line, column, value)
    elif value != "":
        page.write_string(line, column, value)
