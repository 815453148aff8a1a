"""The adoption register: how a local plan takes up the tasks of the national plan that it implements.

Every decision is kept, and the newest on a national task counts. Deadlines and targets stand beside each
other and are judged by `tasks.adoption_terms`, whatever was decided.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.permissions import speaks_for
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.enums import AdoptionKind, PlanState
from tasks.local.adoption_terms import Beside, Difference, Terms, beside, differences, suggest, terms_of
from tasks.models import Adoption, Plan, Task
from tasks.models.plan import PlanQuerySet
from tasks.validators import clean_text

__all__ = ["decide", "implementers", "may_decide", "register", "suggest", "taken_up_by"]

NOBODY = 0  # no agency has this key: only a post that covers the whole place will do


def may_decide(user: User, plan: Plan) -> bool:
    """The secretariat, and the provincial officers of the plan's place or of one above it."""
    return user.is_secretariat or speaks_for(user, NOBODY, plan.jurisdiction.path)


@transaction.atomic
def decide(
    plan: Plan,
    national_task: Task,
    *,
    kind: str,
    local_tasks: Sequence[Task] = (),
    note: str = "",
    by: User | None,
) -> Adoption:
    """Records how the plan takes up one task of its national plan; `by` None is the portal itself.

    The same decision again is the one that is there. Raises NotAllowed, Impossible (a draft, a plan that
    implements no other), Invalid (tasks of other plans; an adoption without tasks, or not adopted with some).
    """
    if by is not None and not may_decide(by, plan):
        raise NotAllowed(_("Only the secretariat or the place itself decides what its plan takes up."))
    plan = Plan.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=plan.pk)
    note, chosen = clean_text(note), sorted({task.pk for task in local_tasks})
    _check(plan, national_task, kind, local_tasks)
    newest = plan.adoptions.filter(national_task=national_task).order_by("pk").last()
    if newest and (newest.kind, newest.note, _named(newest)) == (kind, note, chosen):
        return newest
    made = Adoption.objects.create(
        plan=plan,
        national_task=national_task,
        kind=kind,
        note=note,
        by=by,
        at=clock.now(),
        wall_at=clock.wall_now(),
    )
    made.local_tasks.set(chosen)
    return made


def _named(decision: Adoption) -> list[int]:
    return sorted(decision.local_tasks.values_list("pk", flat=True))


def _check(plan: Plan, national_task: Task, kind: str, local_tasks: Sequence[Task]) -> None:
    if plan.state == PlanState.DRAFT:
        raise Impossible(_("The plan is a draft: its text may still change."), code="plan_is_draft")
    if plan.derived_from_id is None:
        raise Impossible(_("The plan names no national plan that it implements."), code="not_derived")
    if national_task.area.plan_id != plan.derived_from_id:
        raise _invalid("national_task", _("This task is not one of the national plan."))
    if kind not in AdoptionKind.values:
        raise _invalid("kind", _("Choose how the task is taken up."))
    if any(task.area.plan_id != plan.pk for task in local_tasks):
        raise _invalid("local_tasks", _("Choose tasks of this plan."))
    if kind == AdoptionKind.NOT_ADOPTED and local_tasks:
        raise _invalid("local_tasks", _("What is not adopted has no local task."))
    if kind != AdoptionKind.NOT_ADOPTED and not local_tasks:
        raise _invalid("local_tasks", _("Choose the local tasks that take it up."))


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


@dataclass(frozen=True)
class Line:
    """A national task, the newest decision on it (None: not decided), and both sides' terms.

    `local` are the tasks that the decision names, in the order of their plan.
    """

    task: Task
    decision: Adoption | None
    local: tuple[Task, ...]
    earlier: int

    @cached_property
    def national_terms(self) -> Terms:
        return terms_of([self.task])

    @cached_property
    def local_terms(self) -> Terms | None:
        return terms_of(self.local) if self.local else None

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.national_terms, self.local_terms) if self.local_terms else []

    @property
    def warnings(self) -> list[str]:
        """Where the local plan is later or asks for less, whatever was decided."""
        return [each.sentence for each in self.differences if each.kind == AdoptionKind.LOOSENED]

    @property
    def stricter(self) -> list[str]:
        return [each.sentence for each in self.differences if each.kind == AdoptionKind.TIGHTENED]

    @property
    def targets(self) -> list[Beside]:
        local = self.local_terms or Terms()
        return beside(self.national_terms.demands, local.demands)

    @property
    def kind(self) -> str:
        """The decision, empty while there is none."""
        return self.decision.kind if self.decision else ""


