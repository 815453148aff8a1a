"""The targets of a task's measures, one line each, for the page of the task."""

import datetime as dt

from reformtracker.lib import clock
from tasks.models import Task
from tasks.targets import positions
from tasks.targets.listing import Row, row_of


def target_rows(task: Task, as_of: dt.date | None) -> dict[int, list[Row]]:
    """By measure its targets with the figures of all places; no query where there is none, else three.

    Needs the task's measures with their deadlines and targets.
    """
    found = [target for measure in task.measures.all() for target in measure.targets.all()]
    if not found:
        return {}
    plan, day = task.area.plan, as_of or clock.today()
    places = positions.places_of(plan)
    by_key = {place.pk: place for place in places}
    rows: dict[int, list[Row]] = {}
    for line in positions.lines(plan, found, as_of, places):
        rows.setdefault(line.target.measure_id, []).append(row_of(line, by_key, day))
    return rows
