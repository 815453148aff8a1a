"""Where the last task ends: signatures, closing words, annexes and site menus behind it are no part of it."""

from bisect import bisect_left

from tasks.intake.clauses import Clause
from tasks.intake.paragraphs import closing_cut, paragraphs
from tasks.intake.structure import AreaDraft, Draft
from tasks.intake.text import Span

_MOSTLY = 0.7
_ENOUGH = 3


def end_last_task(text: str, areas: list[AreaDraft], clauses: list[Clause], table_starts: list[int]) -> None:
    """Shortens the drafts: each at the first table it holds, the last one where the notice closes."""
    drafts = [draft for area in areas for draft in area.tasks]
    for draft in drafts:
        at = bisect_left(table_starts, draft.body)
        if at < len(table_starts) and table_starts[at] < draft.span[1]:
            _end(draft, table_starts[at])
    if not drafts:
        return
    last = max(drafts, key=lambda draft: draft.span[1])
    _end(last, closing_cut(text, (last.body, last.span[1])))
    _end(last, _as_long_as_others(text, last, drafts, clauses))
    if _end_with_clauses(text, drafts, clauses):
        inside = _inside(clauses, last.span)
        if inside:
            _end(last, inside[-1].span[1] + _full_stop(text, inside[-1].span[1]))


def _as_long_as_others(text: str, last: Draft, drafts: list[Draft], clauses: list[Clause]) -> int:
    """The last task has no more paragraphs than the longest of the others, unless bodies are named there."""
    others = [len(paragraphs(text, (draft.body, draft.span[1]))) for draft in drafts if draft is not last]
    lines = paragraphs(text, (last.body, last.span[1]))
    if len(others) < _ENOUGH or len(lines) <= max(others):
        return last.span[1]
    end = lines[max(others) - 1][1] if max(others) else last.span[1]
    return last.span[1] if _inside(clauses, (end, last.span[1])) else end


def _end(draft: Draft, at: int) -> None:
    draft.span = draft.span[0], max(at, draft.body)


def _full_stop(text: str, at: int) -> int:
    return 1 if text[at : at + 1] in ("。", ".", ";") else 0


def _inside(clauses: list[Clause], span: Span) -> list[Clause]:
    starts = [clause.span[0] for clause in clauses]
    return clauses[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]


def _end_with_clauses(text: str, drafts: list[Draft], clauses: list[Clause]) -> bool:
    """Whether the tasks of this notice end with their clauses, as a rule."""
    starts = [clause.span[0] for clause in clauses]
    ended = with_clause = 0
    for draft in drafts[:-1]:
        at = bisect_left(starts, draft.span[1]) - 1
        if at >= 0 and starts[at] >= draft.body:
            with_clause += 1
            ended += not any(char.isalnum() for char in text[clauses[at].span[1] : draft.span[1]])
    return with_clause >= 1 and ended >= _MOSTLY * len(drafts[:-1])
