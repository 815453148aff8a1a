"""What the page of a task says of the places that carry its measures out: counts, the own duty in full."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from agencies.models import User
from agencies.permissions import own_place, sees_everything
from reformtracker.lib import clock
from tasks.asof import PARAMETER
from tasks.enums import STANDING_ORDER, Role, Standing
from tasks.filters import Part
from tasks.models import Assignment, Plan, Task
from tasks.models.assignment import AssignmentQuerySet

PLACE = "agency__jurisdiction"


@dataclass(slots=True)
class Handed:
    """How the duties handed to places stand: those of one measure, one for each place, or of a whole plan.

    These are figures of all places, for everybody who sees the plan; `url` leads to their duties and is empty
    for who does not see them all. `places` are the holders' places, each with the place it lies in.
    """

    duties: int = 0
    reported: int = 0
    url: str = ""
    places: dict[int, int | None] = field(default_factory=dict)
    standings: Counter[str] = field(default_factory=Counter)

    @property
    def parts(self) -> list[tuple[str, int, str]]:
        """Standing, count and address, the worst first."""
        found = [Standing(kind) for kind in STANDING_ORDER if self.standings[kind]]
        return [
            (kind.value, self.standings[kind], f"{self.url}&standing={kind.value}" if self.url else "")
            for kind in found
        ]


def shown_in_full(request: HttpRequest) -> Q:
    """Which duties the page of a task lists: the clauses' bodies', those of one's own place, one asked for.

    `?duty=12` asks for one that a place carries out, as the lists do. Sight is another matter.
    """
    posts = [post for post in request.user.reporting_posts if own_place(post)]
    shown = ~Q(role=Role.IMPLEMENTING) | Q(agency__jurisdiction__in=[own_place(post) for post in posts])
    asked = request.GET.get("duty", "")
    return shown | Q(pk=int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else shown


def handed_out(user: User, task: Task, as_of: dt.date | None) -> dict[int, Handed]:
    """The measures of the task that were handed to places, by their keys; one query."""
    rows = Assignment.objects.local().filter(measure__task=task)
    found = _counted(rows, "measure", as_of)
    positions = {measure.pk: measure.position for measure in task.measures.all()}
    if sees_all_places(user):
        for measure, one in found.items():
            one.url = _listing(task.area.plan, as_of, task=f"{task.number}/{positions[measure]}")
    return found


def handed_out_of(user: User, plan: Plan, as_of: dt.date | None) -> Handed | None:
    """The same for a whole plan; None when nothing of it was handed out."""
    found = _counted(Assignment.objects.local().of_plan(plan), "plan", as_of).get(plan.pk)
    if found and sees_all_places(user):
        found.url = _listing(plan, as_of)
    return found


def _counted(rows: AssignmentQuerySet, name: str, as_of: dt.date | None) -> dict[int, Handed]:
    standing = rows.at(as_of).with_standing(as_of or clock.today())
    counted = standing.order_by().values(name, "at_standing", PLACE, f"{PLACE}__parent")
    found: dict[int, Handed] = {}
    for row in counted.annotate(duties=Count("pk"), reported=Count("at_reported_on")):
        one = found.setdefault(row[name], Handed())
        one.places[row[PLACE]] = row[f"{PLACE}__parent"]
        one.duties += row["duties"]
        one.reported += row["reported"]
        one.standings[row["at_standing"]] += row["duties"]
    return found


def sees_all_places(user: User) -> bool:
    return sees_everything(user) or not any(own_place(post) for post in user.reporting_posts)


def _listing(plan: Plan, as_of: dt.date | None, **wanted: object) -> str:
    past = {PARAMETER: as_of} if as_of else {}
    asked = {"plan": plan.slug, "part": Part.PLACES.value}
    return f"{reverse('tasks:list')}?{urlencode(asked | wanted | past)}"
