"""Tables of tasks as areas and tasks, or as the duties of tasks that the text has already."""

import re

from tasks.intake.assembly import Assembler
from tasks.intake.clauses import Clause
from tasks.intake.cues import Part
from tasks.intake.headings import field_of, first_sentence
from tasks.intake.measures import Piece
from tasks.intake.names import read_list
from tasks.intake.numbering import past_label
from tasks.intake.paragraphs import paragraphs
from tasks.intake.reading import Area, Reading, Task
from tasks.intake.roles import Duties, read_duties
from tasks.intake.tables import Row, Section, Table
from tasks.intake.text import Span

_KEY = 10
_PARTS = {"lead": Part.LEAD, "support": Part.CO, "plain": Part.PLAIN}


def add_tables(reading: Reading, found: list[Table], assembler: Assembler) -> None:
    """Adds the rows of every table to the reading.

    Where most rows repeat tasks of the text that name no bodies, they give them their duties instead.
    """
    if not found:
        return
    writer = _Writer(reading, assembler)
    for table in found:
        rows = [row for section in table.sections for row in section.rows]
        matches = [(row, task) for row in rows if (task := writer.same_task(row))]
        if rows and len(matches) * 2 >= len(rows):
            for row, task in matches:
                writer.give_duties(row, task)
            continue
        if reading.tasks and rows:
            assembler.doubts.add("table_task", table.span)
        for section in table.sections:
            writer.add_section(section)


def _squashed(text: str) -> str:
    return "".join(char for char in text if char.isalnum())[:_KEY]


def _first_words(text: str) -> str:
    """The lead sentence, which is all that a row may repeat of a task."""
    return text[: first_sentence(text, (0, len(text)))]


class _Writer:
    def __init__(self, reading: Reading, assembler: Assembler) -> None:
        self.reading, self.assembler = reading, assembler
        self.pages, self.text = assembler.pages, assembler.pages.text
        self.without_duty: dict[str, Task] = {}
        for task in reading.tasks:
            if not any(measure.clause for measure in task.measures):
                self.without_duty.setdefault(_squashed(task.text), task)
                self.without_duty.setdefault(_squashed(_first_words(task.text)), task)

    def same_task(self, row: Row) -> Task | None:
        return self.without_duty.get(_squashed(self.text[slice(*self._task_words(row))]))

    def _task_words(self, row: Row) -> Span:
        """The cell without a number at its beginning."""
        return past_label(self.text, row.task)

    def give_duties(self, row: Row, task: Task) -> None:
        clause = self._clause(row)
        told = self.assembler.measurer.measure(Piece(row.task, clause), task.number)
        for measure in task.measures[:1]:
            measure.clause, measure.clause_span, measure.mode = told.clause, told.clause_span, told.mode
            measure.open_ended, measure.responsibilities = told.open_ended, told.responsibilities
            measure.deadlines = measure.deadlines or told.deadlines
        self.assembler.covered.append(row.span)

    def add_section(self, section: Section) -> None:
        if not section.rows:
            return
        n = len(self.reading.areas) + 1
        heading = section.title or self._caption(section.rows[0].span[0])
        title = past_label(self.text, heading)
        words = self.pages.quote(title)
        printed = self.pages.quote((heading[0], title[0])).strip() or None
        area = Area(
            str(n), words, field_of(words), printed, self.pages.place(heading), self.pages.place(title)
        )
        self.assembler.covered.append(heading)
        area.tasks = [self._task(row, f"{n}.{m}") for m, row in enumerate(section.rows, 1)]
        self.reading.areas.append(area)

    def _caption(self, at: int) -> Span:
        """The line above the table's head, if it is a heading; else nothing."""
        lines = paragraphs(self.text, (max(0, at - 400), at))[:-1]
        start, end = lines[-1] if lines else (at, at)
        is_title = end - start <= 100 and not re.search(r"[。;]", self.text[start:end])
        return (start, end) if is_title else (at, at)

    def _task(self, row: Row, number: str) -> Task:
        span = self._task_words(row)
        place = self.pages.place
        printed = self.pages.quote((row.task[0], span[0])).strip() or None
        title = self.pages.quote(row.title) if row.title else None
        title_span = place(row.title) if row.title else None
        task = Task(number, title, self.pages.quote(span), printed, place(row.span), place(span), title_span)
        task.measures = [self.assembler.measurer.measure(Piece(span, self._clause(row)), number)]
        self.assembler.covered.append(row.span)
        return task

    def _clause(self, row: Row) -> Clause | None:
        """The cells that name bodies, and the time limit, as the clause of the row."""
        cells = [cell for _, cell in row.duties] + ([row.deadline] if row.deadline else [])
        if not row.duties:
            return None
        duties = Duties(cued=True)
        leads = any(kind == "lead" for kind, _ in row.duties)
        for kind, cell in sorted(row.duties, key=lambda duty: duty[0] != "lead"):
            told = read_duties(self.text, cell, self.assembler.gazetteer, self.assembler.language)
            if kind == "plain" and told.cued and told.names:
                duties = duties.joined(told)
                continue
            part = Part.CO if leads and kind == "plain" else _PARTS[kind]
            duties.add(part, read_list(self.text, cell, self.assembler.gazetteer, self.assembler.language))
        duties.deadlines = [row.deadline] if row.deadline else []
        return Clause((min(cell[0] for cell in cells), max(cell[1] for cell in cells)), duties)
