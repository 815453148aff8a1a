"""The draft as a tree of plain dicts: its kinds, their ids, finding and copying.

An id is the letter of the kind and the order in the reading ("t12"); what an operation makes carries its
number ("t12.7": made out of t12 by operation 7).
"""

import marshal
from collections.abc import Iterator
from typing import Any, NamedTuple

from tasks.intake.review.errors import ReviewError

Node = dict[str, Any]

LETTERS = {
    "area": "a",
    "task": "t",
    "measure": "m",
    "responsibility": "r",
    "deadline": "d",
    "target": "g",
    "warning": "w",
}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
PARENTS = {
    "area": None,
    "task": "area",
    "measure": "task",
    "responsibility": "measure",
    "deadline": "measure",
    "target": "measure",
}
LISTS = {
    "area": "areas",
    "task": "tasks",
    "measure": "measures",
    "responsibility": "responsibilities",
    "deadline": "deadlines",
    "target": "targets",
    "warning": "warnings",
}
LEAVES = ("responsibility", "deadline", "target")
CHILD_LISTS = frozenset(LISTS[kind] for kind in PARENTS if kind != "area")


class Place(NamedTuple):
    """A node and where it hangs; the parent of an area and of a warning is the draft itself."""

    node: Node
    kind: str
    parent: Node

    @property
    def siblings(self) -> list[Node]:
        found: list[Node] = self.parent[LISTS[self.kind]]
        return found

    @property
    def position(self) -> int:
        """Among its siblings, from 0."""
        return next(i for i, node in enumerate(self.siblings) if node is self.node)


def kind_of(id: str) -> str:
    """The kind of node that carries such an id; "meta" for the plan itself. Raises ReviewError for no id."""
    kind = "meta" if id == "meta" else KINDS.get(id[:1]) if isinstance(id, str) else None
    if kind is None:
        raise ReviewError("no_such_node", node=id)
    return kind


def places(draft: Node) -> Iterator[Place]:
    """Every node of the document in its order, each before what it holds; warnings are not among them."""
    for area in draft["areas"]:
        yield Place(area, "area", draft)
        for task in area["tasks"]:
            yield Place(task, "task", area)
            for measure in task["measures"]:
                yield Place(measure, "measure", task)
                for kind in LEAVES:
                    for leaf in measure[LISTS[kind]]:
                        yield Place(leaf, kind, measure)


def tasks(draft: Node) -> Iterator[Node]:
    for area in draft["areas"]:
        yield from area["tasks"]


def measures(draft: Node) -> Iterator[Node]:
    for task in tasks(draft):
        yield from task["measures"]


def find(draft: Node, id: str) -> Place:
    """The node of that id. Raises ReviewError("no_such_node")."""
    kind = kind_of(id)
    for parent in _parents(draft, kind):
        for node in parent[LISTS[kind]]:
            if node["id"] == id:
                return Place(node, kind, parent)
    raise ReviewError("no_such_node", node=id)


def _parents(draft: Node, kind: str) -> Iterator[Node]:
    """Every node that may hold one of that kind, without walking further down."""
    if kind in ("area", "warning"):
        return iter((draft,))
    if kind == "task":
        return iter(draft["areas"])
    if kind in LEAVES:
        return measures(draft)
    return tasks(draft) if kind == "measure" else iter(())


def copied(draft: Node) -> Node:
    """A copy; marshal takes a third of the time of going through JSON or of copying node by node."""
    found: Node = marshal.loads(marshal.dumps(draft))
    return found


def label(place: Place) -> str:
    """What people call the node: a number, a name, the words."""
    node, kind = place.node, place.kind
    if kind == "measure":
        return f"{place.parent.get('number', '')}/{place.position + 1}"
    if kind in ("area", "task"):
        return node["number"] or node["title"] or node["id"]
    if kind == "responsibility":
        return str(node["name"])
    return str(node.get("text") or node.get("code") or node["id"])
