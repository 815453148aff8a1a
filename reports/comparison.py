"""Two plans side by side in the reader's language: what the page of a comparison shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from agencies.directory import short_names
from reformtracker.lib import charts
from reformtracker.lib.bilingual import Bilingual, listed
from tasks.comparison.comparing import Change, Comparison, Group, Pair, Shift, compare
from tasks.comparison.sides import Area, Side
from tasks.comparison.word_diff import Segment
from tasks.enums import Role
from tasks.models import Plan
from tasks.notice_output import read_plans

LABELS = {
    Change.UNCHANGED: pgettext_lazy("comparison", "Unchanged"),
    Change.MATCHED: pgettext_lazy("comparison", "Matched, wording not compared"),
    Change.REWORDED: pgettext_lazy("comparison", "Reworded"),
    Change.SPLIT: pgettext_lazy("comparison", "Split"),
    Change.MERGED: pgettext_lazy("comparison", "Merged"),
    Change.MOVED: pgettext_lazy("comparison", "In another area"),
    Change.RENUMBERED: pgettext_lazy("comparison", "Renumbered"),
    Change.LEAD: pgettext_lazy("comparison", "Lead changed"),
    Change.ROLES: pgettext_lazy("comparison", "Other roles changed"),
    Change.DEADLINE: pgettext_lazy("comparison", "Deadline moved"),
    Change.TARGET: pgettext_lazy("comparison", "Target changed"),
    Change.ADDED: pgettext_lazy("comparison", "Added"),
    Change.DROPPED: pgettext_lazy("comparison", "Dropped"),
}
SHIFT_LABELS = {
    Change.LEAD: pgettext_lazy("comparison", "Lead"),
    Change.ROLES: pgettext_lazy("comparison", "Other roles"),
    Change.DEADLINE: pgettext_lazy("comparison", "Deadline"),
    Change.TARGET: pgettext_lazy("comparison", "Target"),
}
ICONS = {
    Change.UNCHANGED: "check",
    Change.MATCHED: "language",
    Change.REWORDED: "edit",
    Change.SPLIT: "list",
    Change.MERGED: "link",
    Change.MOVED: "right",
    Change.RENUMBERED: "sort",
    Change.LEAD: "user",
    Change.ROLES: "users",
    Change.DEADLINE: "calendar",
    Change.TARGET: "target",
    Change.ADDED: "plus",
    Change.DROPPED: "close",
}
ALIKE = (Change.UNCHANGED, Change.MATCHED)
# What the address may ask for besides one change: everything that differs.
DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class ShownArea:
    """An area's number and title, in the reader's language where the plan has it."""

    number: str
    title_en: str
    title_zh: str

    title = Bilingual("title")


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task of one of the plans with the address of its page."""

    number: str
    title_en: str
    title_zh: str
    url: str

    title = Bilingual("title")
    other_title = Bilingual("title", other=True)


@dataclass(frozen=True, slots=True)
class ShownShift:
    """What changed, from what, to what, in words; empty where there was or is nothing."""

    label: str
    before: str
    after: str
    kind: Change


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a row: its tasks, and its wording in segments (one, "equal", when not compared)."""

    tasks: tuple[ShownTask, ...]
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)

    @property
    def own_words(self) -> tuple[str, ...]:
        """The stretches that the other side has not."""
        return tuple(segment.text for segment in self.segments if segment.kind != "equal")


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A task and what became of it; `similarity` is 0-100, None where the wording was not compared."""

    changes: tuple[Change, ...]
    left: ShownSide
    right: ShownSide
    similarity: int | None
    shifts: tuple[ShownShift, ...]

    @property
    def marks(self) -> list[tuple[Change, str, str]]:
        """The changes, each with its icon and its word."""
        return [(change, ICONS[change], str(LABELS[change])) for change in self.changes]

    @property
    def differs(self) -> bool:
        return self.changes[0] not in ALIKE

    @property
    def is_folded(self) -> bool:
        """Whether both sides read the same, so that nobody misses the wording at first sight."""
        return self.similarity == 100 and len(self.left.tasks) == len(self.right.tasks) == 1

    def shows(self, wanted: str) -> bool:
        """Whether the row belongs to what was asked: one change, all differences, or (empty) everything."""
        return not wanted or wanted in self.changes or (wanted == DIFFERENCES and self.differs)


