"""Tables wider than a page are laid in parts; no column is lost and every part names its rows."""

import pytest

from reports.document import Column, Table
from reports.renderers.wide import least, parts

TASKS = 50
MATRIX = Table(
    "matrix",
    "Matrix",
    (Column("place", "Place", width=14), *(Column(f"t{n}", f"1.{n}", "percent") for n in range(TASKS))),
    tuple((f"place {place}", *range(TASKS)) for place in range(32)),
)


def test_a_table_that_fits_stays_as_it_is():
    assert parts(MATRIX, 14 + TASKS * 8) == [MATRIX]


@pytest.mark.parametrize("capacity", [40, 150, 270, 363])
def test_the_parts_hold_every_column_once_with_the_names_of_the_rows_beside(capacity):
    found = parts(MATRIX, capacity)

    assert [part.columns[0].key for part in found] == ["place"] * len(found)
    assert [column.key for part in found for column in part.columns[1:]] == [f"t{n}" for n in range(TASKS)]
    assert [sum(part.rows[7][1:]) for part in found] == [
        sum(range(TASKS)[int(part.columns[1].key[1:]) :][: len(part.columns) - 1]) for part in found
    ]
    assert max(sum(map(least, part.columns)) for part in found) <= capacity
    assert found[0].title == f"Matrix (1/{len(found)})"


def test_a_column_wider_than_the_page_still_gets_a_part_of_its_own():
    table = Table("t", "T", (Column("a", "A", width=14), Column("b", "B", width=90)), (("x", "y"),))

    assert [part.rows for part in parts(table, 20)] == [(("x", "y"),)]


def test_the_parts_are_about_equally_wide():
    assert [len(part.columns) - 1 for part in parts(MATRIX, 270)] == [25, 25]
