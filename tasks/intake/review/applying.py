"""Carrying operations out: one, or a list of them, on a copy of the draft."""

from collections.abc import Callable, Iterable
from typing import Any

from tasks.intake.review import adding, joining, moving, setting, splitting
from tasks.intake.review.describing import describe
from tasks.intake.review.errors import ReviewError
from tasks.intake.review.operations import Operation, check_shape
from tasks.intake.review.settling import settle_vanished
from tasks.intake.review.stretches import outside
from tasks.intake.review.tree import CHILD_LISTS, Node, copied, places

Handler = Callable[[Node, Operation, int, str], None]
Numbered = tuple[int, Operation]

HANDLERS: dict[str, Handler] = {
    "set": setting.set_field,
    "assign": setting.assign,
    "settle": setting.settle,
    "unsettle": setting.unsettle,
    "accept_edition": setting.accept_edition,
    "bound": moving.bound,
    "drop": moving.drop,
    "move": moving.move,
    "add": adding.add,
    "split": splitting.split,
    "merge": joining.merge,
}


def apply(draft: Node, operation: Operation, n: int, text: str) -> Node:
    """The draft after operation number `n`; the one given stays as it is. Raises ReviewError."""
    changed: Node = copied(draft)
    _carry_out(changed, operation, n, text)
    return changed


def replay(base: Node, operations: Iterable[Numbered], text: str) -> Node:
    """The draft after all those `(n, operation)` in order; `enumerate(operations, 1)` numbers a plain list.

    Raises ReviewError, whose `n` then says which of them does not fit.
    """
    draft: Node = copied(base)
    for n, operation in operations:
        _carry_out(draft, operation, n, text)
    return draft


def history(base: Node, operations: Iterable[Numbered], text: str) -> list[tuple[int, str, dict[str, Any]]]:
    """`(n, code, params)` of each operation as `describe` says it, in the words of its own time."""
    draft, told = copied(base), []
    for n, operation in operations:
        told.append((n, *describe(operation, draft)))
        _carry_out(draft, operation, n, text)
    return told


def touched(operation: Operation, draft: Node, text: str) -> set[str]:
    """The ids of what the operation changes or takes away: its node, neighbours it cuts, what it drops.

    An operation made on an older version may still be carried out if nothing it touches was touched since.
    Numbers that merely shift do not count. The plan's fields are touched one by one: "meta.title". Raises
    ReviewError where the operation does not fit the draft.
    """
    after = apply(draft, operation, 0, text)
    before, now = _contents(draft), _contents(after)
    found = {id for id, content in before.items() if now.get(id) != content}
    return found | ({operation["node"]} - {"meta"} if "node" in operation else set())


def _carry_out(draft: Node, operation: Operation, n: int, text: str) -> None:
    try:
        shape = check_shape(operation)
        HANDLERS[operation["op"]](draft, operation, n, text)
    except ReviewError as error:
        error.n = n
        raise
    if shape.structural:
        renumber(draft)
        draft["outside"] = outside(draft, text)
        settle_vanished(draft)


def renumber(draft: Node) -> None:
    """Areas in their order, tasks as area.ordinal, where no number was set by hand or kept as printed."""
    for position, area in enumerate(draft["areas"], 1):
        _number(area, str(position))
        for ordinal, task in enumerate(area["tasks"], 1):
            _number(task, f"{position}.{ordinal}")


def _number(node: Node, number: str) -> None:
    if "number" not in node["hand"]:
        node["number"] = number


def _contents(draft: Node) -> dict[str, Any]:
    """What each node says by itself: nothing of what hangs below it, no numbers that follow the order."""
    found: dict[str, Any] = {f"meta.{name}": value for name, value in draft["meta"].items()}
    for node, _, parent in places(draft):
        dropped = CHILD_LISTS if "number" in node["hand"] else CHILD_LISTS | {"number"}
        own = {name: value for name, value in node.items() if name not in dropped}
        found[node["id"]] = (own, parent.get("id"))
    found.update((each["id"], each) for each in draft["warnings"])
    return found
