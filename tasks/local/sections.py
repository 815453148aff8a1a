"""What the pages of a plan and of a task say of local plans and of places; asked only where there is any.

The flags are conditions inside the query that finds the plan or the task, so that a page without any of it
asks nothing more.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from agencies.models import User
from tasks.local import findings_page
from tasks.local.adopting import implementers, taken_up_by
from tasks.models import Adoption, Finding, Plan, Task


def plan_flags() -> dict[str, Exists]:
    return {
        "has_local": Exists(Plan.objects.filter(derived_from=OuterRef("pk"))),
        "has_findings": Exists(Finding.objects.filter(task__area__plan=OuterRef("pk"))),
    }


def of_plan(user: User, plan: Plan, tasks: Sequence[Task], flags: Any) -> dict[str, object]:
    """The local plans in sight that implement it, and what sources say of places; `flags` has both answers.

    One query where local plans implement it, three where a source says something.
    """
    local = list(implementers(user, plan)) if flags.has_local else []
    said = findings_page.shown(user, plan, QueryDict(), tasks) if flags.has_findings else None
    return {"implementers": local, "findings": said}


def task_flags() -> dict[str, Exists]:
    return {
        "is_decided_on": Exists(Adoption.objects.filter(national_task=OuterRef("pk"))),
        "has_findings": Exists(Finding.objects.filter(task=OuterRef("pk"))),
    }


def of_task(user: User, task: Task, flags: Any) -> dict[str, object]:
    """The local plans in sight that take the task up, the statements about places in sight; a query each."""
    said = Finding.objects.visible_to(user).filter(task=task).select_related("jurisdiction")
    return {
        "taken_up": taken_up_by(user, task) if flags.is_decided_on else [],
        "findings": list(said.order_by("jurisdiction__position", "pk")) if flags.has_findings else [],
    }
