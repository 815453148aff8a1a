"""The targets of a task's measures, one line each, for the page of the task."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from reformtracker.lib import clock
from tasks.models import Task
from tasks.targets import positions
from tasks.targets.figures import Value
from tasks.targets.listing import Row, row_of
from tasks.views.handed import Handed


@dataclass(frozen=True, slots=True)
class TaskTargets:
    """The rows of a task's targets by measure; by target and place the newest value."""

    rows: dict[int, list[Row]] = field(default_factory=dict)
    values: Mapping[int, Mapping[int, Value]] = field(default_factory=dict)


def targets_of(task: Task, handed: Mapping[int, Handed], as_of: dt.date | None) -> TaskTargets:
    """The targets with the figures of all places; no query where there is none, else one.

    Needs the task's measures with their deadlines and targets, and what was handed out of them.
    """
    found = [target for measure in task.measures.all() for target in measure.targets.all()]
    if not found:
        return TaskTargets()
    plan, day = task.area.plan, as_of or clock.today()
    places, values = positions.places_with_values(plan, found, as_of)
    carried = {
        measure: {place for place, parent in one.places.items() if parent == plan.jurisdiction_id}
        for measure, one in handed.items()
    }
    by_key = {place.pk: place for place in places}
    rows: dict[int, list[Row]] = {}
    for target in found:
        asked = positions.asked_places(target, plan, places, carried)
        line = positions.line_of(target, values.get(target.pk, {}), asked, plan, day)
        rows.setdefault(target.measure_id, []).append(row_of(line, by_key, day))
    return TaskTargets(rows, values)
