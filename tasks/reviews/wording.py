"""What a review says, in the reader's language: refusals, doubts of the reader, open points, decisions.

The English templates stand beside the pure code that uses their codes; they are the msgids of the catalogue,
so that a translation is found by its template and filled in with the same parameters.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reformtracker.lib.bilingual import listed
from tasks.enums import Comparator, Direction, Field, Mode, Role, TargetKind
from tasks.intake.review import DESCRIPTIONS, ERRORS, POINTS, Point
from tasks.intake.warnings import MESSAGES

# Every template that is looked up in the catalogue under its own English words.
TEMPLATES = (MESSAGES, ERRORS, POINTS, DESCRIPTIONS)

KINDS = {
    "meta": pgettext_lazy("part of a notice", "notice"),
    "area": pgettext_lazy("part of a notice", "area"),
    "task": pgettext_lazy("part of a notice", "task"),
    "measure": pgettext_lazy("part of a notice", "measure"),
    "clause": pgettext_lazy("part of a notice", "clause"),
    "responsibility": pgettext_lazy("part of a notice", "responsible body"),
    "deadline": pgettext_lazy("part of a notice", "date"),
    "target": pgettext_lazy("part of a notice", "target"),
    "warning": pgettext_lazy("part of a notice", "doubtful place"),
    "outside": pgettext_lazy("part of a notice", "outside the plan"),
}
FIELDS = {
    "title": gettext_lazy("Title as printed"),
    "title_en": gettext_lazy("Short title in English"),
    "title_zh": gettext_lazy("Short title in Chinese"),
    "slug": gettext_lazy("Address in the portal"),
    "language": gettext_lazy("Language"),
    "issuer": gettext_lazy("Issued by"),
    "document_number": gettext_lazy("Document number"),
    "issued_on": gettext_lazy("Issued on"),
    "period_start": gettext_lazy("First day of the period"),
    "period_end": gettext_lazy("Last day of the period"),
    "jurisdiction": gettext_lazy("Place"),
    "legal_basis": gettext_lazy("Legal basis"),
    "derived_from": gettext_lazy("Derived from"),
    "edition_of": gettext_lazy("Another edition of"),
    "number": gettext_lazy("Number"),
    "field": gettext_lazy("Field"),
    "mode": gettext_lazy("How the duty is shared"),
    "open_ended": gettext_lazy("The clause leaves the list of bodies open"),
    "clause": gettext_lazy("Clause"),
    "name": gettext_lazy("Name as printed"),
    "agency": gettext_lazy("Body"),
    "role": gettext_lazy("Role"),
    "text": gettext_lazy("Words of the text"),
    "date": gettext_lazy("Date"),
    "derived": gettext_lazy("Inferred, not printed"),
    "value": gettext_lazy("Value"),
    "unit": gettext_lazy("Unit"),
    "comparator": gettext_lazy("Comparison"),
    "kind": gettext_lazy("Kind of value"),
    "direction": gettext_lazy("Direction"),
    "baseline": gettext_lazy("Baseline"),
    "baseline_on": gettext_lazy("Day of the baseline"),
    "due_on": gettext_lazy("Due"),
    "cumulative": gettext_lazy("Each reading includes those before it"),
    "per_place": gettext_lazy("Every place owes its own value"),
    "numerator_en": gettext_lazy("Counted, in English"),
    "numerator_zh": gettext_lazy("Counted, in Chinese"),
    "denominator_en": gettext_lazy("Counted over, in English"),
    "denominator_zh": gettext_lazy("Counted over, in Chinese"),
}
LANGUAGES = {"en": gettext_lazy("English"), "zh": gettext_lazy("Chinese")}
PLACES = {
    "before": pgettext_lazy("where words stand", "before the first area"),
    "between": pgettext_lazy("where words stand", "between the tasks"),
    "after": pgettext_lazy("where words stand", "after the last task"),
}
# The words for values out of closed vocabularies, by the field or parameter that holds them.
VALUES: dict[str, Mapping[str, Any]] = {
    "role": dict(Role.choices),
    "mode": dict(Mode.choices),
    "comparator": dict(Comparator.choices),
    "field": dict(Field.choices),
    "kind": dict(TargetKind.choices),
    "direction": dict(Direction.choices),
    "language": LANGUAGES,
}

_OF_WARNINGS = frozenset(("tick_warning", "resolve_warning", "unsettle_warning"))
_SHORT = 80


def said(code: str, params: Mapping[str, Any]) -> str:
    """Why an operation is refused."""
    return _filled(ERRORS[code], params)


def warning_said(warning: Mapping[str, Any]) -> str:
    """A doubt of the reader, as it stands in a draft."""
    params = dict(warning["params"])
    params["where"] = PLACES.get(params.get("where", ""), params.get("where", ""))
    if warning["code"] == "doubtful_target":
        params["comparator"] = value_said("comparator", params.get("comparator"))
    return _filled(MESSAGES[warning["code"]], params)


def point_said(point: Point, warnings: Mapping[str, Mapping[str, Any]]) -> str:
    """An open point; `warnings` are those of the draft by their ids."""
    params = dict(point.params)
    if point.node and point.node in warnings:
        params["message"] = warning_said(warnings[point.node])
    params["language"] = LANGUAGES.get(params.get("language", ""), "")
    params["label"] = params.get("label") or KINDS["meta"]
    return _filled(POINTS[point.code], params)


def decision_said(code: str, params: Mapping[str, Any], draft: Mapping[str, Any]) -> str:
    """What an operation does, as `describe` tells it of that draft."""
    filled = dict(params)
    if code in _OF_WARNINGS:
        doubt = next((each for each in draft["warnings"] if each["id"] == params["node"]), None)
        filled["label"] = f"“{Truncator(warning_said(doubt)).chars(_SHORT)}”" if doubt else params["label"]
    if "value" in params:
        filled["value"] = value_said(params["field"], params["value"])
    return _filled(DESCRIPTIONS[code], filled)


def value_said(field: str, value: Any) -> str:
    """A value as people read it: words for codes, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return listed(value)
    known = VALUES.get(field, {})
    return str(known.get(value, value) if isinstance(value, str) else value)


def _filled(template: str, params: Mapping[str, Any]) -> str:
    words = {name: "–" if value is None else value for name, value in params.items()}
    if ("field" in words and "value" in words) or words.get("field") in FIELDS:
        words["field"] = FIELDS.get(words["field"], words["field"])
    if words.get("kind") in KINDS:
        words["kind"] = KINDS[words["kind"]]
    return _(template).format(**words)
