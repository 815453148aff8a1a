"""What a row belongs to: found by the id, the label or the number that stands in its second column."""

from collections import defaultdict

from django.utils.translation import gettext as _

from tasks.workbook.book import Book, Row
from tasks.workbook.cells import Wrong
from tasks.workbook.layout import Sheet


class Parents:
    """The rows read so far, by every word by which the rows below may call them.

    `there` holds the ids that the workbook has, by sheet. An id always wins over a number.
    """

    def __init__(self, base: Book) -> None:
        self.known = {sheet: set(base.index(sheet)) for sheet in base.rows}
        self.there: dict[str, set[str]] = defaultdict(set)
        self.by_number: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.of_task: dict[str, list[str]] = defaultdict(list)
        self.numbers: dict[str, str] = {}

    def learn(self, sheet: Sheet, row: Row) -> None:
        """Takes in a row that rows below may belong to."""
        self.there[sheet.key].add(row.key)
        if number := row.values.get("number"):
            self.by_number[sheet.key][str(number)].append(row.key)
            self.numbers[row.key] = str(number)
        if sheet.key == "measures":
            self._learn_measure(row)

    def _learn_measure(self, row: Row) -> None:
        """A measure is also called by its task ("2.5", if it is alone) and by its place there ("2.5/1")."""
        siblings = self.of_task[row.parent]
        siblings.append(row.key)
        for task in {row.parent, self.numbers.get(row.parent, "")} - {""}:
            self.by_number["measures"][f"{task}/{len(siblings)}"].append(row.key)
            self.by_number["measures"][task].append(row.key)

    def find(self, sheet: Sheet, typed: str) -> str:
        """The id of the row that is meant; also of one that was given out and is gone. Raises Wrong."""
        above = sheet.parent
        if not typed:
            raise Wrong(_("It is not said what this row belongs to."))
        if typed in self.there[above] or typed in self.known[above]:
            return typed
        found = self.by_number[above].get(typed, [])
        if len(found) > 1:
            raise Wrong(_("“%s” can mean several rows. Please use the id of the one that is meant.") % typed)
        if not found:
            raise Wrong(_("There is no row “%s” to which this one could belong.") % typed)
        return found[0]
