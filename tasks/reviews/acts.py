"""What may be done to each part of a draft: an act is a form with a heading and a button."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from tasks.intake import review
from tasks.intake.review.tree import Node, Place, label
from tasks.models import Intake, Plan
from tasks.reviews import forms as fields
from tasks.reviews import structure_forms as structure
from tasks.reviews.tree import title_of

MOST_WORDS = 600
Make = Callable[..., fields.OperationForm]


@dataclass(frozen=True, slots=True)
class Act:
    """`name` is what the form sends as `act`; the first act of a node stands open, the others are folded."""

    name: str
    title: str
    button: str
    form: fields.OperationForm
    icon: str = "check"
    danger: bool = False


class Desk:
    """One node of a draft with everything that may be done to it. Raises ReviewError for one that is gone."""

    def __init__(self, intake: Intake, id: str, user: User, agencies: Mapping[str, Agency]) -> None:
        self.intake, self.id, self.user, self.agencies = intake, id, user, agencies
        self.draft: Node = intake.draft
        self.place = (
            Place(self.draft["meta"], "meta", self.draft) if id == "meta" else review.find(self.draft, id)
        )
        self.typed: tuple[str, Mapping[str, Any]] | None = None

    @property
    def node(self) -> Node:
        return self.place.node

    @property
    def kind(self) -> str:
        return self.place.kind

    def type(self, act: str, data: Mapping[str, Any]) -> Act | None:
        """From now on that act's form holds what was typed; None where there is no such act here."""
        self.typed = (act, data)
        return next((each for each in self.acts if each.name == act), None)

    @cached_property
    def acts(self) -> list[Act]:
        return list(_OF_KIND[self.kind](self))

    def act(
        self,
        name: str,
        title: str,
        button: str,
        make: Make,
        *,
        icon: str = "check",
        danger: bool = False,
        **rest,
    ) -> Act:
        data = self.typed[1] if self.typed and self.typed[0] == name else None
        form = make(self.node, data, auto_id=f"{self.id}-{name}-%s", **rest)
        return Act(name, title, button, form, icon, danger)

    @property
    def open_act(self) -> str:
        return self.typed[0] if self.typed else ""

    @property
    def label(self) -> str:
        """What people call the part: its number, its name, its words; empty where its heading says enough."""
        return "" if self.kind in ("meta", "warning") else label(self.place)

    @property
    def words(self) -> str:
        """What stands in the text there, shortened."""
        start, end = self.node.get("span") or (0, 0)
        return Truncator(self.intake.text[start:end].strip()).chars(MOST_WORDS)


def _meta(desk: Desk) -> Iterator[Act]:
    plans = Plan.objects.visible_to(desk.user)
    yield desk.act("set", _("What the document says of itself"), _("Save"), fields.MetaForm, plans=plans)
    if desk.open_act == "edition":  # the button beside a plan that the reader recognised
        yield desk.act("edition", _("Another edition of"), _("Save"), fields.EditionForm)


def _area(desk: Desk) -> Iterator[Act]:
    yield desk.act("set", _("Heading"), _("Save"), fields.AreaForm)
    if desk.node["span"][0] < desk.node["span"][1]:
        yield _bound(desk, _("Change the ends of the heading"), desk.node["span"], _all(desk))
    yield from _joining(desk, _("Join to the area before"))
    yield _drop(desk, _("Drop the area with all its tasks"))


def _task(desk: Desk) -> Iterator[Act]:
    node = desk.node
    yield desk.act("set", _("Titles and number"), _("Save"), fields.TaskForm)
    yield _bound(desk, _("Change the ends"), node["span"], _all(desk))
    yield _split(desk, node["text_span"])
    yield from _joining(desk, _("Join to the task before"))
    yield _move(desk, _("Move to another area or place"), list(_task_places(desk)))
    yield _drop(desk, _("Drop the task"))


def _measure(desk: Desk) -> Iterator[Act]:
    node, task = desk.node, desk.place.parent
    yield desk.act("set", _("How the duty is shared"), _("Save"), fields.MeasureForm)
    yield desk.act("body", _("Add a body"), _("Add"), structure.AddBodyForm, icon="plus")
    yield desk.act("date", _("Add a date"), _("Add"), structure.AddDateForm, icon="plus")
    yield desk.act("target", _("Add a target"), _("Add"), structure.AddTargetForm, icon="plus")
    yield _bound(desk, _("Change the ends of the text"), node["span"], task["span"])
    clause = node["clause_span"] or [node["span"][1], task["span"][1]]
    yield _bound(desk, _("Change the ends of the clause"), clause, task["span"], part="clause")
    if node["clause"]:
        yield desk.act(
            "no_clause", _("Take the clause away"), _("Take the clause away"), structure.NoClauseForm
        )
    yield _split(desk, node["span"])
    yield from _joining(desk, _("Join to the measure before"))
    yield _move(desk, _("Move to another task"), _tasks(desk.draft, but=task["id"]))
    yield _drop(desk, _("Drop the measure"))


