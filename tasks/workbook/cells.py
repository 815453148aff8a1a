"""One cell into one value: what a person typed, in whatever language, as a plan keeps it."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import listed
from tasks.notice_shape import TARGET_DECIMALS, TARGET_DIGITS
from tasks.workbook.book import Value
from tasks.workbook.layout import ID, Column, Sheet
from tasks.workbook.vocabulary import CLOSED, Vocabulary
from tasks.workbook.wording import KEPT

ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"}
)
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
LONGEST_SHOWN = 60


class Wrong(ValueError):
    """A cell that cannot be understood; its text is a sentence for people."""


def parse(sheet: Sheet, column: Column, raw: object, words: Vocabulary, before: Value = None) -> Value:
    """The value of a cell; `before` is what the portal gave out (None: a new row). Raises Wrong."""
    text = typed(raw)
    if text in ERRORS:
        raise Wrong(_("The formula here gives an error."))
    if text.startswith(KEPT) and column.is_text:
        return _as_before(before)
    if isinstance(before, str) and column.is_text and _plain_lines(text) == _plain_lines(before):
        return before
    if not text.strip():
        return sheet.blank(column) if not (column.is_text and before == "") else before
    if column.is_text:
        return _text(sheet, column, raw, text)
    if column.kind == "date":
        return _date(raw, text)
    return _number(raw, text) if column.kind == "number" else _chosen(column, raw, text, words)


def typed(raw: object) -> str:
    """What a cell says, as text: whole numbers without a decimal point."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else str(raw)
    return "" if raw is None else str(raw)


def key(raw: object) -> str:
    """An id or a reference to one: without blanks around it; raises Wrong for a decimal number."""
    _refuse_decimal(raw)
    return unicodedata.normalize("NFKC", typed(raw)).strip()


def shortened(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def _plain_lines(text: str) -> str:
    """Spreadsheet programs write line ends in their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_before(before: Value) -> str:
    if not isinstance(before, str):
        raise Wrong(_("This note stands for a long text of another row; please write the text itself."))
    return before


def _refuse_decimal(raw: object) -> None:
    if isinstance(raw, float) and not raw.is_integer():
        raise Wrong(_("This is a number, and 2.1 cannot be told from 2.10. Please format the cell as text."))


def _text(sheet: Sheet, column: Column, raw: object, text: str) -> str:
    if column.numbering:
        _refuse_decimal(raw)
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)) and (column.key == ID or column.numbering):
        raise Wrong(_("The cell holds a date. Please format it as text and type the number again."))
    if any(unicodedata.category(char) in ("Cs", "Cc") and char not in "\n\r\t" for char in text):
        raise Wrong(_("The text holds a character that is not allowed."))
    cleaned = _plain_lines(text).strip() if column.kind == "text" else " ".join(text.split())
    limit = sheet.limit(column)
    if limit is not None and len(cleaned) > limit:
        raise Wrong(
            _("The text is %(length)d characters long; %(limit)d fit.")
            % {"length": len(cleaned), "limit": limit}
        )
    return cleaned


def _date(raw: object, text: str) -> str:
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if not isinstance(raw, dt.date):
        match = DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
        try:
            raw = dt.date(*map(int, match.groups())) if match else None
        except ValueError:
            raw = None
    if raw is None or not 1949 <= raw.year <= 2199:
        raise Wrong(_("“%s” is not a date such as 2018-12-31.") % shortened(text))
    return raw.isoformat()


def _number(raw: object, text: str) -> str:
    said = unicodedata.normalize("NFKC", text).strip()
    try:
        found = Decimal(said.replace(",", "") if GROUPED.fullmatch(said) else said)
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or isinstance(raw, bool):
        raise Wrong(_("“%s” is not a number.") % shortened(text))
    if abs(found) >= 10 ** (TARGET_DIGITS - TARGET_DECIMALS) or found != round(found, TARGET_DECIMALS):
        raise Wrong(_("“%s” has too many digits.") % shortened(text))
    return format(found.normalize() + 0, "f")


def _chosen(column: Column, raw: object, text: str, words: Vocabulary) -> Value:
    code = words.code(column.kind, text)
    if column.kind == "flag" and code:
        return code == "yes"
    if code is None and column.kind in CLOSED:
        values = {"value": shortened(text), "allowed": listed(words.entries(column.kind).values())}
        raise Wrong(_("“%(value)s” is not one of: %(allowed)s.") % values)
    if code is None:
        unknown = (
            _("Nobody is known as “%s”.") if column.kind == "agency" else _("No place is known as “%s”.")
        )
        raise Wrong(unknown % shortened(text))
    return code
