"""A row and its values in people's words."""

from django.utils.translation import ngettext

from reformtracker.lib.bilingual import is_chinese
from tasks.workbook.book import Value
from tasks.workbook.layout import Column
from tasks.workbook.vocabulary import Vocabulary

# Stands in a cell instead of a text that no cell can hold, and means: as it was.
KEPT = "⟦…⟧"


def shown(words: Vocabulary, column: Column, value: Value) -> str:
    """A value as people read it; "" for none."""
    if column.kind == "flag":
        return words.word("flag", "yes" if value else "no")
    if not value or column.is_text or column.kind in ("date", "number"):
        return str(value or "")
    return words.word(column.kind, str(value))


def name_of(values: dict[str, Value], length: int = 80) -> str:
    """A row in a few words: its number or code, and the beginning of its title or text."""
    keys = ("title_zh" if is_chinese() else "title_en", "title", "text", "name", "date")
    title = next((values[key] for key in keys if values.get(key)), "")
    text = f"{values.get('number') or values.get('agency') or ''} {title}".strip()
    return text if len(text) <= length else text[: length - 1] + "…"


def kept(text: str) -> str:
    """The note that stands for a text too long for a cell."""
    said = ngettext(
        "This text of %(count)d character does not fit a cell; it stays as it is while this note is here.",
        "This text of %(count)d characters does not fit a cell; it stays as it is while this note is here.",
        len(text),
    )
    return f"{KEPT} {said % {'count': len(text)}}"
