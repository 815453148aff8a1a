"""From numbered headings to areas and tasks."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from tasks.intake.clauses import Clause
from tasks.intake.headings import first_sentence, is_aims, is_closing, is_container
from tasks.intake.outline import Node
from tasks.intake.paragraphs import closing_cut, trimmed, whole_paragraphs
from tasks.intake.text import Span


@dataclass
class Draft:
    """A task as a stretch of the plain copy; `body` is behind its number, `parts` begin its sub-items."""

    span: Span
    body: int
    label: str | None = None
    value: int | None = None
    parts: list[int] = field(default_factory=list)
    inside: bool = False


@dataclass
class AreaDraft:
    """An area: its heading with the number, its title, its tasks; `label` is the number as printed."""

    heading: Span
    title: Span
    tasks: list[Draft]
    label: str | None = None
    runs_on: bool = False


def outside_tables(areas: list[AreaDraft], tables: list[Span]) -> list[AreaDraft]:
    """Without the lines of tables, which are read by themselves, and areas that hold nothing else."""
    starts = [start for start, _ in tables]

    def is_row(draft: Draft) -> bool:
        n = bisect_right(starts, draft.body)
        return n > 0 and draft.body < tables[n - 1][1]

    kept = []
    for area in areas:
        tasks = [draft for draft in area.tasks if not is_row(draft)]
        if tasks or not area.tasks:
            area.tasks = tasks
            kept.append(area)
    return kept


class Shaper:
    """Decides which level of the tree holds the areas and which the tasks."""

    def __init__(self, text: str, clauses: list[Clause]) -> None:
        self.text = text
        self.starts = [clause.span[0] for clause in clauses]
        self.ends = [clause.span[1] for clause in clauses]

    def shape(self, roots: list[Node]) -> list[AreaDraft]:
        tops = self._tops(roots)
        if not tops:
            return []
        if not any(node.children for node in tops):
            return self._flat(tops)
        return [area for node in tops if (area := self._area(node))]

    # which nodes count

    def clauses_in(self, start: int, end: int) -> int:
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def _title(self, node: Node) -> str:
        return self.text[node.body : self._title_end(node)]

    def _title_end(self, node: Node) -> int:
        """Of a heading: its line or sentence, but not what it holds of clauses."""
        end = first_sentence(self.text, (node.body, node.head_end))
        at = bisect_left(self.starts, node.body)
        return min(end, self.starts[at]) if at < len(self.starts) and self.starts[at] > node.body else end

    def _tops(self, roots: list[Node]) -> list[Node]:
        """Without aims and closing sections; a mere "key tasks" gives way to what it holds."""
        tops = self._inside(roots)
        while len(tops) == 1 and self._holds_areas(tops[0]):
            tops = self._inside(tops[0].children)
        through = self._run_through(tops)
        return [
            inner for node in tops for inner in (node.children if self._gives_way(node, through) else [node])
        ]

    def _inside(self, nodes: list[Node]) -> list[Node]:
        """Without what has no clause and is an aim, a closing section, or text among headings with items."""
        nested = any(node.children for node in nodes) and len(self.starts) > 2
        return [node for node in nodes if not self._is_outside(node, nested=nested)]

    def _is_outside(self, node: Node, *, nested: bool) -> bool:
        if self.clauses_in(node.start, node.end):
            return False
        title = self._title(node)
        closing = is_closing(title, among_others=len(self.starts) > 2)
        return is_aims(title) or closing or (nested and not node.children)

    def _holds_areas(self, node: Node) -> bool:
        return sum(bool(child.children) for child in node.children) >= 2

    def _gives_way(self, node: Node, through: bool) -> bool:
        """`through`: the numbers of all grandchildren of the notice run on, so those are the tasks."""
        if through:
            return any(child.children for child in node.children)
        return self._holds_areas(node) and (is_container(self._title(node)) or self._run_through([node]))

    def _run_through(self, nodes: list[Node]) -> bool:
        """Whether the numbers of the grandchildren go on from child to child."""
        groups = [child.children for node in nodes for child in node.children if child.children]
        return len(groups) > 1 and all(
            there[0].label.value == here[-1].label.value + 1 for here, there in pairwise(groups)
        )

    # areas with numbered tasks

    def _area(self, node: Node) -> AreaDraft | None:
        if not node.children:
            return self._of_paragraphs(node)
        tasks = [self._draft(child) for child in node.children]
        title = trimmed(self.text, (node.body, self._title_end(node)))
        return AreaDraft((node.start, title[1]), title, tasks, node.label.printed)

    def _draft(self, node: Node) -> Draft:
        parts = [child.start for child in node.children]
        label = node.label
        return Draft((node.start, node.end), node.body, label.printed, label.value, parts, label.inside)

    # headings without numbered items

    def _flat(self, tops: list[Node]) -> list[AreaDraft]:
        """Each heading an area of paragraphs, or each a task of one area that has no title."""
        if sum(self._holds_paragraphs(node) for node in tops) * 2 > len(tops):
            return [self._of_paragraphs(node) for node in tops]
        start = tops[0].start
        return [AreaDraft((start, start), (start, start), [self._draft(node) for node in tops])]

    def _holds_paragraphs(self, node: Node) -> bool:
        lines = self._lines(node)
        with_clause = sum(self.clauses_in(*line) > 0 for line in lines)
        return with_clause >= 2 if with_clause else len(lines) >= 3

    def _lines(self, node: Node) -> list[Span]:
        """The paragraphs of a heading; of the last one without what closes the notice."""
        end = node.end if node.end < len(self.text) else closing_cut(self.text, (node.body, node.end))
        return whole_paragraphs(self.text, (node.body, end))

    def _of_paragraphs(self, node: Node) -> AreaDraft:
        """A heading and, under it, one task per paragraph; a heading that runs on into its first paragraph is
        the first sentence, and opens the first task as well."""
        end = first_sentence(self.text, (node.body, node.end))
        title = trimmed(self.text, (node.body, end))
        lines = self._lines(node)
        runs_on = bool(lines) and lines[0][1] > end + 1
        tasks = lines if runs_on else lines[1:]
        drafts = [Draft(span, span[0]) for span in self._with_clause_lines(tasks)]
        return AreaDraft((node.start, title[1]), title, drafts, node.label.printed, runs_on)

    def _with_clause_lines(self, lines: list[Span]) -> list[Span]:
        """A paragraph that is nothing but a clause belongs to the one before it."""
        merged: list[Span] = []
        for line in lines:
            if merged and self._is_clause(line):
                merged[-1] = (merged[-1][0], line[1])
            else:
                merged.append(line)
        return merged

    def _is_clause(self, line: Span) -> bool:
        at = bisect_left(self.starts, line[0])
        return at < len(self.starts) and self.starts[at] <= line[0] + 1 and self.ends[at] >= line[1] - 2
