"""How much a workbook's XML would become once read: rows, columns, and texts counted at every use."""

import re
from xml.parsers import expat

MOST_ROWS = 20_000
MOST_COLUMNS = 100
# The rectangles of all sheets together, and the characters of all their cells.
MOST_CELLS = 600_000
MOST_CHARACTERS = 64_000_000


class TooMuch(Exception):
    """The workbook would become larger than any plan."""


class Meter:
    """Counts over all files of one workbook; raises TooMuch, or expat's error for what is no plain XML."""

    def __init__(self) -> None:
        self.cells, self.characters = 0, 0
        self.shared: list[int] = []

    def texts(self, content: bytes) -> None:
        """The shared texts, which any number of cells may refer to."""
        reader = _Texts()
        _parse(content, reader)
        self.shared = reader.lengths

    def sheet(self, content: bytes) -> None:
        reader = _Cells(self.shared)
        _parse(content, reader)
        self.cells += reader.last_row * reader.last_column
        self.characters += reader.characters
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise TooMuch


def _parse(content: bytes, reader: "_Nothing") -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(content, True)


def _refuse_doctype(*_said: object) -> None:
    """Entities could multiply a text; no spreadsheet program writes any."""
    raise expat.ExpatError("a document type")


def _kind(name: str) -> str:
    """The element's name without its namespace."""
    return name.rpartition(" ")[2]


class _Nothing:
    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Texts(_Nothing):
    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _kind(name) == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Cells(_Nothing):
    """Follows rows and cells as a reader does: by their own references, else one after the other."""

    def __init__(self, shared: list[int]) -> None:
        self.shared = shared
        self.row, self.column, self.cell, self.refers = 0, 0, (0, 0), False
        self.last_row, self.last_column, self.characters = 0, 0, 0
        self.reference: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _kind(name)
        if kind == "row":
            self.row, self.column = _row(attributes.get("r")) or self.row + 1, 0
        elif kind == "c":
            self.column += 1
            self.cell = _reference(attributes.get("r")) or (self.row, self.column)
            self.row, self.column = self.cell
            self.refers = attributes.get("t") == "s"
        elif kind in ("v", "is", "f"):
            self._reach()
        self.reference = []

    def _reach(self) -> None:
        """A cell that holds something; one that is only coloured costs a reader nothing."""
        self.last_row, self.last_column = (
            max(self.last_row, self.cell[0]),
            max(self.last_column, self.cell[1]),
        )
        if self.last_row > MOST_ROWS or self.last_column > MOST_COLUMNS:
            raise TooMuch

    def text(self, text: str) -> None:
        self.characters += len(text)
        self.reference.append(text)

    def end(self, name: str) -> None:
        if self.refers and _kind(name) == "v":
            index = _number("".join(self.reference).strip())
            self.characters += self.shared[index] if index < len(self.shared) else 0


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,8}", text) else 0


def _row(text: str | None) -> int:
    """A row's own number; what is none is refused, for a reader might make something of it."""
    if text is None:
        return 0
    if not (found := _number(text)):
        raise expat.ExpatError("a row without a number")
    return found


def _reference(text: str | None) -> tuple[int, int] | None:
    """Row and column of "B12", counted from 1; refuses what is neither that nor left out."""
    if text is None:
        return None
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,8})", text)
    if match is None:
        raise expat.ExpatError("a cell in no place")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