@dataclass(frozen=True)
class Extra:
    """A local task that no decision names."""

    task: Task

    @cached_property
    def terms(self) -> Terms:
        return terms_of([self.task])


@dataclass(frozen=True)
class Register:
    """Every national task in its order, then what the local plan has besides."""

    plan: Plan
    national: Plan
    lines: tuple[Line, ...]
    extras: tuple[Extra, ...]
    local_tasks: tuple[Task, ...] = field(repr=False)

    @property
    def total(self) -> int:
        return len(self.lines)

    @cached_property
    def decided(self) -> int:
        return sum(line.decision is not None for line in self.lines)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many national tasks by decision; the empty key counts what is not decided."""
        counted = Counter(line.kind for line in self.lines)
        return {kind: counted[kind] for kind in (*AdoptionKind.values, "")}

    @cached_property
    def warned(self) -> int:
        return sum(bool(line.warnings) for line in self.lines)


def register(plan: Plan, against: Plan | None = None) -> Register:
    """The register of a plan against the national one that it implements; six queries.

    Raises Impossible for a plan that implements none and none is given.
    """
    national = against or plan.derived_from
    if national is None:
        raise Impossible(_("The plan names no national plan that it implements."), code="not_derived")
    tasks = tasks_with_terms([national, plan])
    theirs = [task for task in tasks if task.area.plan_id == national.pk]
    ours = tuple(task for task in tasks if task.area.plan_id == plan.pk)
    made: dict[int, list[Adoption]] = {}
    for row in _decisions(plan):
        made.setdefault(row.national_task_id, []).append(row)
    lines = tuple(_line(task, made.get(task.pk, []), ours) for task in theirs)
    used = {task.pk for line in lines for task in line.local}
    extras = tuple(Extra(task) for task in ours if task.pk not in used)
    return Register(plan, national, lines, extras, ours)


def tasks_with_terms(plans: Iterable[Plan]) -> list[Task]:
    """The tasks of some plans with all that their terms need; four queries."""
    found = Task.objects.filter(area__plan__in=list(plans)).select_related("area__plan")
    in_order = found.order_by("area__plan", "area__position", "position")
    return list(in_order.prefetch_related("measures__deadlines", "measures__targets"))


def _decisions(plan: Plan) -> QuerySet[Adoption]:
    return plan.adoptions.select_related("by").prefetch_related("local_tasks").order_by("pk")


def _line(task: Task, decisions: list[Adoption], ours: tuple[Task, ...]) -> Line:
    newest = decisions[-1] if decisions else None
    named = {each.pk for each in newest.local_tasks.all()} if newest else set()
    local = tuple(each for each in ours if each.pk in named)
    return Line(task, newest, local, max(0, len(decisions) - 1))


def implementers(user: User, national: Plan) -> PlanQuerySet:
    """The plans in sight that implement this one, each with how many of the `total` tasks it `decided`."""
    tasks = Task.objects.filter(area__plan=national).order_by().values("area__plan")
    of_plan = Q(adoptions__national_task__area__plan=national)
    plans = Plan.objects.visible_to(user).filter(derived_from=national).select_related("jurisdiction")
    counted = plans.annotate(
        decided=Count("adoptions__national_task", distinct=True, filter=of_plan),
        total=Subquery(tasks.annotate(count=Count("pk")).values("count")),
    )
    return counted.order_by("jurisdiction__position", "slug")


def taken_up_by(user: User, task: Task) -> list[Plan]:
    """The plans in sight whose newest decision on that national task names local tasks of theirs."""
    visible = Plan.objects.visible_to(user).filter(derived_from=task.area.plan_id)
    newest: dict[int, Adoption] = {}
    rows = Adoption.objects.visible_to(user).filter(national_task=task, plan__in=visible)
    for row in rows.select_related("plan__jurisdiction").order_by("pk"):
        newest[row.plan_id] = row
    found = [row.plan for row in newest.values() if row.kind != AdoptionKind.NOT_ADOPTED]
    return sorted(found, key=lambda plan: (plan.jurisdiction.position, plan.slug))
