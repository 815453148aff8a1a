"""The draft as a notice, ready for `write_plan` (docs/notice-schema.md)."""

from typing import Any

from tasks.intake.review.fields import ADDED
from tasks.intake.review.stretches import meets
from tasks.intake.review.tree import Node
from tasks.intake.warnings import MESSAGES

_TITLES = ("title", "title_en", "title_zh")
_PLAN = ("slug", *_TITLES, "language", "jurisdiction", "issuer", "document_number", "issued_on")
_AREA = ("number", *_TITLES, "field")
_TASK = ("number", *_TITLES, "text")
_MEASURE = ("text", "clause", "mode", "open_ended")
_LEAVES = {
    "responsibilities": ("name", "agency", "role"),
    "deadlines": ("text", "date", "derived"),
    "targets": ("text", "value", "unit", "comparator"),
}


def to_notice(draft: Node) -> dict[str, Any]:
    """The notice schema with the portal's own keys.

    Resolved warnings are left out, ticked ones stay: they are true of the text. What lies outside is listed
    as it lies now.
    """
    meta = draft["meta"]
    basis = {"legal_basis": meta["legal_basis"]} if meta["legal_basis"] else {}
    return (
        _only(meta, _PLAN)
        | basis
        | {
            "period": {"start": meta["period_start"], "end": meta["period_end"]},
            "areas": [_area(area) for area in draft["areas"]],
            "warnings": _warnings(draft),
        }
    )


def _only(node: Node, names: tuple[str, ...]) -> Node:
    return {name: node[name] for name in names}


def _area(area: Node) -> Node:
    return _only(area, _AREA) | {"tasks": [_task(task) for task in area["tasks"]]}


def _task(task: Node) -> Node:
    return _only(task, _TASK) | {"measures": [_measure(measure) for measure in task["measures"]]}


def _measure(measure: Node) -> Node:
    leaves = {name: [_only(leaf, keys) for leaf in measure[name]] for name, keys in _LEAVES.items()}
    for written, target in zip(leaves["targets"], measure["targets"], strict=True):
        written |= {name: target[name] for name in ADDED["target"] if target.get(name) is not None}
    return _only(measure, _MEASURE) | leaves


def _warnings(draft: Node) -> list[Node]:
    read = [each for each in draft["warnings"] if each["code"] == "outside"]
    kept = [each for each in draft["warnings"] if each["code"] != "outside" and each["settled"] != "resolved"]
    found = [_warning(each["code"], each["message"], each["span"]) for each in kept]
    found += [_warning("outside", _message(stretch, read), stretch["span"]) for stretch in draft["outside"]]
    return sorted(found, key=lambda each: (each["start"], each["end"], each["code"]))


def _warning(code: str, message: str, span: list[int]) -> Node:
    return {"code": code, "message": message, "start": span[0], "end": span[1]}


def _message(stretch: Node, read: list[Node]) -> str:
    """What the reader said of just those words; else the same of what lies outside now."""
    said = next((each for each in read if meets(each["span"], stretch["span"])), None)
    if said and said["span"] == stretch["span"]:
        return str(said["message"])
    where = said["params"]["where"] if said else "left out in the review"
    return MESSAGES["outside"].format(where=where, text=" ".join(stretch["excerpt"].split()))
