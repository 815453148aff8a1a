"""What two states of a plan's rows differ in: added, dropped, changed, moved, cell by cell."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tasks.comparison.word_diff import Segment, compare_wordings
from tasks.workbook.book import Book, Row, Value
from tasks.workbook.layout import BY_KEY, ORDER_TITLE, PARENT, PLAN_SHEET, SHEETS, Sheet
from tasks.workbook.vocabulary import Vocabulary
from tasks.workbook.wording import name_of, shown

ORDER = "order"
PLACE_LENGTH = 50
# Of a stretch that stands in both wordings this much is shown on either side of a change, in characters.
AROUND = 60
# Comparing word by word takes time by the product of the lengths; a page of rows gets this much of it.
MOST_WORK = 30_000_000


class Kind(TextChoices):
    ADDED = "added", pgettext_lazy("row of a plan", "Added")
    CHANGED = "changed", pgettext_lazy("row of a plan", "Changed")
    DROPPED = "dropped", pgettext_lazy("row of a plan", "Dropped")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that differs; of an added row there is no old one, of a dropped row no new one."""

    column: str
    old: Value = None
    new: Value = None


@dataclass(slots=True)
class Change:
    """One row that differs; `place` says what it belongs to, `line` its line in the file (0: in none)."""

    sheet: Sheet
    kind: Kind
    row: Row
    cells: list[Cell]
    place: str = ""
    also_elsewhere: bool = False

    @property
    def key(self) -> str:
        """The id, or nothing for a new row that nobody has named."""
        return "" if self.row.key.startswith("+") or self.sheet is PLAN_SHEET else self.row.key

    @property
    def name(self) -> str:
        return name_of(self.row.values)

    @property
    def line(self) -> int:
        return self.row.line + 1 if self.row.line else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell for people: title of the column, both texts in segments, whether letters tell them apart."""

    title: str
    old: Sequence[Segment]
    new: Sequence[Segment]


def differences(old: Book, new: Book) -> list[Change]:
    """Everything that leads from the old rows to the new ones, sheet by sheet, in the new order."""
    found = [*_plan(old, new)]
    for sheet in SHEETS:
        places = _places(sheet, old) | _places(sheet, new)
        for change in _sheet(sheet, old, new):
            change.place = places.get(change.row.parent, "")
            found.append(change)
    return found


def _places(sheet: Sheet, book: Book) -> dict[str, str]:
    """How the rows above are called: id and name."""
    rows = book.rows.get(sheet.parent, ())
    return {row.key: f"{_readable(row.key)} · {name_of(row.values, PLACE_LENGTH)}" for row in rows}


def counts(changes: Iterable[Change]) -> Counter:
    """How many rows of each kind, and by (sheet, kind)."""
    counted: Counter = Counter()
    for change in changes:
        counted[change.kind] += 1
        counted[change.sheet.key] += 1
    return counted


def _plan(old: Book, new: Book) -> Iterator[Change]:
    cells = list(_cells(PLAN_SHEET, old.plan, new.plan))
    if cells:
        yield Change(PLAN_SHEET, Kind.CHANGED, new.plan, cells)


def _sheet(sheet: Sheet, old: Book, new: Book) -> Iterator[Change]:
    before, after = old.index(sheet.key), new.index(sheet.key)
    moved = dict(_moved(sheet, old, new))
    for row in new.rows[sheet.key]:
        if row.key not in before:
            yield Change(sheet, Kind.ADDED, row, list(_present(sheet, row, is_new=True)))
            continue
        cells = [*_cells(sheet, before[row.key], row), *moved.get(row.key, ())]
        if cells:
            yield Change(sheet, Kind.CHANGED, row, cells)
    for row in old.rows[sheet.key]:
        if row.key not in after:
            yield Change(sheet, Kind.DROPPED, row, list(_present(sheet, row, is_new=False)))


def _cells(sheet: Sheet, before: Row, after: Row) -> Iterator[Cell]:
    if before.parent != after.parent:
        yield Cell(PARENT, before.parent, after.parent)
    for column in sheet.columns:
        if before.values[column.key] != after.values[column.key]:
            yield Cell(column.key, before.values[column.key], after.values[column.key])


def _present(sheet: Sheet, row: Row, *, is_new: bool) -> Iterator[Cell]:
    """The cells of a row that is there in one state only; empty ones are left out."""
    values = ({PARENT: row.parent} if sheet.parent else {}) | row.values
    for key, value in values.items():
        if value not in (None, "", False):
            yield Cell(key, new=value) if is_new else Cell(key, old=value)


def _moved(sheet: Sheet, old: Book, new: Book) -> Iterator[tuple[str, list[Cell]]]:
    """Rows that stand in another order among those that stayed; as few as explain the new order."""
    families = old.children(sheet.key)
    before: dict[str, tuple[str, int]] = {}
    for rows in families.values():
        before |= {row.key: (row.parent, place) for place, row in enumerate(rows, start=1)}
    for parent, rows in new.children(sheet.key).items():
        stayed = [
            (row.key, before[row.key][1], place)
            for place, row in enumerate(rows, start=1)
            if row.key in before and before[row.key][0] == parent
        ]
        still = _longest_rising([place for _key, place, _now in stayed])
        for index, (key, was, now) in enumerate(stayed):
            if index not in still:
                yield key, [Cell(ORDER, str(was), str(now))]


def _longest_rising(places: list[int]) -> set[int]:
    """The indexes of the longest rising run (patience sorting): those rows did not move."""
    ends: list[int] = []
    heads: list[int] = []
    previous: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        previous.append(heads[at - 1] if at else -1)
        ends[at : at + 1], heads[at : at + 1] = [place], [index]
    kept, index = set(), heads[-1] if heads else -1
    while index >= 0:
        kept.add(index)
        index = previous[index]
    return kept


def touched_by_both(ours: list[Change], theirs: list[Change]) -> None:
    """Marks the rows that were changed on both sides."""
    both = {(c.sheet.key, c.row.key) for c in ours} & {(c.sheet.key, c.row.key) for c in theirs}
    for change in (*ours, *theirs):
        change.also_elsewhere = (change.sheet.key, change.row.key) in both


class Drawing:
    """Makes the cells of one page of changes readable, as long as its share of work lasts."""

    def __init__(self, words: Vocabulary) -> None:
        self.words, self.left = words, MOST_WORK

    def cells(self, change: Change) -> list[Shown]:
        """What a row that is new or gone belongs to stands in its head already."""
        changed = change.kind == Kind.CHANGED
        return [self._cell(change, cell) for cell in change.cells if changed or cell.column != PARENT]

    def _cell(self, change: Change, cell: Cell) -> Shown:
        if cell.column in (PARENT, ORDER):
            title = ORDER_TITLE if cell.column == ORDER else change.sheet.parent_title
            return Shown(
                str(title), _whole(_readable(cell.old), "delete"), _whole(_readable(cell.new), "insert")
            )
        column = BY_KEY[change.sheet.key].column(cell.column)
        old = shown(self.words, column, cell.old) if change.kind != Kind.ADDED else ""
        new = shown(self.words, column, cell.new) if change.kind != Kind.DROPPED else ""
        is_text = column.is_text and change.kind == Kind.CHANGED
        segments = self._compared(old, new) if is_text else (_whole(old, "delete"), _whole(new, "insert"))
        return Shown(str(column.title), *segments)

    def _compared(self, old: str, new: str) -> tuple[Sequence[Segment], Sequence[Segment]]:
        self.left -= len(old) * len(new)
        if not (old and new) or self.left < 0:
            return _whole(old, "delete"), _whole(new, "insert")
        wording = compare_wordings(old, new)
        if wording.is_same:  # but for blanks or letter case, which are a difference all the same
            return _whole(old, "delete"), _whole(new, "insert")
        return _shortened(wording.left), _shortened(wording.right)


def _readable(key: Value) -> str:
    """A parent's id; a new row without one is called so."""
    return _("the new row") if str(key or "").startswith("+") else str(key or "")


def _whole(text: str, kind: Literal["delete", "insert"]) -> Sequence[Segment]:
    return (Segment(kind, text),) if text else ()


def _shortened(segments: Sequence[Segment]) -> Sequence[Segment]:
    """Long stretches without a difference are left out but for what stands around the changes."""
    last = len(segments) - 1
    alone = not last  # of a text to which something was only added, both ends tell where one is
    return [
        Segment("equal", _cut(segment.text, at_start=index > 0 or alone, at_end=index < last or alone))
        if segment.kind == "equal"
        else segment
        for index, segment in enumerate(segments)
    ]


def _cut(text: str, *, at_start: bool, at_end: bool) -> str:
    if len(text) <= 3 * AROUND:
        return text
    return (text[:AROUND] if at_start else "") + " … " + (text[-AROUND:] if at_end else "")
