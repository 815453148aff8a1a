"""Tables of tasks, one row per line, cells between tabs: "No. / task / lead unit / time limit"."""

import re
from dataclasses import dataclass, field

from tasks.intake.paragraphs import trimmed
from tasks.intake.text import Span

_LINE = re.compile(r"[^\n]+")
_COLUMNS = (
    ("person", r"领导|责任人|负责人|联系人|联络员|leader|official|person"),
    ("lead", r"牵头|主办|主责|^lead|\blead(?:ing)? "),
    ("support", r"配合|协办|参与|参加|协同|协助|support|cooperat|participat|assist"),
    ("deadline", r"时限|时间|期限|进度|节点|deadline|time|completion|due"),
    ("plain", r"责任|负责|承办|落实单位|responsib"),
    ("number", r"^(?:序号|编号|号)$|^(?:no\.?|number|#)$"),
    ("area", r"领域|类别|分类|板块|方面|一级|\barea|field|categor"),
    ("task", r"任务|内容|举措|措施|事项|项目|工作|目标|要求|task|measure|work|content|action|item"),
)
_ROLES = frozenset(("lead", "support", "plain"))


@dataclass
class Row:
    """A row that assigns work; every span is of the plain copy. `duties`: role column and cell."""

    span: Span
    task: Span
    title: Span | None = None
    duties: list[tuple[str, Span]] = field(default_factory=list)
    deadline: Span | None = None


@dataclass
class Section:
    """Rows under one area cell or one line that spans the table; without either, `title` is None."""

    title: Span | None
    rows: list[Row] = field(default_factory=list)


@dataclass
class Table:
    span: Span
    sections: list[Section] = field(default_factory=list)


def tables(text: str) -> list[Table]:
    """Every table whose head names a column of tasks and a column of bodies."""
    found: list[Table] = []
    lines = [line.span() for line in _LINE.finditer(text)] if "\t" in text else []
    at = 0
    while at < len(lines):
        columns = _columns(text, lines[at])
        if columns:
            end = _end(text, lines, at + 1)
            found.append(_read(text, lines[at:end], columns))
            at = end
        else:
            at += 1
    return found


def _cells(text: str, line: Span) -> list[Span]:
    bounds, start = [], line[0]
    for found in re.finditer("\t", text[slice(*line)]):
        bounds.append((start, line[0] + found.start()))
        start = line[0] + found.end()
    return [trimmed(text, cell) for cell in [*bounds, (start, line[1])]]


def _columns(text: str, line: Span) -> list[str] | None:
    """What each column holds, if this line is the head of a table of tasks."""
    cells = [text[slice(*cell)] for cell in _cells(text, line)]
    if len(cells) < 2 or any(len(cell) > 40 for cell in cells):
        return None
    kinds = [_kind(cell) for cell in cells]
    return kinds if "task" in kinds and _ROLES & set(kinds) else None


def _kind(cell: str) -> str:
    return next((kind for kind, pattern in _COLUMNS if re.search(pattern, cell.strip(), re.I)), "other")


def _end(text: str, lines: list[Span], at: int) -> int:
    """Behind the last row: a line without a tab belongs to the table only if a row follows it."""
    while at < len(lines):
        if "\t" not in text[slice(*lines[at])]:
            follows = at + 1 < len(lines) and "\t" in text[slice(*lines[at + 1])]
            if not follows or lines[at][1] - lines[at][0] > 60:
                break
        at += 1
    return at


def _read(text: str, lines: list[Span], columns: list[str]) -> Table:
    table = Table((lines[0][0], lines[-1][1]))
    tasks = [n for n, kind in enumerate(columns) if kind == "task"]
    area = columns.index("area") if "area" in columns else None
    title = None
    if len(tasks) > 1:
        # Of two columns of tasks the first is the heading of the second: of several rows, or of each.
        heads = [
            text[slice(*cells[tasks[0]])] for line in lines[1:] if len(cells := _cells(text, line)) > tasks[0]
        ]
        if area is None and len({head for head in heads if head}) < len(heads):
            area = tasks[0]
        else:
            title = tasks[0]
    reader = _Rows(text, columns, tasks[-1], area, title)
    for line in lines[1:]:
        reader.add(line, table)
    return table


class _Rows:
    def __init__(self, text: str, columns: list[str], task: int, area: int | None, title: int | None) -> None:
        """`task`, `area`, `title`: the columns that hold them."""
        self.text, self.columns = text, columns
        self.task, self.area, self.title = task, area, title

    def add(self, line: Span, table: Table) -> None:
        cells = _cells(self.text, line)
        filled = [cell for cell in cells if cell[0] < cell[1]]
        if _columns(self.text, line) or not filled:
            return
        if len(filled) == 1:
            table.sections.append(Section(filled[0]))
            return
        title = self._area_cell(cells)
        last = table.sections[-1].title if table.sections else None
        if not table.sections or (title and self._words(last) != self._words(title)):
            table.sections.append(Section(title))
        if row := self._row(line, cells):
            table.sections[-1].rows.append(row)

    def _area_cell(self, cells: list[Span]) -> Span | None:
        if self.area is None or self.area >= len(cells) or cells[self.area][0] == cells[self.area][1]:
            return None
        return cells[self.area]

    def _words(self, span: Span | None) -> str | None:
        return self.text[slice(*span)] if span else None

    def _row(self, line: Span, cells: list[Span]) -> Row | None:
        if self.task >= len(cells) or cells[self.task][0] == cells[self.task][1]:
            return None
        title = cells[self.title] if self.title is not None else None
        row = Row(line, cells[self.task], title if title and title[0] < title[1] else None)
        for kind, cell in zip(self.columns, cells, strict=False):
            if cell[0] == cell[1]:
                continue
            if kind in _ROLES:
                row.duties.append((kind, cell))
            elif kind == "deadline":
                row.deadline = cell
        return row
