"""An extract as CSV: a pure table, one head and then rows; what it is an extract of stands in its report."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from reports.document import Column, Value
from reports.renderers.csv import cell, inert


def write(target: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """Writes the rows as they come, as UTF-8 with a byte order mark, every cell quoted and none a formula."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([inert(column.title) for column in columns])
        writer.writerows(map(_cells, rows))


def _cells(row: Sequence[Value]) -> list[str]:
    """As `cell` has them; a text that begins with a letter or a digit, as nearly all do, is no formula."""
    return [value if isinstance(value, str) and value[:1].isalnum() else cell(value) for value in row]
