"""Two plans beside each other by the canonical fields of their areas, where neither implements the other.

What each side has in a field, with deadlines and targets. Nothing here is an adoption; nothing is judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tasks.enums import Field
from tasks.local.adopting import tasks_with_terms
from tasks.local.adoption_terms import Terms, terms_of
from tasks.models import Plan, Task


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A task with its deadline and its targets."""

    task: Task
    terms: Terms


@dataclass(frozen=True, slots=True)
class FieldPair:
    """What both plans have in one field; `field` empty: the areas that belong to none."""

    field: str
    national: tuple[Standpoint, ...]
    local: tuple[Standpoint, ...]

    @property
    def label(self) -> str:
        return str(Field(self.field).label) if self.field else _("Areas of no canonical field")

    @property
    def only_national(self) -> bool:
        return not self.local

    @property
    def only_local(self) -> bool:
        return not self.national


def by_field(national: Plan, local: Plan) -> list[FieldPair]:
    """Every field that either plan has, in the order of the vocabulary; four queries."""
    tasks = tasks_with_terms([national, local])
    sides = [_by_field(task for task in tasks if task.area.plan_id == plan.pk) for plan in (national, local)]
    pairs = [FieldPair(field, *(side.get(field, ()) for side in sides)) for field in (*Field.values, "")]
    return [pair for pair in pairs if pair.national or pair.local]


def _by_field(tasks: Iterable[Task]) -> dict[str, tuple[Standpoint, ...]]:
    found: dict[str, tuple[Standpoint, ...]] = {}
    for task in tasks:
        field = task.area.field or ""
        found[field] = (*found.get(field, ()), Standpoint(task, terms_of([task])))
    return found
