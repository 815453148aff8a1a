"""The plain text of a handed-in file: text, HTML, Word or PDF. Nothing is interpreted here but the format."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator

import docx
import lxml.etree
import lxml.html
import pypdf
from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf.errors import PyPdfError

from reformtracker.lib.errors import Invalid
from tasks.intake.encodings import Undecodable, decoded

LONGEST_TEXT = 5_000_000
MOST_UNPACKED = 200 * 1024 * 1024
# With fewer characters to a page than this, a PDF is a stack of pictures.
FEWEST_PER_PAGE = 20
PDF, ZIP = b"%PDF-", b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BLOCKS = frozenset("p div br tr table li ul ol h1 h2 h3 h4 h5 h6 section article dd dt blockquote".split())
SILENT = frozenset(("script", "style", "noscript", "template", "head"))
HAN_DIGITS = "零一二三四五六七八九十"


def text_of(content: bytes, ending: str) -> str:
    """The text of a file with that ending (".docx"); raises Invalid with a sentence for the person."""
    if content.startswith(OLD_OFFICE):
        raise _unreadable(_("This is an old Word or a protected file; save it as .docx without a password."))
    reader = READERS.get(ending)
    if reader is None:
        raise _unreadable(_("Files of this kind cannot be read; possible are: %s.") % " ".join(READERS))
    text = clean(reader(content))
    if not text.strip():
        raise _unreadable(_("There is no text in the file."))
    return text


def clean(text: str) -> str:
    """The text with the line ends of Unix and without what no database keeps; refused if endless."""
    if len(text) > LONGEST_TEXT:
        raise _unreadable(_("The text is longer than %d million characters.") % (LONGEST_TEXT // 10**6))
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")
    return plain.encode("utf-8", "replace").decode("utf-8")


def decode(content: bytes) -> str:
    """The text of bytes in any usual encoding; raises Invalid for anything else."""
    if content.startswith((PDF, ZIP)):
        raise _unreadable(_("The content is not text."))
    try:
        return decoded(content)
    except Undecodable as error:
        raise _unreadable(_("The text is in no known encoding; save it as UTF-8.")) from error


def _unreadable(sentence: str) -> Invalid:
    return Invalid(sentence, code="document_unreadable", fields={"document": sentence})


def _html(content: bytes) -> str:
    """Text of the page, a line per block and a tab between the cells of a table."""
    try:
        root = lxml.html.document_fromstring(_declared(content))
    except (lxml.etree.LxmlError, ValueError) as error:
        raise _unreadable(_("The page cannot be read.")) from error
    pieces: list[str] = []
    for event, node in lxml.etree.iterwalk(root, events=("start", "end")):
        _html_piece(event, node, pieces)
    lines = (" ".join(line.split(" ")).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _declared(content: bytes) -> str:
    """The page as text; lxml would refuse a declaration of an encoding in front of text."""
    text = decode(content)
    head, end, rest = text.partition("?>")
    return rest if end and head.lstrip().startswith("<?xml") else text


def _html_piece(event: str, node, pieces: list[str]) -> None:
    if not isinstance(node.tag, str) or any(each.tag in SILENT for each in (node, *node.iterancestors())):
        if event == "end" and not any(each.tag in SILENT for each in node.iterancestors()):
            pieces.append(_flowing(node.tail))
        return
    if node.tag in BLOCKS:
        pieces.append("\n")
    if event == "start":
        pieces.append(_flowing(node.text))
        return
    if node.tag in ("td", "th") and node.getnext() is not None:
        pieces.append("\t")
    pieces.append(_flowing(node.tail))


def _flowing(text: str | None) -> str:
    """A line break in the source of a page is a blank; the reader takes it out between Chinese characters."""
    return " ".join((text or "").replace("\xa0", " ").split("\n")) if (text or "").strip() else ""


def _word(content: bytes) -> str:
    _check_archive(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, OSError, lxml.etree.LxmlError) as error:
        raise _unreadable(_("The file is no Word document, or it is damaged.")) from error
    numbers = _Numbers(document)
    return "\n".join(_word_lines(document.iter_inner_content(), numbers))


def _check_archive(content: bytes) -> None:
    """An archive is judged by what it says it unpacks to, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _unreadable(_("The file is no Word document, or it is damaged.")) from error
    if unpacked > MOST_UNPACKED:
        raise _unreadable(_("The file unpacks to more than %d MB.") % (MOST_UNPACKED // 1024**2))


def _word_lines(items, numbers: "_Numbers") -> Iterator[str]:
    for item in items:
        if isinstance(item, Paragraph):
            yield numbers.of(item) + item.text
        elif isinstance(item, Table):
            for row in item.rows:
                seen = dict.fromkeys(cell._tc for cell in row.cells)  # merged cells come once
                cells = [cell for cell in row.cells if seen.pop(cell._tc, True) is None]
                yield "\t".join(" ".join(cell.text.split()) for cell in cells)


class _Numbers:
    """The numbers that Word writes before the paragraphs of its lists; the text itself does not hold them."""

    def __init__(self, document: Document) -> None:
        self.counts: dict[tuple[str, int], int] = defaultdict(int)
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # how python-docx says that a document has no lists at all
            return
        abstract = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            node = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if node is not None:
                self.levels[number.get(qn("w:numId"))] = dict(map(_level, node.findall(qn("w:lvl"))))

    def of(self, paragraph: Paragraph) -> str:
        """The number with a blank behind it, or nothing."""
        place = _list_place(paragraph)
        levels = self.levels.get(place[0]) if place else None
        if not place or not levels or place[1] not in levels:
            return ""
        number, depth = place
        self.counts[place] += 1
        for deeper in [key for key in self.counts if key[0] == number and key[1] > depth]:
            del self.counts[deeper]
        text, _form, _start = levels[depth]
        for level, (_text, form, start) in levels.items():
            count = start - 1 + max(1, self.counts.get((number, level), 1))
            text = text.replace(f"%{level + 1}", _numeral(count, form))
        return text + " " if text[-1:].isascii() and text else text


def _level(node) -> tuple[int, tuple[str, str, int]]:
    def value(name: str, default: str) -> str:
        found = node.find(qn(name))
        return default if found is None else found.get(qn("w:val"), default)

    bullet = value("w:numFmt", "decimal") == "bullet"
    text = "" if bullet else value("w:lvlText", "")
    return int(node.get(qn("w:ilvl"), "0")), (text, value("w:numFmt", "decimal"), int(value("w:start", "1")))


def _list_place(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list and the depth in it, given on the paragraph or by its style."""
    sources = [paragraph._p.pPr]
    if paragraph.style is not None:
        sources.append(paragraph.style.element.find(qn("w:pPr")))
    for properties in sources:
        found = None if properties is None else properties.find(qn("w:numPr"))
        number = None if found is None else found.find(qn("w:numId"))
        if found is not None and number is not None:
            depth = found.find(qn("w:ilvl"))
            return number.get(qn("w:val"), ""), int(depth.get(qn("w:val"), "0")) if depth is not None else 0
    return None


def _numeral(count: int, form: str) -> str:
    if form.startswith(("chinese", "japanese", "ideographDigital", "taiwanese")) and count < 100:
        tens, ones = divmod(count, 10)
        head = "" if not tens else ("十" if tens == 1 else HAN_DIGITS[tens] + "十")
        return head + (HAN_DIGITS[ones] if ones or not tens else "")
    if form in ("upperRoman", "lowerRoman") and count < 40:
        roman = "X" * (count // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[count % 10]
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and count <= 26:
        return chr((65 if form == "upperLetter" else 97) + count - 1)
    return str(count)


def _pdf(content: bytes) -> str:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _unreadable(_("The PDF is protected by a password."))
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, RecursionError, OSError) as error:
        raise _unreadable(_("The PDF is damaged.")) from error
    if sum(map(len, pages)) < FEWEST_PER_PAGE * len(pages):
        raise _unreadable(_("The PDF holds pictures of pages and no text; it needs text recognition first."))
    return "\n".join(pages)


READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": decode,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
    ".pdf": _pdf,
}
