"""What the page of the adoption register shows and its files hold: narrowed, counted and drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import User
from reformtracker.lib import charts
from tasks.comparison.aligning import align
from tasks.comparison.sides import clues, sides
from tasks.enums import AdoptionKind, PlanState, Standing
from tasks.forms import TextField
from tasks.local.adopting import Extra, Line, Register, may_decide
from tasks.models import Plan, ReformArea, Task

UNDECIDED, EXTRA = "undecided", "extra"
LABELS = {
    **{kind.value: kind.label for kind in AdoptionKind},
    UNDECIDED: pgettext_lazy("adoption", "Not decided"),
    EXTRA: pgettext_lazy("adoption", "Only local"),
}
# The colours of the register, of which each has its word beside it.
COLOURS = {
    AdoptionKind.ADOPTED.value: Standing.DONE_ON_TIME,
    AdoptionKind.TIGHTENED.value: Standing.ON_TRACK,
    AdoptionKind.LOOSENED.value: Standing.DUE_SOON,
    AdoptionKind.NOT_ADOPTED.value: Standing.CLOSED_UNIMPLEMENTED,
    UNDECIDED: Standing.STALE,
    EXTRA: Standing.DONE_LATE,
}
ICONS = {
    AdoptionKind.ADOPTED.value: "check",
    AdoptionKind.TIGHTENED.value: "up",
    AdoptionKind.LOOSENED.value: "down",
    AdoptionKind.NOT_ADOPTED.value: "close",
    UNDECIDED: "stale",
    EXTRA: "plus",
}


class RegisterForm(forms.Form):
    """The filter: how a task was taken up, in which area, and only where the local plan is later or lower."""

    kind = forms.ChoiceField(label=_("Taken up"), required=False, choices=[("", _("any")), *LABELS.items()])
    area = forms.ChoiceField(label=_("Reform area"), required=False)
    warnings = forms.BooleanField(label=_("Warnings only"), required=False)

    def __init__(self, data: QueryDict, areas: Iterable[ReformArea]) -> None:
        super().__init__(data)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("any")), *((str(one.position), str(one)) for one in areas)]


class DecisionForm(forms.Form):
    """One decision on one national task."""

    kind = forms.ChoiceField(label=_("Taken up"), choices=AdoptionKind.choices)
    local_tasks = forms.MultipleChoiceField(
        label=_("Local tasks that take it up"),
        required=False,
        help_text=_("Several with the Ctrl key; none for a task that is not adopted."),
    )
    note = TextField(label=_("Note"), required=False, rows=2)

    def __init__(self, tasks: Sequence[Task], **kwargs) -> None:
        super().__init__(**kwargs)
        self.tasks = {str(task.pk): task for task in tasks}
        chosen = self.fields["local_tasks"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(key, str(task)) for key, task in self.tasks.items()]
        chosen.widget.attrs["size"] = 8

    def said(self) -> dict[str, Any]:
        """What the service takes; only of a valid form."""
        told = self.cleaned_data
        named = [self.tasks[key] for key in told["local_tasks"]]
        return {"kind": told["kind"], "local_tasks": named, "note": told["note"]}

    def refuse(self, fields: Mapping[str, object], sentence: object) -> None:
        """Shows what the service did not take."""
        for name, words in (fields or {"": sentence}).items():
            self.add_error(name if name in self.fields else None, str(words))


@dataclass(frozen=True, slots=True)
class Mark:
    """How a task was taken up: its word, with sign and colour."""

    kind: str
    count: int = 0

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def colour(self) -> str:
        return str(COLOURS[self.kind].value)


@dataclass(frozen=True, slots=True)
class Shown:
    """The register as the address asks for it: `lines` and `extras` are narrowed, the figures are of all."""

    register: Register
    form: RegisterForm
    lines: tuple[Line, ...]
    extras: tuple[Extra, ...]
    may_decide: bool

    @property
    def rows(self) -> list[tuple[Line, Mark]]:
        return [(line, mark_of(line)) for line in self.lines]

    @property
    def extra_mark(self) -> Mark:
        return Mark(EXTRA)

    @property
    def tallies(self) -> list[Mark]:
        """How many national tasks by decision, then how many local tasks no decision names."""
        counts = self.register.counts.items()
        return [
            *(Mark(kind or UNDECIDED, count) for kind, count in counts),
            Mark(EXTRA, len(self.register.extras)),
        ]

    @property
    def chart(self) -> charts.Chart:
        """One bar of all national tasks."""
        marks = [mark for mark in self.tallies if mark.kind != EXTRA and mark.count]
        slices = tuple(charts.Slice(mark.label, mark.count, mark.colour) for mark in marks)
        row = charts.Row(_t("National tasks"), slices)
        return charts.bars_chart([row], title=_t("How the national tasks are taken up"))


def mark_of(line: Line) -> Mark:
    return Mark(line.kind or UNDECIDED)


def shown(user: User, register: Register, data: QueryDict) -> Shown:
    """The register narrowed to what the address asks for; what makes no sense asks nothing."""
    form = RegisterForm(data, {line.task.area_id: line.task.area for line in register.lines}.values())
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) for name in form.fields}
    lines = tuple(line for line in register.lines if _is_asked(line, asked))
    only_lines = asked["area"] or asked["warnings"] or asked["kind"] not in ("", None, EXTRA)
    return Shown(
        register, form, lines, () if only_lines else register.extras, may_decide(user, register.plan)
    )


def _is_asked(line: Line, asked: Mapping[str, object]) -> bool:
    return (
        asked["kind"] in ("", None, mark_of(line).kind)
        and asked["area"] in ("", None, str(line.task.area.position))
        and (not asked["warnings"] or bool(line.warnings))
    )


def likely(register: Register) -> dict[int, list[Task]]:
    """Which local tasks look like those that take a national task up, by its key: an offer, no decision."""
    theirs, ours = [line.task for line in register.lines], list(register.local_tasks)
    if not theirs or not ours:
        return {}
    same = register.national.language == register.plan.language
    known = clues(sides(_bare(theirs)), sides(_bare(ours)), same_language=same)
    matches = align(*known, same_language=same)
    return {
        theirs[i].pk: [ours[j] for j in sorted(rights)] for lefts, rights in matches if rights for i in lefts
    }


def _bare(tasks: Sequence[Task]) -> dict[str, object]:
    """The wording of tasks in the notice schema: all that likeness goes by."""
    rows = [
        {
            "number": task.number,
            "title_en": task.title_en,
            "title_zh": task.title_zh,
            "text": task.text,
            "measures": [{"text": measure.text} for measure in task.measures.all()],
        }
        for task in tasks
    ]
    return {"areas": [{"tasks": rows}]}


def asked_plan(user: User, slug: str) -> Plan:
    """The plan in sight with the national one it implements, which must be in sight too; else 404."""
    visible = Plan.objects.visible_to(user)
    plan = get_object_or_404(visible.select_related("jurisdiction", "derived_from__jurisdiction"), slug=slug)
    national = plan.derived_from
    if national and national.state == PlanState.DRAFT and not visible.filter(pk=national.pk).exists():
        raise Http404
    return plan


def national_plans(user: User, plan: Plan) -> list[Plan]:
    """The plans of places above that this one can be looked at beside, the newest first; one query."""
    found = Plan.objects.visible_to(user).published().filter(edition_of=None).select_related("jurisdiction")
    above = found.exclude(jurisdiction=plan.jurisdiction_id).newest_first()
    return [other for other in above if other.jurisdiction.contains(plan.jurisdiction)]


def beside(others: Sequence[Plan], data: QueryDict) -> Plan | None:
    """The plan that the address asks for, else the newest issued one; 404 for one that is not offered."""
    slug = data.get("against", "")
    found = next((other for other in others if other.slug == slug), None)
    if slug and found is None:
        raise Http404
    issued = [other for other in others if other.state == PlanState.ISSUED]
    return found or next(iter(issued or others), None)
