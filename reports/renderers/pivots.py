"""Cross-tables for the workbook: how many rows of a list fall on each pair, such as agency and standing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from reports.document import Document, Table
from tasks.enums import STANDING_ORDER, STATE_ORDER, Role, Standing, State

# What is counted down, by what across; a list is counted by the first of the latter that it has.
DOWN = ("area", "agency", "province", "place", "plan", "role")
ACROSS = ("standing", "state")
# More comparisons than this (cells of a cross-table by rows of its list) would keep a spreadsheet busy
# whenever it opens the file.
MOST_COMPARISONS = 3_000_000


@dataclass(frozen=True, slots=True)
class Pivot:
    """Rows of `table` counted by two of its columns; `owing`: only duties that owe reports themselves.

    `kinds` are the standings or states across, for their colours ("" for words of another list); `labels`
    the same as shown.
    """

    table: Table
    down: str
    across: str
    owing: bool
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    counts: dict[tuple[str, str], int]

    @property
    def comparisons(self) -> int:
        return len(self.names) * len(self.labels) * len(self.table.rows)

    @property
    def title(self) -> str:
        titles = [self.table.columns[self.table.index(key)].title for key in (self.down, self.across)]
        return f"{self.table.title}: {' × '.join(titles)}"


def pivots(document: Document) -> list[Pivot]:
    """The cross-tables of a report, none when its tables have nothing to cross.

    What several tables could count is counted once, over the full one if that can.
    """
    tables = sorted(document.tables, key=lambda table: table.key != document.full)
    found: dict[tuple[str, str], Pivot] = {}
    for pivot in (pivot for table in tables for pivot in _of(table)):
        found.setdefault((pivot.down, pivot.across), pivot)
    return list(found.values())


def _of(table: Table) -> Iterator[Pivot]:
    keys = [column.key for column in table.columns]
    across = next((key for key in ACROSS if key in keys), "")
    for down in DOWN if across else ():
        if down in keys:
            pivot = _crossed(table, down, across)
            if pivot.names and pivot.comparisons <= MOST_COMPARISONS:
                yield pivot


def _crossed(table: Table, down: str, across: str) -> Pivot:
    pairs = _pairs(table, down, across)
    counts = Counter(pairs)
    used = dict.fromkeys(label for _name, label in pairs)
    known = [(kind, label) for kind, label in _labels(across) if label in used]
    order = known + [("", label) for label in used if label not in dict(known).values()]
    return Pivot(
        table=table,
        down=down,
        across=across,
        owing=_has_owing(table),
        names=tuple(_names(table, pairs, down)),
        kinds=tuple(kind for kind, _label in order),
        labels=tuple(label for _kind, label in order),
        counts=dict(counts),
    )


def _has_owing(table: Table) -> bool:
    return any(column.key == "owes" for column in table.columns)


def _pairs(table: Table, down: str, across: str) -> list[tuple[str, str]]:
    first, second = table.index(down), table.index(across)
    rows = table.rows
    if _has_owing(table):
        owes, yes = table.index("owes"), pgettext("cell", "yes")
        rows = tuple(row for row in rows if row[owes] == yes)
    return [(str(row[first]), str(row[second])) for row in rows if row[first] and row[second]]


def _labels(across: str) -> Sequence[tuple[str, str]]:
    """Values and labels in the order in which the portal always shows them."""
    if across == "standing":
        return [(str(kind), str(Standing(kind).label)) for kind in STANDING_ORDER]
    return [(str(state), str(State(state).label)) for state in STATE_ORDER]


def _names(table: Table, pairs: Sequence[tuple[str, str]], down: str) -> list[str]:
    """Areas in the order of the plan and roles in theirs; of bodies the one with most duties first."""
    counted = Counter(name for name, _label in pairs)
    if down == "role":
        return [label for label in map(str, Role.labels) if label in counted]
    return list(counted) if down == "area" else [name for name, _count in counted.most_common()]
