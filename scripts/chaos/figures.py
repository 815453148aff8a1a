"""What a scenario promises and what was seen."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One promise: what it is about, what was wanted and seen, and whether that is good enough."""

    what: str
    wanted: str
    seen: str
    met: bool


def exactly(what: str, wanted: object, seen: object) -> Figure:
    return Figure(what, str(wanted), str(seen), wanted == seen)


def at_most(what: str, limit: float, seen: float, unit: str = "") -> Figure:
    return Figure(what, f"<= {limit:g}{unit}", f"{seen:.3g}{unit}", seen <= limit)


def at_least(what: str, limit: float, seen: float) -> Figure:
    return Figure(what, f">= {limit:g}", f"{seen:g}", seen >= limit)


def table(title: str, seconds: float, figures: Iterable[Figure]) -> str:
    """The figures of a scenario as lines of text."""
    lines = [f"\n== {title} ({seconds:.0f} s)"]
    for figure in figures:
        mark = "ok    " if figure.met else "MISSED"
        lines.append(f"  {mark} {figure.what:<66} wanted {figure.wanted:<10} seen {figure.seen}")
    return "\n".join(lines)
