"""Writing drafts as areas and tasks, and reporting what belongs to none of them."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from tasks.intake.clauses import Clause
from tasks.intake.doubts import Doubts, excerpt
from tasks.intake.headings import field_of, first_sentence
from tasks.intake.measures import Piece, cut
from tasks.intake.measuring import Measurer, Pages
from tasks.intake.names import Gazetteer
from tasks.intake.paragraphs import trimmed
from tasks.intake.reading import Area, Task
from tasks.intake.running import pieces_in_text
from tasks.intake.structure import AreaDraft, Draft
from tasks.intake.text import Span

_LONGEST_TITLE = {"zh": 60, "en": 200}


class Assembler:
    def __init__(
        self, pages: Pages, doubts: Doubts, measurer: Measurer, clauses: list[Clause], gazetteer: Gazetteer
    ) -> None:
        self.pages, self.doubts, self.measurer = pages, doubts, measurer
        self.clauses, self.starts = clauses, [clause.span[0] for clause in clauses]
        self.gazetteer, self.language = gazetteer, measurer.language
        self.covered: list[Span] = []

    # areas

    def area(self, draft: AreaDraft, n: int) -> Area:
        pages = self.pages
        title = pages.quote(draft.title)
        printed = pages.quote((draft.heading[0], draft.title[0])).strip() or None
        number = str(n)
        area = Area(
            number, title, field_of(title), printed, pages.place(draft.heading), pages.place(draft.title)
        )
        self.covered.append(draft.heading)
        shared = self._clause_of_area(draft)
        area.tasks = [self.task(each, n, ordinal, shared) for ordinal, each in enumerate(draft.tasks, 1)]
        if draft.runs_on:
            self.doubts.add("heading_runs_on", draft.heading, number=number)
        return area

    def _clause_of_area(self, draft: AreaDraft) -> Clause | None:
        """The clause at the heading, before the first task: it governs every task that has none."""
        if not draft.tasks or draft.runs_on:
            return None
        inside = self._clauses_in((draft.heading[0], draft.tasks[0].span[0]))
        return inside[0] if inside else None

    def _clauses_in(self, span: Span) -> list[Clause]:
        return self.clauses[bisect_left(self.starts, span[0]) : bisect_left(self.starts, span[1])]

    # tasks

    def task(self, draft: Draft, n: int, ordinal: int, shared: Clause | None) -> Task:
        pages, number = self.pages, f"{n}.{ordinal}"
        span = trimmed(pages.text, (draft.body, draft.span[1]))
        whole = (min(draft.span[0], span[0]), span[1])
        self.covered.append(whole)
        printed = pages.quote((draft.span[0], draft.body)).strip() or None
        title = self._title(span)
        task = Task(
            number=number,
            title=self._with_number(draft, ordinal, printed, title, number),
            text=pages.quote(span),
            printed=printed,
            span=pages.place(whole),
            text_span=pages.place(span),
            title_span=pages.place(title) if title else None,
        )
        pieces = list(self._pieces(draft, span, shared, number))
        task.measures = [self.measurer.measure(piece, number) for piece in pieces]
        self._doubt_task(draft, printed, number)
        return task

    def _title(self, span: Span) -> Span | None:
        """The lead sentence, where more follows that is no clause."""
        text = self.pages.text
        end = first_sentence(text, span)
        clauses = self._clauses_in(span)
        end = min(end, clauses[0].span[0]) if clauses else end
        rest_from = clauses[0].span[1] if clauses and not text[end : clauses[0].span[0]].strip() else end
        title = trimmed(text, (span[0], end))
        while title[1] > title[0] and text[title[1] - 1] in "。;；:：":
            title = (title[0], title[1] - 1)
        more = any(char.isalnum() for char in text[rest_from : min(span[1], rest_from + 200)])
        return title if more and 0 < title[1] - title[0] <= _LONGEST_TITLE[self.language] else None

    def _with_number(
        self, draft: Draft, ordinal: int, printed: str | None, title: Span | None, number: str
    ) -> str | None:
        """The title; numbers that run through the areas keep their printed form in it, or in a warning."""
        words = self.pages.quote(title).replace("\n", "") if title else None
        if draft.value is None or draft.value == ordinal or not printed:
            return words
        if words is None:
            self.doubts.add("printed_number", (draft.span[0], draft.body), number=number, label=printed)
            return None
        return f"{printed}{'' if self.language == 'zh' else ' '}{words}"

    def _pieces(self, draft: Draft, span: Span, shared: Clause | None, number: str) -> Iterator[Piece]:
        clauses = self._clauses_in(span)
        if not clauses:
            if given := self._given(shared, number):
                yield Piece(span, given)
            else:
                yield from pieces_in_text(self.pages.text, span, self.gazetteer, self.language)
            return
        for piece in cut(self.pages.text, span, clauses, draft.parts):
            self._doubt_piece(piece, number)
            yield piece

    def _given(self, shared: Clause | None, number: str) -> Clause | None:
        """The clause of the area, for a task that has none of its own."""
        if shared:
            self.covered.append(shared.span)
            self.doubts.add("clause_of_area", shared.span, number=number)
        return shared

    # doubts

    def _doubt_piece(self, piece: Piece, number: str) -> None:
        text = self.pages.text
        if piece.clause is None:
            self.doubts.add("text_without_clause", piece.text, number=number)
        elif piece.before_text:
            self.doubts.add("clause_before_text", piece.clause.span, number=number)
        else:
            start, end = piece.clause.span
            if text[max(0, start - 1) : start] == "\n" and piece.text[0] < start and text[start] in "([":
                self.doubts.add("clause_opens_paragraph", piece.clause.span, number=number)
            if self.language == "en" and piece.clause.closed and text[end : end + 2].strip()[:1].islower():
                self.doubts.add("clause_in_sentence", piece.clause.span, number=number)

    def _doubt_task(self, draft: Draft, printed: str | None, number: str) -> None:
        if draft.label is None:
            self.doubts.add("paragraph_task", draft.span, number=number)
            return
        where = draft.span[0], draft.body
        if draft.inside:
            self.doubts.add("task_inside_paragraph", where, number=number)
        if printed and re.search(r"\d \d", printed):
            self.doubts.add("split_number", where, label=printed, value=draft.value)

    # the rest

    def report_outside(self) -> None:
        """One warning for each stretch that is covered by nothing."""
        text, done = self.pages.text, 0
        covered = sorted(self.covered)
        last = max((end for _, end in covered), default=0)
        for start, end in [*covered, (len(text), len(text))]:
            gap = trimmed(text, (done, start)) if start > done else (0, 0)
            if gap[0] < gap[1]:
                where = (
                    "before"
                    if not covered or gap[1] <= covered[0][0]
                    else "after"
                    if gap[0] >= last
                    else "between"
                )
                self.doubts.add("outside", gap, where=where, text=excerpt(self.pages.quote(gap)))
            done = max(done, end)
