"""The ranking rule of a notice: where it says that the first named body leads, and from where it holds."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from tasks.intake.clauses import Clause
from tasks.intake.text import Span

_STATED = re.compile(
    r"(?:排|列|名列)[^。;\n]{0,10}(?:第一|首)[^。;\n]{0,12}(?:牵头|主办|主责)"
    r"|(?i:(?:rank|list|nam)(?:ed|ing) first[^.;\n]{0,60}\blead|\blead[^.;\n]{0,60}(?:rank"
    r"|list|nam)(?:ed|ing) first|first[- ](?:listed|named)[^.;\n]{0,60}\blead)"
)


@dataclass(frozen=True)
class Ranking:
    """`holds_from`: the place in the plain copy from which the first named body leads; None if nowhere."""

    holds_from: int | None = None
    stated: Span | None = None

    @property
    def everywhere(self) -> bool:
        return self.holds_from == 0

    def first_leads(self, clause: Clause) -> bool:
        return self.holds_from is not None and clause.span[0] >= self.holds_from


def ranking(text: str, clauses: list[Clause]) -> Ranking:
    """Said in a clause it holds from there on ("the same below"); said elsewhere, as in a note, for all."""
    starts = [clause.span[0] for clause in clauses]
    for found in _STATED.finditer(text):
        at = bisect_right(starts, found.start()) - 1
        if at < 0 or found.start() >= clauses[at].span[1]:
            return Ranking(0, found.span())
    for clause in clauses:
        if clause.duties.rule:
            return Ranking(clause.span[0], clause.duties.rule)
    return Ranking()
