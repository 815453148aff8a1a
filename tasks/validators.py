"""Shape rules shared by forms, serializers and services; each raises Invalid with the field's name."""

import datetime as dt
import unicodedata

from django.utils.translation import gettext as _

from reformtracker.lib.errors import Invalid

MAX_TEXT = 4000


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


def clean_text(text: str, name: str = "note") -> str:
    """NFC, trimmed, unix line ends; refuses control characters and more than MAX_TEXT characters.

    A text of which nothing can be seen (zero-width characters) is the empty text: it carries nothing.
    """
    if not isinstance(text or "", str):
        raise _invalid(name, _("This must be a text."))
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
        raise _invalid(name, _("The text holds a character that is not allowed."))
    if len(text) > MAX_TEXT:
        raise _invalid(name, _("The text is longer than %d characters.") % MAX_TEXT)
    return "" if all(unicodedata.category(char)[0] in "CZ" for char in text) else text


def clean_percent(percent: int) -> int:
    """A whole number from 0 to 100."""
    if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
        raise _invalid("percent", _("The percentage is a whole number from 0 to 100."))
    return percent


def clean_day(day: dt.date, name: str) -> dt.date:
    """A day between 2000 and 2100."""
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date) or not 2000 <= day.year <= 2100:
        raise _invalid(name, _("This must be a date between 2000 and 2100."))
    return day


def clean_entry_number(number: int) -> int:
    """The number of an entry in its plan's chain: a whole number from 1."""
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number < 2**63:
        raise _invalid("corrects", _("This must be the number of an entry."))
    return number
