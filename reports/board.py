"""What one reader may see of a plan on a day: its duties, read once and kept until the next move.

A board speaks of what the clauses give. What was handed to places has figures of its own (reports.provinces),
but on the board of one body, which shows all that the body holds.

What was read stays in the cache under the hash of the plan's newest entry: a move changes the key, so nobody
ever sees figures from before it.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Subquery

from agencies.models import Agency, User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.bilingual import Bilingual
from reports.queries import ORDER
from tasks import queries
from tasks.enums import PlanState, Role, Standing, State
from tasks.models import Assignment, Chain, Plan, RoundEvent
from tasks.standing import Facts, Limits, days_late, planned_percent, standing

KEPT_SECONDS = 600
# Open and not yet late; with a due date these make the list of what is due next.
COMING = (Standing.DUE_SOON, Standing.BEHIND, Standing.STALE, Standing.BLOCKED, Standing.ON_TRACK)
limits_on = lru_cache(maxsize=64)(Limits.on)
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Position:
    """One duty on a day; texts in both languages, so that one reading serves every reader.

    `said` is the percentage on record (0-100); `percent` is the same, or None when the agency never reported.
    """

    day: dt.date
    pk: int
    area: int
    area_title_en: str
    area_title_zh: str
    task: str
    title_en: str
    title_zh: str
    measure: int
    agency: str
    body_en: str
    body_zh: str
    body_position: int
    kind: str
    role: str
    owes: bool
    start_on: dt.date
    original_due_on: dt.date
    state: str
    said: int
    due_on: dt.date
    reported_on: dt.date | None
    completed_on: dt.date | None
    objecting: str
    asked_due_on: dt.date | None
    standing: str

    area_title = Bilingual("area_title")
    title = Bilingual("title")
    other_title = Bilingual("title", other=True)
    body = Bilingual("body")
    other_body = Bilingual("body", other=True)

    @property
    def heads(self) -> bool:
        """Whether progress is measured on this duty: the lead's, or each agency's of a joint measure."""
        return self.owes and self.role != Role.IMPLEMENTING

    @property
    def percent(self) -> int | None:
        return self.said if self.reported_on else None

    @property
    def planned(self) -> int:
        return planned_percent(self.start_on, self.due_on, self.day)

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def comes(self) -> bool:
        """Whether it is still open and not late, a claim that waits for verification included."""
        return self.standing in COMING

    @property
    def facts(self) -> Facts:
        return Facts(
            self.state, self.said, self.start_on, self.due_on, self.original_due_on, self.reported_on,
            self.completed_on, self.objecting, self.owes,
        )  # fmt: skip

    @property
    def reason(self) -> str:
        """The sentence behind the standing, in the active language."""
        return standing(queries.named(self.facts), limits_on(self.day))[1]

    @property
    def objectors(self) -> str:
        """Who objects to the claim, by short names in the active language."""
        return queries.named(self.facts).objecting

    @property
    def late(self) -> int:
        return days_late(self.facts, self.day)

    @property
    def late_original(self) -> int:
        return days_late(self.facts, self.day, original=True)

    @property
    def left(self) -> int:
        """Calendar days to the due date, negative once it has passed."""
        return (self.due_on - self.day).days

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


FIELDS = (
    "pk", "measure__task__area__position", "measure__task__area__title_en", "measure__task__area__title_zh",
    "measure__task__number", "measure__task__title_en", "measure__task__title_zh", "measure__position",
    "agency__code", "agency__short_en", "agency__short_zh", "agency__position", "agency__kind",
    "role", "owes", "start_on", "original_due_on", "at_state", "at_percent", "at_due_on", "at_reported_on",
    "at_completed_on", "at_objecting", "at_asked_due_on", "at_standing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Board:
    """What one reader may see of a plan at the end of a day (`as_of` None: now), in the plan's order.

    Of one body (`holder`), else of the bodies that the clauses name.
    """

    plan: Plan
    user: User
    as_of: dt.date | None
    day: dt.date
    chain: Chain | None
    rows: tuple[Position, ...]
    holder: Agency | None = None

    @property
    def owing(self) -> list[Position]:
        return [row for row in self.rows if row.owes]

    def only(self, wanted: Callable[[Position], bool]) -> list[Position]:
        return [row for row in self.rows if wanted(row)]


def read_board(
    user: User, plan: Plan, as_of: dt.date | None = None, *, holder: Agency | None = None
) -> Board:
    """Reads the duties of the plan in the user's sight; a plan that is not issued has none."""
    day = as_of or clock.today()
    bare = Board(plan, user, as_of, day, getattr(plan, "chain", None), (), holder)
    if bare.chain is None or plan.state != PlanState.ISSUED:
        return bare
    return replace(bare, rows=kept(bare, "positions", lambda: _read(bare)))


def plans_in_sight(user: User, *, holder: Agency | None = None) -> list[Plan]:
    """The plans that assign duties (to `holder`) and are in sight, newest first, with their chains.

    Each knows whether it has `handed_out` anything to places, and its `last_round_event`.
    """
    plans = Plan.objects.visible_to(user).assigning().newest_first().select_related("chain")
    events = RoundEvent.objects.filter(round__plan=OuterRef("pk")).order_by("-pk")
    plans = plans.annotate(
        handed_out=Exists(Assignment.objects.local().filter(plan=OuterRef("pk"))),
        last_round_event=Subquery(events.values("pk")[:1]),
    )
    if holder is not None:
        plans = plans.filter(pk__in=Assignment.objects.filter(agency=holder).values("plan"))
    return list(plans)


def _read(bare: Board) -> tuple[Position, ...]:
    duties = queries.duties(bare.user, plan=bare.plan, as_of=bare.as_of).order_by(*ORDER)
    duties = duties.filter(agency=bare.holder) if bare.holder else duties.central()
    return tuple(Position(bare.day, *row) for row in duties.values_list(*FIELDS))


def kept(place: Board, name: str, make: Callable[[], Kept]) -> Kept:
    """What `make` gives, remembered for this plan, day and sight until the plan's next entry."""
    head = place.chain.hash if place.chain else ""
    holder = place.holder.code if place.holder else ""
    return remembered((name, place.plan.pk, head, place.as_of, place.day, holder, sight(place.user)), make)


def remembered(said: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
    """What `make` gives, remembered for KEPT_SECONDS under all of `said`."""
    key = hashlib.sha256(repr(said).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def sight(user: User) -> str:
    """The same text for all readers who see the same duties."""
    if sees_everything(user):
        return "all"
    bodies = [post.agency for post in user.reporting_posts if post.agency]
    return "|".join(sorted({body.jurisdiction.path for body in bodies}))
