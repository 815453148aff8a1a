"""A quantified aim as it stands in a text."""

from dataclasses import dataclass, replace

from tasks.intake.text import Span

Number = int | float


@dataclass(frozen=True)
class Aim:
    """`value` is as printed, its multiplier in the unit ("2", "万亿元"); two numbers make a range.

    `comparator`: = >= <= > < range, or increase_by; a fall is told by its words alone and doubtful.
    """

    span: Span
    value: Number | list[Number]
    unit: str
    comparator: str
    doubtful: bool = False

    def moved(self, by: int) -> "Aim":
        return replace(self, span=(self.span[0] + by, self.span[1] + by))


def number(text: str) -> Number:
    """ "1,200" is 1200, "3.5" is 3.5."""
    plain = text.replace(",", "").replace(" ", "")
    return float(plain) if "." in plain else int(plain)