def _responsibility(desk: Desk) -> Iterator[Act]:
    place = desk.intake.draft["meta"]["jurisdiction"] or "CN"
    yield desk.act("set", _("Body and role"), _("Save"), fields.BodyForm, agencies=desk.agencies)
    if not desk.node["agency"]:
        yield desk.act(
            "new", _("Add a new body"), _("Add the body"), structure.NewBodyForm, icon="plus", place=place
        )
    yield from _leaf(desk, _("Drop the body"))


def _deadline(desk: Desk) -> Iterator[Act]:
    yield desk.act("set", _("Date"), _("Save"), fields.DateForm)
    yield from _leaf(desk, _("Drop the date"))


def _target(desk: Desk) -> Iterator[Act]:
    yield desk.act("set", _("Target"), _("Save"), fields.TargetForm)
    yield from _leaf(desk, _("Drop the target"))


def _leaf(desk: Desk, drop: str) -> Iterator[Act]:
    if desk.kind == "responsibility" and desk.place.position:
        before = desk.place.siblings[desk.place.position - 1]["id"]
        yield desk.act(
            "up", _("One place up in the order"), _("Move up"), structure.UpForm, icon="up", before=before
        )
    if places := _measures_near(desk):
        yield _move(desk, _("Move to another measure"), places)
    yield _drop(desk, drop)


def _warning(desk: Desk) -> Iterator[Act]:
    yield desk.act("settle", _("Settle the doubtful place"), _("Save"), fields.WarningForm)


def _all(desk: Desk) -> list[int]:
    return [0, len(desk.intake.text)]


def _bound(desk: Desk, title: str, span: list[int], limits: list[int], part: str = "") -> Act:
    rest: dict[str, Any] = {"text": desk.intake.text, "span": span, "limits": limits, "part": part}
    return desk.act(
        f"bound_{part or 'text'}", title, _("Change the ends"), structure.BoundForm, icon="edit", **rest
    )


def _split(desk: Desk, span: list[int]) -> Act:
    rest: dict[str, Any] = {"text": desk.intake.text, "span": span}
    return desk.act("split", _("Split in two"), _("Split"), structure.SplitForm, **rest)


def _joining(desk: Desk, title: str) -> Iterator[Act]:
    if desk.place.position:
        yield desk.act("merge", title, title, structure.MergeForm, icon="up")


def _move(desk: Desk, title: str, places: list[tuple[str, str]]) -> Act:
    return desk.act("move", title, _("Move"), structure.MoveForm, icon="send", places=places)


def _drop(desk: Desk, title: str) -> Act:
    return desk.act("drop", title, title, structure.DropForm, icon="close", danger=True)


def _task_places(desk: Desk) -> Iterator[tuple[str, str]]:
    for area in desk.draft["areas"]:
        head = f"{area['number'] or ''} {title_of(area)}"[:60]
        for task in area["tasks"]:
            if task["id"] != desk.id:
                words = {"area": head, "task": task["number"], "title": title_of(task)[:50]}
                yield f"{area['id']}|{task['id']}", _("%(area)s: before %(task)s %(title)s") % words
        yield f"{area['id']}|", _("%s: at the end") % head


def _tasks(draft: Node, but: str = "") -> list[tuple[str, str]]:
    found = [task for area in draft["areas"] for task in area["tasks"] if task["id"] != but]
    return [(task["id"], f"{task['number']} {title_of(task)}"[:70]) for task in found]


def _measures_near(desk: Desk) -> list[tuple[str, str]]:
    """The other measures of the area in which the leaf stands."""
    own = desk.place.parent["id"]
    found: list[tuple[str, str]] = []
    for area in desk.draft["areas"]:
        measures = [(task, n, each) for task in area["tasks"] for n, each in enumerate(task["measures"], 1)]
        if any(each["id"] == own for _task, _n, each in measures):
            found = [(each["id"], f"{task['number']}/{n} {each['text'][:50]}") for task, n, each in measures]
    return [choice for choice in found if choice[0] != own]


def adding(intake: Intake, span: list[int], parent: str = "", data: Mapping[str, Any] | None = None) -> Act:
    """Making something of words that stand in nothing, or in something else."""
    node = {"id": "add"}
    form = structure.AddForm(
        node,
        data,
        auto_id="add-%s",
        text=intake.text,
        span=span,
        limits=[0, len(intake.text)],
        tasks=_tasks(intake.draft),
        parent=parent,
    )
    return Act("add", _("Make something of these words"), _("Add"), form, "plus")


_OF_KIND: dict[str, Callable[[Desk], Iterator[Act]]] = {
    "meta": _meta,
    "area": _area,
    "task": _task,
    "measure": _measure,
    "responsibility": _responsibility,
    "deadline": _deadline,
    "target": _target,
    "warning": _warning,
}
