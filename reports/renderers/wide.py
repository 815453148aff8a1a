"""Tables that are too wide for a page: parts side by side, each with the column that names the rows."""

from collections.abc import Sequence
from dataclasses import replace

from reports.document import Column, Table

# Characters that a figure, a day, and the shortest and longest useful text take; a longer text is still
# readable when it is wrapped into LEAST.
FIGURE, DAY, SHORTEST, LEAST, LONGEST = 8, 12, 6, 18, 40


def room(column: Column) -> int:
    """How many characters of a page's width a column wants."""
    if column.kind == "text":
        return min(max(column.width, SHORTEST), LONGEST)
    return DAY if column.kind == "date" else FIGURE


def least(column: Column) -> int:
    """How many characters it has to have."""
    return min(room(column), LEAST)


def parts(table: Table, capacity: int) -> list[Table]:
    """The table in parts that need at most `capacity` characters; one that fits stays as it is.

    Every part repeats the first column and says in its title which part it is; no column is left out.
    """
    if sum(map(least, table.columns)) <= capacity:
        return [table]
    groups = _balanced(table.columns, capacity)
    return [_part(table, group, f"{n}/{len(groups)}") for n, group in enumerate(groups, 1)]


def _balanced(columns: Sequence[Column], capacity: int) -> list[list[int]]:
    """As few parts as possible, and those about equally wide: a narrower limit that still gives that few."""
    fewest = _groups(columns, capacity)
    limits = range(sum(map(least, columns)) // len(fewest), capacity)
    tried = (_groups(columns, limit) for limit in limits)
    return next((groups for groups in tried if len(groups) == len(fewest)), fewest)


def _groups(columns: Sequence[Column], capacity: int) -> list[list[int]]:
    """The columns behind the first one, as many to a part as it holds beside the first."""
    groups: list[list[int]] = [[]]
    left = capacity - least(columns[0])
    for index, column in enumerate(columns[1:], 1):
        if groups[-1] and least(column) > left:
            groups.append([])
            left = capacity - least(columns[0])
        groups[-1].append(index)
        left -= least(column)
    return groups


def _part(table: Table, group: list[int], which: str) -> Table:
    kept = [0, *group]
    rows = tuple(tuple(row[index] for index in kept) for row in table.rows)
    columns = tuple(table.columns[index] for index in kept)
    return replace(table, title=f"{table.title} ({which})", columns=columns, rows=rows, on_paper=())