@dataclass(frozen=True, slots=True)
class ShownGroup:
    left: ShownArea | None
    right: ShownArea | None
    pairs: tuple[ShownPair, ...]

    @property
    def is_same(self) -> bool:
        """Whether both sides name the area alike, so that one name will do where there is little room."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows show a change."""

    change: Change
    label: str
    icon: str
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Two plans side by side; `groups` are narrowed to what was asked for, the figures are of all."""

    left: Plan
    right: Plan
    comparison: Comparison
    groups: tuple[ShownGroup, ...]

    @property
    def rows(self) -> int:
        return sum(len(group.pairs) for group in self.groups)

    @property
    def tallies(self) -> list[Tally]:
        """The figures on top: whatever occurs, and the most asked for even when there are none."""
        always = {self._alike, Change.DEADLINE, Change.ADDED, Change.DROPPED}
        if self.comparison.same_language:
            always.add(Change.REWORDED)
        if self.comparison.agencies_compared:
            always.add(Change.LEAD)
        return [
            Tally(change, str(LABELS[change]), ICONS[change], count)
            for change, count in self.comparison.counts().items()
            if count or change in always
        ]

    @property
    def _alike(self) -> Change:
        """What a task is called in which no difference was found."""
        return ALIKE[0] if self.comparison.same_language else ALIKE[1]

    @property
    def not_compared(self) -> str:
        """What not both plans state, in words; empty when all was compared."""
        missing = (
            (self.comparison.agencies_compared, _("agencies")),
            (self.comparison.targets_compared, _("targets")),
        )
        return listed(word for compared, word in missing if not compared)

    @property
    def chart(self) -> charts.Chart:
        """One bar of all tasks: each in one part, unlike the figures, where one task may stand in several."""
        counts = self.comparison.counts()
        alone = ((self._alike, "stale"), (Change.ADDED, "on_track"), (Change.DROPPED, "overdue"))
        parts = [(str(LABELS[change]), counts[change], kind) for change, kind in alone]
        changed = len(self.comparison.pairs) - sum(count for _label, count, _kind in parts)
        parts.insert(1, (pgettext("comparison", "Changed"), changed, "done_on_time"))
        slices = tuple(charts.Slice(*part) for part in parts if part[1])
        return charts.bars_chart([charts.Row(_("Tasks"), slices)], title=_("What became of the tasks"))


def shown(left: Plan, right: Plan, wanted: str = "") -> Shown:
    """The comparison of two plans (with their jurisdictions), narrowed to one kind of change."""
    comparison = compare(*read_plans([left, right]))
    groups = (_group(left, right, group, wanted) for group in comparison.groups)
    return Shown(left, right, comparison, tuple(group for group in groups if group.pairs))


def _group(left: Plan, right: Plan, group: Group, wanted: str) -> ShownGroup:
    pairs = (_pair(left, right, pair) for pair in group.pairs)
    return ShownGroup(
        _area(group.left), _area(group.right), tuple(pair for pair in pairs if pair.shows(wanted))
    )


def _pair(left: Plan, right: Plan, pair: Pair) -> ShownPair:
    wording = pair.wording
    return ShownPair(
        pair.changes,
        _side(left, pair.lefts, wording.left if wording else None),
        _side(right, pair.rights, wording.right if wording else None),
        wording.similarity if wording else None,
        tuple(_shift(kind, shift) for kind, shift in pair.shifts.items()),
    )


def _area(area: Area | None) -> ShownArea | None:
    return None if area is None else ShownArea(area.number, area.title_en, area.title_zh)


def _side(plan: Plan, tasks: Sequence[Side], segments: tuple[Segment, ...] | None) -> ShownSide:
    return ShownSide(
        tuple(
            ShownTask(
                task.number,
                task.title_en,
                task.title_zh,
                reverse("tasks:detail", args=[plan.slug, task.number]),
            )
            for task in tasks
        ),
        tuple(Segment("equal", task.text) for task in tasks) if segments is None else segments,
    )


def _shift(kind: Change, shift: Shift) -> ShownShift:
    before, after = (_said(kind, some) for some in (shift.before, shift.after))
    return ShownShift(str(SHIFT_LABELS[kind]), before, after, kind)


def _said(kind: Change, some: Sequence) -> str:
    if kind == Change.LEAD:
        return short_names(" ".join(some))
    if kind == Change.ROLES:
        return listed(bracketed(short_names(body), Role(role).label) for body, role in some)
    return listed(some if kind == Change.DEADLINE else (aim.text for aim in some))


def bracketed(text: object, remark: object) -> str:
    return pgettext("remark in brackets", "%(text)s (%(remark)s)") % {"text": text, "remark": remark}
