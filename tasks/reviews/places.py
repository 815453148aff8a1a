"""Places in a text at which a person would begin or end something: after a sentence, a clause, a line."""

import re

# The end of a sentence, a clause or a line. No nested quantifiers.
_BREAK = re.compile(r"[。；;！!？?]|[.,，、：:](?=\s)|[，、：）)\]】]|\n")
_WORDS = 30
_NEAR = 800
_MOST = 40

Choice = tuple[int, str]


def starts_near(text: str, at: int, low: int, high: int) -> list[Choice]:
    """Where something may begin between `low` and `high`, near `at`, each with the words that follow."""
    return [(place, f"{_after(text, place)} …") for place in _near(text, at, low, high) if place < high]


def ends_near(text: str, at: int, low: int, high: int) -> list[Choice]:
    """Where something may end, each with the words before."""
    return [(place, f"… {_before(text, place)}") for place in _near(text, at, low, high) if place > low]


def splits_between(text: str, low: int, high: int) -> list[Choice]:
    """Where something may be split, each with the words on both sides."""
    inside = (place for place in _breaks(text, low, high) if low < place < high)
    return [(place, f"… {_before(text, place)} ‖ {_after(text, place)} …") for place in inside][:200]


def _near(text: str, at: int, low: int, high: int) -> list[int]:
    """The nearest places, in their order; the present one and the outermost ones are always among them."""
    found = set(_breaks(text, max(low, at - _NEAR), min(high, at + _NEAR)))
    nearest = sorted(found, key=lambda place: abs(place - at))[:_MOST]
    return sorted({*nearest, at} | ({low, high} if high - low <= 2 * _NEAR else set()))


def _breaks(text: str, low: int, high: int) -> list[int]:
    """Places right before a word, after white space that follows a break."""
    found = []
    for match in _BREAK.finditer(text, low, high):
        place = match.end()
        while place < high and text[place].isspace():
            place += 1
        found.append(place)
    return sorted(set(found))


def _before(text: str, place: int) -> str:
    return " ".join(text[max(0, place - _WORDS) : place].split())


def _after(text: str, place: int) -> str:
    return " ".join(text[place : place + _WORDS].split())
