"""Setting a field, settling a warning, accepting that the notice is an edition of a plan."""

from typing import Any

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.fields import FIELDS, cleaned, is_slug
from tasks.intake.review.operations import Operation, bad
from tasks.intake.review.roles import by_order_again, follow
from tasks.intake.review.settling import settle_answered, settle_names
from tasks.intake.review.tree import Node, Place, find, measures

_BY_ORDER = frozenset((("area", "number"), ("task", "number"), ("responsibility", "role")))
_LONGEST_NOTE = 2000


def set_field(draft: Node, operation: Operation, n: int, text: str) -> None:
    if operation["node"] == "meta":
        place = Place(draft["meta"], "meta", draft)
    else:
        place = find(draft, operation["node"])
    field, value = operation["field"], operation["value"]
    if value is None and isinstance(field, str) and (place.kind, field) in _BY_ORDER:
        _go_by_order(draft, place, field)
        return
    place.node[field] = checked(place.kind, field, value)
    if place.kind != "meta" and field not in place.node["hand"]:
        place.node["hand"].append(field)
    if place.kind == "measure":
        _after_measure(place.node, field)
    if place.kind == "responsibility":
        settle_names(draft)
    settle_answered(draft, operation["node"], field, place.node[field])


def assign(draft: Node, operation: Operation, n: int, text: str) -> None:
    """Puts the body in at every mention of the name that has none."""
    agency = checked("responsibility", "agency", operation["agency"])
    named = [each for measure in measures(draft) for each in measure["responsibilities"]]
    mentions = [each for each in named if each["name"] == operation["name"] and not each["agency"]]
    if not mentions or agency is None:
        raise ReviewError("no_such_name", name=operation["name"])
    for each in mentions:
        each["agency"] = agency
        each["hand"] = sorted({*each["hand"], "agency"})
    settle_names(draft)


def checked(kind: str, field: Any, value: Any) -> Any:
    """The value as the field keeps it. Raises ReviewError for no such field or a value that does not fit."""
    check = FIELDS[kind].get(field) if isinstance(field, str) else None
    if check is None:
        raise ReviewError("no_such_field", kind=kind, field=field)
    value = cleaned(value, check)
    if not check(value):
        raise ReviewError("bad_value", field=field)
    return value


def _go_by_order(draft: Node, place: Place, field: str) -> None:
    if field == "role":
        by_order_again(place.parent, place.node)
        return
    place.node["hand"] = [name for name in place.node["hand"] if name != field]
    above = f"{draft['areas'].index(place.parent) + 1}." if place.kind == "task" else ""
    place.node["number"] = f"{above}{place.position + 1}"


def _after_measure(measure: Node, field: str) -> None:
    if field == "mode":
        follow(measure)
    if field == "clause" and measure["clause"] is None:
        measure["clause_span"] = None


def settle(draft: Node, operation: Operation, n: int, text: str) -> None:
    note = operation.get("note") or ""
    if operation["how"] not in ("ticked", "resolved"):
        raise bad(operation, "how")
    if not isinstance(note, str) or len(note) > _LONGEST_NOTE or "\x00" in note:
        raise bad(operation, "note")
    find(draft, operation["node"]).node.update(settled=operation["how"], note=note.strip())


def unsettle(draft: Node, operation: Operation, n: int, text: str) -> None:
    find(draft, operation["node"]).node.update(settled=None, note="")


def accept_edition(draft: Node, operation: Operation, n: int, text: str) -> None:
    slug = operation["slug"]
    if slug is not None and not is_slug(slug):
        raise bad(operation, "slug")
    draft["meta"]["edition_of"] = slug
    settle_answered(draft, "meta", "edition_of", slug)
