"""The one form in which what is hashed is written down: equal contents give equal bytes, for ever."""

import datetime as dt
import json
import unicodedata

from reformtracker.lib.clock import UTC


def canonical(value: object) -> bytes:
    """Canonical JSON as UTF-8 in Unicode form NFC: sorted keys, no blanks, moments as ISO 8601 in UTC.

    Takes texts, whole numbers, yes and no, null, dates and moments, and lists and objects of these; raises
    TypeError for anything else. Numbers with a fraction have no one form: write them as texts.
    """
    text = _written(value)
    # Each text by itself and before it is written: what JSON escapes ends in letters ("\\n"), and those would
    # join with a combining mark behind them.
    return (text if text.isascii() else _written(_composed(value))).encode()


def _written(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=as_text)


def _composed(value: object) -> object:
    """The value with every text in it, names too, in form NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(name): _composed(held) for name, held in value.items()}
    return [_composed(one) for one in value] if isinstance(value, (list, tuple)) else value


def as_text(value: object) -> str:
    """A date or a moment as canonical JSON writes it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"there is no canonical form of {type(value).__name__}")
