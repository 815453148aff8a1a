"""The slips that the ladder proposes to the secretariat today; computed whenever they are looked at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid, Refused
from tasks import queries, services
from tasks.enums import REPORTING_STATES, PlanState, SlipColour
from tasks.models import Assignment, Entry, Plan, Slip
from tasks.reminders.ladder import overdue_since
from tasks.slips.ladder import COLOURS, LADDER, next_colour


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slip that could be issued: for which duty as of which version, and its colour."""

    duty: int
    version: int
    colour: SlipColour

    def __str__(self) -> str:
        return f"{self.duty}:{self.version}:{self.colour.value}"

    @classmethod
    def parse(cls, text: str) -> "Proposal":
        """What a form's checkbox names; raises Invalid."""
        duty, _mark, rest = text.partition(":")
        version, _mark, colour = rest.partition(":")
        numbers = (duty, version)
        if not all(n.isascii() and n.isdigit() and len(n) < 19 for n in numbers) or colour not in COLOURS:
            raise Invalid(_("This is no proposal of the ladder."), code="no_proposal")
        return cls(int(duty), int(version), SlipColour(colour))


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of one choice: the entry, or why there is none."""

    duty: Assignment
    colour: SlipColour
    entry: Entry | None = None
    refusal: str = ""


def proposals(user: User, today: dt.date, *, plan: Plan | None = None) -> list[Proposal]:
    """All of them in the user's sight, the longest overdue first; two queries."""
    found = Assignment.objects.visible_to(user).owing().filter(
        state__in=REPORTING_STATES,
        due_on__lte=overdue_since(today, LADDER[0][1]),
        plan__state=PlanState.ISSUED,
    )  # fmt: skip
    if plan is not None:
        found = found.of_plan(plan)
    issued = _issued(found)
    rows = found.order_by("due_on", "plan", "pk").values_list("pk", "version", "due_on")
    return [
        Proposal(pk, version, colour)
        for pk, version, due_on in rows
        if (colour := next_colour(due_on, today, *issued.get((pk, due_on), (None, None))))
    ]


def _issued(duties) -> dict[tuple[int, dt.date], tuple[str, dt.date]]:
    """By duty and due date, the worst colour issued while that date held, with its reply-by day."""
    rows = Slip.objects.filter(assignment__in=duties.order_by().values("pk")).order_by("entry__n")
    found: dict[tuple[int, dt.date], tuple[str, dt.date]] = {}
    for duty, due_on, colour, reply_by in rows.values_list(
        "assignment", "entry__due_on", "colour", "reply_by"
    ):
        worst = found.get((duty, due_on))
        if worst is None or COLOURS.index(SlipColour(colour)) >= COLOURS.index(SlipColour(worst[0])):
            found[duty, due_on] = (colour, reply_by)
    return found


def issue(
    chosen: Sequence[Proposal], *, by: User, reply_by: dt.date, note: str = ""
) -> tuple[list[Issued], int]:
    """Issues each chosen slip through the one door, and says of each what became of it.

    A refused one does not stop the others. The second value counts what is not in sight.
    """
    duties = queries.positions(by).for_rows().select_related("agency__jurisdiction")
    seen = {duty.pk: duty for duty in duties.filter(pk__in=[one.duty for one in chosen])}
    proposed = {one.duty: one for one in proposals(by, clock.today())}
    made = [
        _issue(seen[one.duty], one, proposed.get(one.duty), by=by, reply_by=reply_by, note=note)
        for one in chosen
        if one.duty in seen
    ]
    return made, len(chosen) - len(made)


def _issue(
    duty: Assignment, one: Proposal, proposed: Proposal | None, *, by: User, reply_by: dt.date, note: str
) -> Issued:
    """Of a duty that has changed meanwhile the service says so, and a repeated press gives the same entry."""
    if one.version == duty.version and one != proposed:
        sentence = _("The ladder does not propose a %s slip for this duty.") % one.colour.label
        return Issued(duty, one.colour, refusal=sentence)
    try:
        entry = services.escalate(
            duty, by=by, colour=one.colour.value, reply_by=reply_by, note=note, version=one.version
        )
    except Refused as refused:
        return Issued(duty, one.colour, refusal=str(refused.message))
    return Issued(duty, one.colour, entry)
