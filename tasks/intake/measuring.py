"""From a stretch and its clause to a `Measure`: bodies with roles, deadlines, targets, and the doubts."""

from tasks.intake.clauses import Clause
from tasks.intake.deadlines import Due, Frame, deadlines
from tasks.intake.doubts import Doubts, excerpt
from tasks.intake.localities import may_be_local
from tasks.intake.measures import Piece
from tasks.intake.names import Named
from tasks.intake.ranking import Ranking
from tasks.intake.reading import Deadline, Measure, Responsibility, Target
from tasks.intake.roles import JOINT, ranked
from tasks.intake.targets import Aim, targets
from tasks.intake.text import Copy, Span


class Pages:
    """The two copies of a notice: one to quote from, one whose places everything is counted in."""

    def __init__(self, readable: Copy, plain: Copy) -> None:
        self.readable, self.plain = readable, plain

    @property
    def text(self) -> str:
        return self.plain.text

    def quote(self, span: Span) -> str:
        """The printed words at `span` of the plain copy."""
        start, end = span if self.plain is self.readable else self.plain.below(*span)
        return self.readable.text[start:end]

    def place(self, span: Span) -> Span:
        """Where `span` of the plain copy stands in the text as given."""
        return self.plain.span(*span)


class Measurer:
    def __init__(
        self, pages: Pages, doubts: Doubts, language: str, frame: Frame, ranking: Ranking, *, local: bool
    ) -> None:
        self.pages, self.doubts, self.language = pages, doubts, language
        self.frame, self.ranking, self.local = frame, ranking, local

    def measure(self, piece: Piece, number: str) -> Measure:
        """One measure of task `number`."""
        pages, clause = self.pages, piece.clause
        measure = Measure(
            text=pages.quote(piece.text),
            clause=pages.quote(clause.span) if clause else None,
            mode=None,
            open_ended=bool(clause and clause.duties.openings),
            span=pages.place(piece.text),
            clause_span=pages.place(clause.span) if clause else None,
        )
        if clause:
            measure.mode, measure.responsibilities = self._duties(clause, number)
        dues = self._dues(piece)
        aims = targets(pages.text, piece.text, self.language)
        measure.deadlines = [self._deadline(due) for due in dues]
        measure.targets = [self._target(aim) for aim in aims if not _overlaps(aim, dues)]
        return measure

    def _duties(self, clause: Clause, number: str) -> tuple[str | None, list[Responsibility]]:
        mode, roles = ranked(clause.duties, first_leads=self.ranking.first_leads(clause))
        if mode == JOINT:
            self.doubts.add("no_ranking", clause.span, number=number)
        self._doubt_clause(clause, number)
        seen: set[str] = set()
        duties = []
        for named, role in roles:
            duty = self._duty(named, role)
            known_as = duty.agency or duty.name
            if known_as in seen:
                self.doubts.name("repeated_name", duty.name, named.span)
            else:
                seen.add(known_as)
                duties.append(duty)
        return mode, duties

    def _duty(self, named: Named, role: str) -> Responsibility:
        code = named.code
        if self.local and may_be_local(named):
            code = None
            self.doubts.name("local_name", named.name, named.span)
        elif named.collective:
            self.doubts.name("collective_name", named.name, named.span)
        elif code is None:
            self.doubts.name("unknown_name", named.name, named.span)
        return Responsibility(named.name, code, role, self.pages.place(named.span))

    def _doubt_clause(self, clause: Clause, number: str) -> None:
        quote = self.pages.quote
        if not clause.closed:
            self.doubts.add("unclosed_bracket", clause.span, number=number, end=quote(clause.span)[-24:])
        if clause.from_text:
            self.doubts.add("clause_from_text", clause.span, number=number, text=excerpt(quote(clause.span)))
        for span in clause.duties.openings:
            self.doubts.add("open_list", span, text=excerpt(quote(span)))
        for span in clause.duties.leftovers:
            dated = deadlines(self.pages.text, span, self.frame, self.language)
            if any(char.isalnum() for char in quote(span)) and not dated:
                self.doubts.add("clause_words", span, number=number, text=excerpt(quote(span)))

    # deadlines and targets

    def _dues(self, piece: Piece) -> list[Due]:
        """The deadlines of the governed text and those that the clause states."""
        text, language = self.pages.text, self.language
        dues = deadlines(text, piece.text, self.frame, language)
        if piece.clause and not piece.clause.from_text:
            for words in piece.clause.duties.leftovers:
                dues += deadlines(text, words, self.frame, language)
            for cell in piece.clause.duties.deadlines:
                dues += deadlines(text, cell, self.frame, language, cell=True)
        return dues

    def _deadline(self, due: Due) -> Deadline:
        words = self.pages.quote(due.span)
        if due.doubt:
            self.doubts.add(due.doubt, due.span, text=excerpt(words), date=due.date)
        return Deadline(words, due.date, due.derived, self.pages.place(due.span))

    def _target(self, aim: Aim) -> Target:
        words = self.pages.quote(aim.span)
        if aim.doubtful:
            shown = {
                "text": excerpt(words),
                "comparator": aim.comparator,
                "value": aim.value,
                "unit": aim.unit,
            }
            self.doubts.add("doubtful_target", aim.span, **shown)
        return Target(words, aim.value, aim.unit, aim.comparator, self.pages.place(aim.span))


def _overlaps(aim: Aim, dues: list[Due]) -> bool:
    """Whether the number of the aim is part of a deadline: "within three months of issue"."""
    return any(aim.span[0] < due.span[1] and due.span[0] < aim.span[1] <= due.span[1] for due in dues)
