"""Collecting what the reader was not sure of, with places in the text as given."""

from typing import Any

from tasks.intake.text import Copy, Span
from tasks.intake.warnings import Warning

_EXCERPT = 60


def excerpt(text: str) -> str:
    """The text on one line, cut to a length that a message can hold."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


class Doubts:
    def __init__(self, plain: Copy) -> None:
        self.plain = plain
        self.found: list[Warning] = []
        self._names: dict[tuple[str, str], tuple[Span, int]] = {}

    def add(self, code: str, span: Span, **params: Any) -> None:
        """`span` is of the plain copy."""
        self.found.append(Warning(code, self.plain.span(*span), params))

    def name(self, code: str, name: str, span: Span) -> None:
        """A doubt about a name: said once, at its first mention, with how often it comes."""
        first, count = self._names.get((code, name), (span, 0))
        self._names[code, name] = (first, count + 1)

    def all(self) -> list[Warning]:
        """Every warning, in order of place."""
        for (code, name), (span, count) in self._names.items():
            self.add(code, span, name=name, count=count)
        self._names.clear()
        return sorted(self.found, key=lambda warning: (warning.span, warning.code))
