"""Numbers as official texts write them: Chinese numerals, English number words, Roman numerals."""

import re

HAN_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "亿": 10**8}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_SMALL = {word: n for n, word in enumerate(_WORDS.split())}
_TENS = {
    word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
NUMBER_WORDS = "|".join(sorted([*_SMALL, *_TENS, *_SCALES, "dozen", "a dozen"], key=len, reverse=True))


def han_number(text: str) -> int | None:
    """ "二十三" is 23, "二〇一八" is 2018, "三万五千" is 35000; None where it is no numeral."""
    if not text or any(c not in HAN_DIGITS and c not in _HAN_UNITS and c not in _HAN_MYRIADS for c in text):
        return None
    if all(char in HAN_DIGITS for char in text):
        return int("".join(str(HAN_DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif char in _HAN_UNITS:
            section += (digit or 1) * _HAN_UNITS[char]
            digit = 0
        else:
            total = (total + section + digit) * _HAN_MYRIADS[char]
            section = digit = 0
    return total + section + digit


def roman_number(text: str) -> int | None:
    """The value of a Roman numeral up to 399, in either case; None where it is none."""
    values = [_ROMAN.get(char) for char in text.upper()]
    if not values or None in values:
        return None
    signed = [
        -here if after and here < after else here
        for here, after in zip(values, [*values[1:], None], strict=True)
        if here
    ]
    return sum(signed)


def word_number(text: str) -> float | None:
    """ "two hundred and fifty" is 250, "half" 0.5; None where a word is no number."""
    words = re.findall(r"[a-z]+", text.lower())
    if words in (["half"], ["one", "half"]):
        return 0.5
    total = current = 0
    for word in words:
        if word in _SMALL or word in _TENS:
            current += _SMALL.get(word, _TENS.get(word, 0))
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        elif word == "dozen":
            current = (current or 1) * 12
        elif word not in ("and", "a"):
            return None
    return total + current if words else None
