"""What the pages of a review show: the draft as text, tree and points; what a decision changed of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from agencies.models import Agency, User
from tasks import reviewing
from tasks.intake import review
from tasks.intake.review import SERIOUS, Point
from tasks.intake.review.tree import Node
from tasks.models import Intake, Plan
from tasks.reviews.acts import Act
from tasks.reviews.text import Line, lines
from tasks.reviews.tree import AreaShown, TaskShown, Tree
from tasks.reviews.wording import LANGUAGES, decision_said, point_said, warning_said

# Points that the list of doubtful places says already.
_OF_WARNINGS = frozenset(("serious_warning", "open_warning"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful place as the list shows it. `add_span`: words that could become something."""

    warning: Node
    sentence: str
    serious: bool
    add_span: list[int] | None

    @property
    def id(self) -> str:
        return str(self.warning["id"])

    @property
    def is_open(self) -> bool:
        return self.warning["settled"] is None


class Shown:
    """One document in review, for one reader; everything is worked out when it is asked for."""

    def __init__(self, intake: Intake, user: User) -> None:
        self.intake, self.user = intake, user
        self.draft: Node = intake.draft
        self.editable = intake.in_review and user.is_secretariat

    @property
    def edit_url(self) -> str:
        return f"{self.intake.get_absolute_url()}edit/" if self.editable else ""

    @property
    def add_url(self) -> str:
        return reverse("tasks:intake_add", args=[self.intake.public_id]) if self.editable else ""

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in Agency.objects.all()}

    @cached_property
    def tree(self) -> Tree:
        # Addresses in the tree and in the text are relative to the page: there are thousands of them.
        return Tree(self.draft, self.agencies, "edit/" if self.editable else "")

    @cached_property
    def areas(self) -> list[AreaShown]:
        return self.tree.areas()

    @cached_property
    def lines(self) -> list[Line]:
        return lines(self.draft, self.intake.text, "add/" if self.editable else "")

    @cached_property
    def doubts(self) -> list[Doubt]:
        return [
            Doubt(
                each,
                warning_said(each),
                each["code"] in SERIOUS,
                each["span"] if each["code"] == "outside" else None,
            )
            for each in self.draft["warnings"]
        ]

    @cached_property
    def open_doubts(self) -> list[Doubt]:
        return [each for each in self.doubts if each.is_open]

    @cached_property
    def points(self) -> list[tuple[Point, str]]:
        """The open points that are no doubts of the reader, in words."""
        by_id = {each["id"]: each for each in self.draft["warnings"]}
        found = reviewing.open_points(self.intake)
        return [(point, point_said(point, by_id)) for point in found if point.code not in _OF_WARNINGS]

    @cached_property
    def obstacles(self) -> list[tuple[Point, str]]:
        return [each for each in self.points if each[0].blocking]

    @property
    def untitled(self) -> list[tuple[Any, int]]:
        """How many headings have no short title in each language, where any have none."""
        missing = Counter(
            each.params["language"] for each, _said in self.points if each.code == "no_short_title"
        )
        return [(LANGUAGES[language], count) for language, count in missing.items()]

    @property
    def blocking(self) -> int:
        return len(self.obstacles) + sum(each.serious for each in self.open_doubts)

    @cached_property
    def last_own(self) -> str:
        """What the reader's own last decision did, in words; empty when there is nothing to take back."""
        last = reviewing.last_own(self.intake, self.user) if self.editable else None
        return decided(last.operation, self.draft) if last else ""

    @cached_property
    def decisions(self) -> int:
        return self.intake.decisions.filter(undone=False).count()

    @cached_property
    def offered_edition(self) -> dict[str, Any] | None:
        """The known plan that the text resembles, while nobody has said what follows from that."""
        meta, editions = self.draft["meta"], self.draft["editions"]
        asked = any(each["code"] == "resembles_plan" for each in (one.warning for one in self.open_doubts))
        if not (self.editable and editions and asked) or meta["edition_of"] or meta["derived_from"]:
            return None
        plan = Plan.objects.visible_to(self.user).filter(slug=editions[0]["slug"]).first()
        return {"plan": plan, "tasks": len(editions[0]["pairs"])} if plan else None


def decided(operation: Node, draft: Node) -> str:
    """What the operation does, in the words of a draft that still holds what it was done to."""
    return decision_said(*review.describe(operation, draft), draft)


@dataclass(frozen=True, slots=True)
class Changes:
    """What of a page is no longer as it was; `whole` where that page is older than the draft before."""

    whole: bool
    lines: list[Line]
    tasks: list[TaskShown]


def changes(before: Shown, after: Shown, *, seen: int, made: int) -> Changes:
    """`seen`: the version of the reader's page; `made`: how many decisions lie between the two drafts."""
    if seen != before.intake.version or before.intake.version + made != after.intake.version:
        return Changes(True, [], [])
    old, new = {line.start: line.html for line in before.lines}, after.lines
    if _outline(before.draft) != _outline(after.draft) or [*old] != [line.start for line in new]:
        return Changes(True, [], [])
    cards = {task.id: task for area in before.areas for task in area.tasks}
    tasks = [task for area in after.areas for task in area.tasks if cards[task.id] != task]
    return Changes(False, [line for line in new if old[line.start] != line.html], tasks)


def _outline(draft: Node) -> list[Any]:
    """The areas as they are shown and which tasks stand in them."""
    return [
        (
            {name: value for name, value in area.items() if name != "tasks"},
            [task["id"] for task in area["tasks"]],
        )
        for area in draft["areas"]
    ]


def edit_context(shown: Shown, acts: list[Act], open_act: str, action: str, **more: Any) -> dict[str, Any]:
    """For the fragment of forms and for the page that holds only them."""
    return {
        "shown": shown,
        "intake": shown.intake,
        "acts": acts,
        "open_act": open_act,
        "action": action,
    } | more


def page_context(shown: Shown) -> dict[str, Any]:
    return {"shown": shown, "intake": shown.intake}
