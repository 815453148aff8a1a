"""Cutting a task into measures: the stretches that its clauses govern."""

from dataclasses import dataclass

from tasks.intake.clauses import Clause
from tasks.intake.paragraphs import trimmed
from tasks.intake.text import Span

_LOOSE_MARKS = " \t\n。.;；,，、:：)）"


@dataclass
class Piece:
    """The governed text and the clause that governs it."""

    text: Span
    clause: Clause | None
    before_text: bool = False


def cut(text: str, span: Span, clauses: list[Clause], parts: list[int]) -> list[Piece]:
    """The measures of the task whose text is `span`.

    `clauses` are those inside it, `parts` where its numbered sub-items begin.

    A clause governs what stands before it, back to the clause before. Where the task opens with its clause
    and goes on behind its last one, each governs what follows. Where sub-items have clauses of their own, the
    words before the first sub-item are a heading and open no measure.
    """
    if not clauses:
        return [Piece(trimmed(text, span), None)]
    start = _start(text, span, clauses, parts)
    if _opens(text, start, clauses) and _rest(text, clauses[-1].span[1], span[1]):
        return _forward(text, span[1], clauses)
    return _backward(text, (start, span[1]), clauses)


def _start(text: str, span: Span, clauses: list[Clause], parts: list[int]) -> int:
    """Behind the heading, where each sub-item has its own clause."""
    if not parts or clauses[0].span[0] < parts[0]:
        return span[0]
    bounds = zip(parts, [*parts[1:], span[1]], strict=True)
    owned = sum(any(start <= clause.span[0] < end for clause in clauses) for start, end in bounds)
    return parts[0] if owned >= 2 and owned * 2 >= len(parts) else span[0]


def _opens(text: str, start: int, clauses: list[Clause]) -> bool:
    """Whether nothing, or no more than a heading on its own line, stands before the first clause."""
    before = text[start : clauses[0].span[0]].strip(_LOOSE_MARKS)
    return not before or (len(before) <= 40 and text[start : clauses[0].span[0]].rstrip(" ").endswith("\n"))


def _rest(text: str, start: int, end: int) -> Span | None:
    """What stands behind the last clause, if it is more than punctuation."""
    span = _stripped(text, (start, end))
    return span if any(char.isalnum() for char in text[slice(*span)]) else None


def _stripped(text: str, span: Span) -> Span:
    """Without the loose marks that a clause leaves behind."""
    start, end = trimmed(text, span)
    while start < end and text[start] in _LOOSE_MARKS:
        start += 1
    return trimmed(text, (start, end))


def _forward(text: str, end: int, clauses: list[Clause]) -> list[Piece]:
    ends = [*(clause.span[0] for clause in clauses[1:]), end]
    pairs = zip(clauses, ends, strict=True)
    return [
        Piece(_stripped(text, (clause.span[1], stop)), clause, before_text=True) for clause, stop in pairs
    ]


def _backward(text: str, span: Span, clauses: list[Clause]) -> list[Piece]:
    pieces: list[Piece] = []
    done = span[0]
    for clause in clauses:
        governed = trimmed(text, span) if clause.from_text else _stripped(text, (done, clause.span[0]))
        pieces.append(Piece(governed, clause))
        done = span[1] if clause.from_text else clause.span[1]
    rest = _rest(text, done, span[1])
    return [*pieces, Piece(rest, None)] if rest else pieces
