"""The invented local plan of the demonstration: how a province takes the national plan up."""

import datetime as dt
import json
from pathlib import Path

from agencies.models import User
from reformtracker.lib import clock
from tasks.issuing import keep_on_record
from tasks.local import adopting
from tasks.models import Plan, Task
from tasks.notices import write_plan

MORNING = dt.time(9)


def load_local_plan(path: Path) -> Plan | None:
    """Writes the plan, keeps it on record and decides on national tasks as the file says.

    What is there already stays as it is. None before the day of the decisions.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    day, slug = dt.date.fromisoformat(data["decided_on"]), data["notice"]["slug"]
    if existing := Plan.objects.filter(slug=slug).first():
        return existing
    if day >= clock.today():
        return None
    plan, _written = write_plan(data["notice"])
    Plan.objects.filter(pk=plan.pk).update(demonstration=True)
    plan = keep_on_record(plan)
    national, local = _tasks(plan.derived_from_id), _tasks(plan.pk)
    by = User.objects.get(username=data["decided_by"])
    with clock.set_to(dt.datetime.combine(day, MORNING, tzinfo=clock.SHANGHAI)):
        for said in data["decisions"]:
            taken_up = [local[number] for number in said["local"]]
            adopting.decide(
                plan,
                national[said["task"]],
                kind=said["kind"],
                local_tasks=taken_up,
                note=said["note"],
                by=by,
            )
    return plan


def _tasks(plan_id: int | None) -> dict[str, Task]:
    return {
        task.number: task for task in Task.objects.filter(area__plan=plan_id).select_related("area__plan")
    }
