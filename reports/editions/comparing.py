"""Two reports of one kind side by side: pure functions over their data as they were written down.

A row is known by what it is about (area, task, agency, place …), so that a row that only moved is the same
row; of several that are about the same the first goes with the first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
Key = tuple[Any, ...]
# Columns that say what a row is about, whatever the kind of report; all others are figures about it.
IDENTITY = frozenset(
    {
        "n", "plan", "area", "task", "measure", "agency", "role", "place", "province", "code", "number",
        "target", "round", "name", "year", "period", "field", "subject",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A headline figure before and after; None where one side has none."""

    label: str
    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that changed."""

    title: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that is there on both sides, with what differs in it."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What became of the rows of one table; `new` and `gone` are named by what they are about."""

    key: str
    title: str
    before: int
    after: int
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def same(self) -> bool:
        return not (self.new or self.gone or self.changed)


@dataclass(frozen=True, slots=True)
class Differences:
    """The whole comparison; `beside` names what else differs (scope, ledger position, order of rows …)."""

    figures: tuple[FigurePair, ...]
    tables: tuple[TableDifference, ...]
    beside: tuple[str, ...] = field(default=())

    @property
    def same(self) -> bool:
        """Whether no figure and no row differs."""
        return not any(pair.changed for pair in self.figures) and all(table.same for table in self.tables)


def compare(before: Data, after: Data) -> Differences:
    """What differs from `before` to `after`, table by table; both as document.canonical wrote them."""
    return Differences(
        figures=tuple(_figures(before["figures"], after["figures"])),
        tables=tuple(_tables(before["tables"], after["tables"])),
        beside=tuple(_beside(before["provenance"], after["provenance"])),
    )


def _figures(before: Sequence[Data], after: Sequence[Data]) -> Iterator[FigurePair]:
    """By their labels, in the order of the later side."""
    old = {one["label"]: _said(one) for one in before}
    new = {one["label"]: _said(one) for one in after}
    for label in dict.fromkeys([*new, *old]):
        yield FigurePair(label, old.get(label), new.get(label))


def _said(figure: Data) -> str:
    return " · ".join(part for part in (figure["value"], figure.get("hint", "")) if part)


def _tables(before: Sequence[Data], after: Sequence[Data]) -> Iterator[TableDifference]:
    old, new = ({table["key"]: table for table in side} for side in (before, after))
    for key in dict.fromkeys([*new, *old]):
        yield _table(key, old.get(key), new.get(key))


def _table(key: str, before: Data | None, after: Data | None) -> TableDifference:
    title = (after or before or {})["title"]
    old, new = _rows(before), _rows(after)
    shared = [found for found in new if found in old]
    changed = (_changed(found, old[found], new[found]) for found in shared)
    return TableDifference(
        key=key,
        title=title,
        before=len(old),
        after=len(new),
        new=tuple(_name(found) for found in new if found not in old),
        gone=tuple(_name(found) for found in old if found not in new),
        changed=tuple(one for one in changed if one.cells),
    )


def _rows(table: Data | None) -> dict[Key, dict[str, Any]]:
    """The rows by what they are about: title of the column to value."""
    if table is None:
        return {}
    keys = [column["key"] for column in table["columns"]]
    titles = [column["title"] for column in table["columns"]]
    about = [index for index, key in enumerate(keys) if key in IDENTITY] or [0]
    seen: Counter[Key] = Counter()
    rows: dict[Key, dict[str, Any]] = {}
    for row in table["rows"]:
        who = tuple(row[index] for index in about)
        seen[who] += 1
        rows[(*who, seen[who])] = dict(zip(titles, row, strict=True))
    return rows


def _name(found: Key) -> str:
    *about, nth = found
    said = " · ".join(str(part) for part in about if part not in (None, ""))
    return said if nth == 1 else f"{said} ({nth})"


def _changed(found: Key, before: dict[str, Any], after: dict[str, Any]) -> Changed:
    titles: Iterable[str] = dict.fromkeys([*after, *before])
    pairs = (Cell(title, before.get(title), after.get(title)) for title in titles)
    return Changed(_name(found), tuple(cell for cell in pairs if cell.before != cell.after))


def _beside(before: Data, after: Data) -> Iterator[str]:
    """The names of what the reports say of themselves otherwise."""
    return (name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name))
