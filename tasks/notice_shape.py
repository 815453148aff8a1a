"""Reading the fields of a notice one by one; whatever is wrong becomes one line that names the place."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import listed
from reformtracker.lib.errors import Invalid

MAX_DEPTH = 32
TARGET_DIGITS, TARGET_DECIMALS = 20, 4
M = TypeVar("M", bound=Model)


def fail(where: str, problem: str) -> Invalid:
    return Invalid(f"{where}: {problem}", code="notice_invalid")


def check_texts(notice: object) -> None:
    """Refuses what no database keeps, wherever it stands: NUL, halves of characters, endless nesting."""
    for text, depth in _texts(notice):
        if depth > MAX_DEPTH:
            raise fail("plan", _("it is nested more than %d levels deep") % MAX_DEPTH)
        if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
            start = "".join(char if char.isprintable() else "�" for char in text[:40])
            raise fail("plan", _("“%s” holds a character that is not allowed") % start)


def _texts(node: object) -> Iterator[tuple[str, int]]:
    """Every text in the tree with its depth, keys included; without recursion, for the tree may be a trap."""
    waiting = [(node, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str) or depth > MAX_DEPTH:
            yield (value if isinstance(value, str) else "", depth)
        elif isinstance(value, dict):
            waiting += [(part, depth + 1) for item in value.items() for part in item]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]


def get(node: object, key: str, kind: type | tuple[type, ...], where: str, *, default: Any = None) -> Any:
    """`node[key]` if it is of that kind; a missing or null value gives the default."""
    if not isinstance(node, dict):
        raise fail(where, _("an object is expected here"))
    value = node.get(key)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise fail(where, _("“%s” is of the wrong kind") % key)
    return value


def day(node: object, key: str, where: str) -> dt.date | None:
    """The day written as 2018-12-31."""
    text = get(node, key, str, where)
    try:
        found = dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise fail(where, _("“%s” is not a date such as 2018-12-31") % text) from error
    if found and found.isoformat() != text:
        raise fail(where, _("“%s” is not a date such as 2018-12-31") % text)
    return found


def choice(node: object, key: str, allowed: Iterable[str], where: str, *, default: str | None = None) -> Any:
    value = get(node, key, str, where, default=default)
    if value is not None and value not in list(allowed):
        values = {"value": value, "allowed": listed(allowed)}
        raise fail(where, _("“%(value)s” is not one of %(allowed)s") % values)
    return value


def number(value: object, where: str) -> Decimal | None:
    """A number as the target column keeps it, exactly; None for none."""
    if value is None:
        return None
    try:
        found = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise fail(where, _("“%s” is not a number") % value)
    exact = round(found, TARGET_DECIMALS) if abs(found) < 10 ** (TARGET_DIGITS - TARGET_DECIMALS) else None
    if exact is None or exact != found:
        raise fail(where, _("“%s” has too many digits") % value)
    return found


def create(model: type[M], where: str, **values: Any) -> M:
    """Writes one row whose texts fit their columns, which SQLite does not check by itself."""
    for name, value in values.items():
        limit = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and limit is not None and len(value) > limit:
            raise fail(
                where, _("“%(key)s” is longer than %(limit)d characters") % {"key": name, "limit": limit}
            )
    return model._default_manager.create(**values)
