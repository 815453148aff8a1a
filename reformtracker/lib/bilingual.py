"""Texts kept in English and in Chinese, shown in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Whether the active language is a Chinese one."""
    return (get_language() or "").startswith("zh")


def list_mark() -> str:
    """What stands between the names of a list: “、” in Chinese, a comma and a blank elsewhere."""
    return "、" if is_chinese() else ", "


def listed(items: Iterable[object]) -> str:
    """The items as one list for people to read, in the reader's language."""
    return list_mark().join(map(str, items))


def clauses(parts: Iterable[object]) -> str:
    """Parts of one sentence, set apart more strongly than a list is; empty ones are left out."""
    return ("；" if is_chinese() else "; ").join(str(part) for part in parts if part)


def labelled(label: object, value: object) -> str:
    """A value after what it is the value of."""
    return f"{label}{'：' if is_chinese() else ': '}{value}"


class Bilingual:
    """Reads `<stem>_en` / `<stem>_zh` by the active language, falling back to whichever is there.

    `class Agency: name = Bilingual("name")` gives `agency.name`; on the class it gives the descriptor itself.
    `other` gives the text of the language that is not active, for the small second line.
    """

    def __init__(self, stem: str, *, other: bool = False) -> None:
        self.stem = stem
        self.other = other

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        english, chinese = getattr(instance, f"{self.stem}_en"), getattr(instance, f"{self.stem}_zh")
        first, second = (chinese, english) if is_chinese() != self.other else (english, chinese)
        return first or second
