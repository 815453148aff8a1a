"""What only the rows together can tell: numbers given twice, ranges with one end, duties without a period.

Also fills in what a new row may leave out: its number, short titles, the name of its agency.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from tasks.enums import Comparator
from tasks.workbook.book import Book, Row
from tasks.workbook.cells import shortened
from tasks.workbook.layout import BY_KEY, ID, ID_TITLE, PARENT, PLAN, PLAN_SHEET, Sheet
from tasks.workbook.vocabulary import Vocabulary

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (`line` counts from 1 as spreadsheets do, 0: the sheet as a whole)."""

    sheet: str
    sheet_name: str
    line: int
    cell: str
    column: str
    said: str
    problem: str


class Faults:
    """Collects faults with the addresses of their cells."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.found: list[Fault] = []
        self.places: dict[tuple[str, str], tuple[int, int]] = {}

    def place(self, sheet: str, column: str, line: int, index: int) -> None:
        """Says where a column stands in the file (and on which line, for the facts of the plan)."""
        self.places[sheet, column] = (line, index)

    def add(self, sheet: Sheet, line: int, column: str, problem: str, said: str = "") -> None:
        """`line` counts from 0, as the file is read."""
        fixed, index = self.places.get((sheet.key, column), (0, -1))
        line = line or fixed
        cell = f"{xl_col_to_name(index)}{line + 1}" if line and index >= 0 else ""
        self.found.append(
            Fault(
                sheet.key,
                self.names.get(sheet.key) or str(sheet.title),
                line + 1 if line else 0,
                cell,
                _title(sheet, column),
                shortened(said),
                problem,
            )
        )

    def in_order(self) -> list[Fault]:
        order = list(BY_KEY)
        return sorted(self.found, key=lambda fault: (order.index(fault.sheet), fault.line))


def _title(sheet: Sheet, column: str) -> str:
    if not column:
        return ""
    if column in (ID, PARENT):
        return str(ID_TITLE if column == ID else sheet.parent_title)
    return str(sheet.column(column).title)


def complete(book: Book, base: Book, words: Vocabulary, faults: Faults) -> None:
    """Fills in what may be left out, and notes what does not fit together."""
    _period(book, faults)
    for sheet in (PLAN, "areas", "tasks"):
        before = base.index(sheet)
        for row in book.rows[sheet]:
            _titles(row, before.get(row.key))
    _numbers(book, faults)
    _duties(book, base, words, faults)
    for row in book.rows["measures"]:
        _reach(row, faults)
    for row in book.rows["targets"]:
        _target(row, faults)


def _titles(row: Row, before: Row | None) -> None:
    """Short titles that were left out or taken away are the beginning of the long one."""
    values = row.values
    first = str(values.get("title") or values.get("text") or "")[:TITLE_LENGTH]
    for key in ("title_en", "title_zh"):
        if not values[key] and (before is None or before.values[key]):
            values[key] = first


def _period(book: Book, faults: Faults) -> None:
    start, end = book.plan.values["period_start"], book.plan.values["period_end"]
    if start and end and str(end) < str(start):
        faults.add(PLAN_SHEET, 0, "period_end", _("The period ends before it starts."))
    if book.rows["responsibilities"] and not (start and end):
        missing = "period_end" if start else "period_start"
        faults.add(PLAN_SHEET, 0, missing, _("A plan with responsibilities needs a period."))


def _numbers(book: Book, faults: Faults) -> None:
    """A task's number is its address within the plan; one that is left out is made from its place."""
    areas = {row.key: position for position, row in enumerate(book.rows["areas"], start=1)}
    for area, rows in book.children("tasks").items():
        for position, row in enumerate(rows, start=1):
            row.values["number"] = row.values["number"] or f"{areas.get(area, 0)}.{position}"
    sheet = BY_KEY["tasks"]
    seen: dict[str, Row] = {}
    for row in book.rows["tasks"]:
        number = str(row.values["number"])
        first = seen.setdefault(number, row)
        if "/" in number or number in (".", ".."):
            faults.add(sheet, row.line, "number", _("“%s” cannot be a task's number.") % number)
        elif first is not row:
            said = _("Row %(line)d has the number %(number)s as well.")
            faults.add(sheet, row.line, "number", said % {"line": first.line + 1, "number": number})


def _duties(book: Book, base: Book, words: Vocabulary, faults: Faults) -> None:
    """One agency once in a measure; a name that was left out is the agency's own."""
    sheet, before = BY_KEY["responsibilities"], base.index("responsibilities")
    seen: dict[tuple[str, str], Row] = {}
    stem = "name_zh" if book.plan.values["language"] == "zh" else "name_en"
    for row in book.rows["responsibilities"]:
        code = str(row.values["agency"] or "")
        old = before.get(row.key)
        if not row.values["name"] and code in words.agencies and (old is None or old.values["name"]):
            row.values["name"] = getattr(words.agencies[code], stem)
        first = seen.setdefault((row.parent, code), row)
        if code and row.parent and first is not row:
            said = _("Row %(line)d names %(agency)s in the same measure.")
            faults.add(sheet, row.line, "agency", said % {"line": first.line + 1, "agency": code})


def _reach(row: Row, faults: Faults) -> None:
    """Places are called on by words that stand in the measure's own text."""
    values, sheet = row.values, BY_KEY["measures"]
    words = str(values["reach_words"] or "")
    if bool(values["reach"]) != bool(words):
        missing = "reach_words" if values["reach"] else "reach"
        problem = _("The places called on and the words that do so stand together.")
        faults.add(sheet, row.line, missing, problem)
    elif words not in str(values["text"] or ""):
        problem = _("These words do not stand in the text of the measure.")
        faults.add(sheet, row.line, "reach_words", problem, words)


def _target(row: Row, faults: Faults) -> None:
    values, sheet = row.values, BY_KEY["targets"]
    if values["comparator"] is None:
        values["comparator"] = Comparator.EQUAL.value
    is_range = values["comparator"] == Comparator.RANGE
    if is_range and (values["value"] is None or values["value_to"] is None):
        missing = "value" if values["value"] is None else "value_to"
        faults.add(sheet, row.line, missing, _("A range has two values."))
    if not is_range and values["value_to"] is not None:
        faults.add(sheet, row.line, "value_to", _("Only a range has a second value."))
