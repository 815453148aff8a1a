"""The operations: what each may be done to and what it carries.

- `set` {node, field, value}: the plan ("meta") and every node; the fields are in `fields.FIELDS`. A null
  number or role goes by the order again.
- `assign` {name, agency}: the body at every mention of that name that has none yet.
- `bound` {node, start, end, part}: area (its heading), task, measure. Of a measure `part` says "text" (also
  when left out) or "clause"; a clause with null for both ends goes away.
- `add` {kind, parent, start, end, values}: areas, tasks and measures need their ends; the others may stand
  nowhere in the text. Areas have no parent, tasks may leave it out. `values` are fields as in `set`.
- `drop` {node}: every node, with all below it.
- `split` {node, at}: task, measure.
- `merge` {node}: area, task, measure; joins it to the one before.
- `move` {node, parent, before}: every node; `parent` left out: where it is; `before` is the sibling it goes
  in front of, null or left out for the end.
- `settle` {node, how, note}: warning; `how` is "ticked" or "resolved".
- `unsettle` {node}: warning.
- `accept_edition` {slug}: the plan; null takes it back.

Offsets count characters of the text as given; an end is not included.
"""

from typing import Any, NamedTuple

from tasks.intake.review.errors import ReviewError
from tasks.intake.review.tree import kind_of

Operation = dict[str, Any]

STRETCHED = frozenset(("area", "task", "measure"))
LISTED = frozenset(("responsibility", "deadline", "target"))
NODES = STRETCHED | LISTED
WARNINGS = frozenset(("warning",))


class Shape(NamedTuple):
    """`kinds`: what it may be done to, none where it names no node; `structural`: text changes hands."""

    kinds: frozenset[str]
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    structural: bool = False


OPERATIONS = {
    "set": Shape(NODES | {"meta"}, frozenset(("node", "field", "value"))),
    "assign": Shape(frozenset(), frozenset(("name", "agency"))),
    "bound": Shape(STRETCHED, frozenset(("node", "start", "end")), frozenset(("part",)), structural=True),
    "add": Shape(
        frozenset(), frozenset(("kind",)), frozenset(("parent", "start", "end", "values")), structural=True
    ),
    "drop": Shape(NODES, frozenset(("node",)), structural=True),
    "split": Shape(frozenset(("task", "measure")), frozenset(("node", "at")), structural=True),
    "merge": Shape(STRETCHED, frozenset(("node",)), structural=True),
    "move": Shape(NODES, frozenset(("node",)), frozenset(("parent", "before")), structural=True),
    "settle": Shape(WARNINGS, frozenset(("node", "how")), frozenset(("note",))),
    "unsettle": Shape(WARNINGS, frozenset(("node",))),
    "accept_edition": Shape(frozenset(), frozenset(("slug",))),
}


def check_shape(operation: Any) -> Shape:
    """Refuses what is no operation: unknown, incomplete, with something too much, done to the wrong kind."""
    op = operation.get("op") if isinstance(operation, dict) else None
    shape = OPERATIONS.get(op) if isinstance(op, str) else None
    if shape is None:
        raise ReviewError("unknown_operation", op=op)
    fields = frozenset(operation) - {"op"}
    for field in sorted((shape.needs - fields) | (fields - shape.needs - shape.may), key=str):
        raise ReviewError("bad_operation", op=op, field=field)
    if shape.kinds and (kind := kind_of(operation["node"])) not in shape.kinds:
        raise ReviewError("wrong_kind", op=op, kind=kind)
    return shape


def bad(operation: Operation, field: str) -> ReviewError:
    return ReviewError("bad_operation", op=operation["op"], field=field)
