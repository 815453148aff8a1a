"""The fields a person may set, and what each may hold; what `write_plan` refuses is refused here first."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

Check = Callable[[Any], bool]

# The closed vocabularies of the notice schema; the same as in tasks.enums, which needs Django.
MODES = ("lead_first", "respective", "joint")
ROLES = ("lead", "co_responsible", "participating")
COMPARATORS = ("=", ">=", "<=", ">", "<", "increase_by", "range")
TARGET_KINDS = ("level", "increase", "share", "count")
DIRECTIONS = ("up", "down")
AREA_FIELDS = (
    "graded_diagnosis",
    "hospital_management",
    "insurance",
    "drugs",
    "supervision",
    "services",
    "related_fields",
    "public_health",
    "governance",
)
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_LONGEST = 4000
_TARGET_CEILING, _TARGET_STEP = Decimal(10) ** 16, Decimal("0.0001")


def text(longest: int = _LONGEST, *, empty: bool = False) -> Check:
    def check(value: Any) -> bool:
        fits = isinstance(value, str) and len(value) <= longest and not _FORBIDDEN.search(value)
        return fits and (empty or bool(value.strip()))

    return check


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def choice(allowed: Collection[str]) -> Check:
    return lambda value: isinstance(value, str) and value in allowed


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_day(value: Any) -> bool:
    """Whether it is written as 2018-12-31."""
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_slug(value: Any) -> bool:
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def is_task_number(value: Any) -> bool:
    """A task's number is its address within the plan."""
    return text(16)(value) and "/" not in value and value not in (".", "..")


def is_amount(value: Any) -> bool:
    """A number, or two for a range, with at most 16 digits before the point and 4 behind it."""
    if isinstance(value, list):
        return len(value) == 2 and all(is_number(each) for each in value)
    return is_number(value)


def is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    found = Decimal(str(value))
    return found.is_finite() and abs(found) < _TARGET_CEILING and found.quantize(_TARGET_STEP) == found


FIELDS: dict[str, dict[str, Check]] = {
    "meta": {
        "title": text(empty=True),
        "title_en": optional(text(200)),
        "title_zh": optional(text(200)),
        "slug": optional(is_slug),
        "language": choice(("en", "zh")),
        "issuer": optional(text(200)),
        "document_number": optional(text(80)),
        "issued_on": optional(is_day),
        "period_start": optional(is_day),
        "period_end": optional(is_day),
        "jurisdiction": optional(text(20)),
        "legal_basis": optional(text()),
        "derived_from": optional(is_slug),
    },
    "area": {
        "title": text(empty=True),
        "title_en": optional(text(200)),
        "title_zh": optional(text(200)),
        "number": optional(text(16)),
        "field": optional(choice(AREA_FIELDS)),
    },
    "task": {
        "title": optional(text()),
        "title_en": optional(text(200)),
        "title_zh": optional(text(200)),
        "number": is_task_number,
    },
    "measure": {
        "mode": optional(choice(MODES)),
        "open_ended": is_flag,
        "clause": optional(text()),
    },
    "responsibility": {
        "name": text(200),
        "agency": optional(text(60)),
        "role": choice(ROLES),
    },
    "deadline": {
        "text": text(empty=True),
        "date": optional(is_day),
        "derived": is_flag,
    },
    "target": {
        "text": text(),
        "value": optional(is_amount),
        "unit": text(60, empty=True),
        "comparator": choice(COMPARATORS),
        # How its readings are taken; the reader does not look for it, so a draft has only what was set.
        "title_en": optional(text(200)),
        "title_zh": optional(text(200)),
        "kind": optional(choice(TARGET_KINDS)),
        "direction": optional(choice(DIRECTIONS)),
        "baseline": optional(is_number),
        "baseline_on": optional(is_day),
        "due_on": optional(is_day),
        "cumulative": optional(is_flag),
        "per_place": optional(is_flag),
        "numerator_en": optional(text(200)),
        "numerator_zh": optional(text(200)),
        "denominator_en": optional(text(200)),
        "denominator_zh": optional(text(200)),
    },
}
# Fields that a node has only once somebody has set them; the notice leaves them out until then.
ADDED = {"target": tuple(FIELDS["target"])[4:]}

# Official wording of any length; never set by hand, but it may hold what no database keeps.
VERBATIM = {"task": ("text",), "measure": ("text", "clause")}


def is_storable(value: Any) -> bool:
    return value is None or not _FORBIDDEN.search(value)


def cleaned(value: Any, check: Check) -> Any:
    """The value as it is kept: texts trimmed, an empty one null where the field may be unknown."""
    value = value.strip() if isinstance(value, str) else value
    return None if value == "" and check(None) else value
