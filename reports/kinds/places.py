"""What was handed to places, narrowed to what a report is about: for its figures by place.

Figures of all places are for everybody who may see the plan; who asks with a view of the task list gets what
that view shows them. Of an agency it is what it holds, and the measures in whose clauses it is named.
"""

from dataclasses import replace

from agencies.enums import Level
from agencies.models import Jurisdiction
from reports import scopes
from reports.provinces.reading import Local, Place, read_local
from reports.queries import Sight, in_scope
from tasks.models import Assignment, ReformArea


def local_of(sight: Sight) -> Local:
    """The duties of places that the report is about, on its day."""
    local = read_local(sight.plan, sight.day)
    areas = _areas(sight)
    measures = tuple(one for one in local.measures if one.area in areas)
    kept = {one.measure for one in measures}
    duties = tuple(duty for duty in local.duties if duty.measure in kept)
    if code := sight.filter.get("agency"):
        led = _named_in(sight, code)
        duties = tuple(duty for duty in duties if duty.agency == code or duty.measure in led)
    if code := sight.filter.get("place"):
        path = scopes.path_of(code)
        duties = tuple(duty for duty in duties if duty.place.startswith(path))
    if "query" in sight.filter:
        shown = set(in_scope(sight).local().order_by().values_list("pk", flat=True))
        duties = tuple(duty for duty in duties if duty.pk in shown)
    held = {duty.measure for duty in duties}
    return replace(local, duties=duties, measures=tuple(one for one in measures if one.measure in held))


def _areas(sight: Sight) -> set[int]:
    found = ReformArea.objects.filter(plan=sight.plan)
    if area := sight.filter.get("area"):
        found = found.filter(position=int(area))
    if field := sight.filter.get("field"):
        found = found.filter(field=field)
    return set(found.values_list("position", flat=True))


def _named_in(sight: Sight, code: str) -> set[int]:
    named = Assignment.objects.of_plan(sight.plan).central().filter(agency__code=code)
    return set(named.order_by().values_list("measure_id", flat=True))


def rows_of(sight: Sight, local: Local) -> list[Place]:
    """The places that are compared: the one asked for, else the provinces; of a local plan those in it."""
    if code := sight.filter.get("place"):
        return [Place.of(Jurisdiction.objects.get(code=code))]
    own = sight.plan.jurisdiction
    if own.level == Level.NATION:
        return local.provinces
    inside = [place for place in local.places if place.path != own.path and place.path.startswith(own.path)]
    return [one for one in inside if not any(two is not one and two.holds(one.path) for two in inside)]
