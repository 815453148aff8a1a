"""How the readings of a target are taken: the optional keys of a target in a notice (docs/notice-schema.md).

What the comparator and the unit say already is derived; a notice carries only what differs from that.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasks.enums import Comparator, Direction, TargetKind
from tasks.models import Target
from tasks.notice_shape import choice, day, fail, get, number

TEXTS = (
    "title_en", "title_zh", "numerator_en", "numerator_zh", "denominator_en", "denominator_zh",
)  # fmt: skip
PARTS_OF_SHARES = TEXTS[2:]
FLAGS = ("cumulative", "per_place")
PERCENT_SIGNS = ("%", "％")
FALLING = frozenset({Comparator.AT_MOST, Comparator.LESS})


def is_percent(unit: str) -> bool:
    """Whether the unit counts out of a hundred: "%" and "% of the counties", in either width."""
    return unit.strip().startswith(PERCENT_SIGNS)


def derived(comparator: str, unit: str) -> dict[str, str]:
    """Kind and direction as comparator and unit give them."""
    if comparator == Comparator.INCREASE_BY:
        kind = TargetKind.INCREASE
    else:
        kind = TargetKind.SHARE if is_percent(unit) else TargetKind.LEVEL
    direction = Direction.DOWN if comparator in FALLING else Direction.UP
    return {"kind": kind.value, "direction": direction.value}


def given_terms(node: dict, where: str, *, comparator: str, unit: str) -> dict[str, Any]:
    """The fields of a Target that the notice's optional keys give. Raises Invalid that names the place."""
    own = derived(comparator, unit)
    terms: dict[str, Any] = {key: get(node, key, str, where, default="") for key in TEXTS}
    terms |= {key: get(node, key, bool, where, default=False) for key in FLAGS}
    terms |= {key: day(node, key, where) for key in ("baseline_on", "due_on")}
    terms |= {
        "kind": choice(node, "kind", TargetKind.values, where, default=own["kind"]),
        "direction": choice(node, "direction", Direction.values, where, default=own["direction"]),
        "baseline": number(get(node, "baseline", (int, float), where), where),
    }
    _check(terms, where)
    return terms


def _check(terms: dict[str, Any], where: str) -> None:
    if terms["kind"] != TargetKind.SHARE and any(terms[key] for key in PARTS_OF_SHARES):
        raise fail(where, _("only a share has a numerator and a denominator"))
    if terms["baseline_on"] and terms["baseline"] is None:
        raise fail(where, _("the day of a baseline needs the baseline"))
    if terms["baseline_on"] and terms["due_on"] and terms["due_on"] <= terms["baseline_on"]:
        raise fail(where, _("the target is due before its baseline"))


def terms_of(target: Target) -> dict[str, Any]:
    """The fields of the target that are not as derived, by name; enough to give them to another one."""
    usual: dict[str, Any] = derived(target.comparator, target.unit) | dict.fromkeys(TEXTS, "")
    usual |= dict.fromkeys(FLAGS, False) | dict.fromkeys(("baseline", "baseline_on", "due_on"))
    return {name: getattr(target, name) for name in usual if getattr(target, name) != usual[name]}


def said_terms(target: Target) -> dict[str, Any]:
    """The same as a notice writes it."""
    return {name: _plain(value) for name, value in terms_of(target).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
