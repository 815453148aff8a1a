"""Handing measures to places: one action, one implementing duty for each measure and place."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from agencies.directory import answering_bodies
from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks import ledger
from tasks.enums import Move, PlanState, Role
from tasks.models import Assignment, Entry, Measure, Plan
from tasks.models.assignment import ISSUED_FIELDS
from tasks.validators import clean_day, clean_text

# Behind the bodies of the clause, in the order of the places.
FIRST_POSITION = 1000


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What one action gave: the new duties, and how many pairs of measure and place had theirs already."""

    duties: list[Assignment]
    held: int


@dataclass(frozen=True)
class Outlook:
    """What handing these measures to these places gives; nothing is written.

    `bodies` maps the key of a place to who answers there, `held` are pairs of measure and body that have
    their duty already. `due_on` is the day asked for, None for each measure's own.
    """

    plan: Plan
    measures: list[Measure]
    places: list[Jurisdiction]
    bodies: dict[int, Agency]
    held: frozenset[tuple[int, int]]
    due_on: dt.date | None

    @property
    def pairs(self) -> int:
        return len(self.measures) * len(self.places)

    @cached_property
    def wanted(self) -> list[tuple[Measure, Agency]]:
        """The pairs that get a duty, in the order of the plan and of the places."""
        return [
            (measure, self.bodies[place.pk])
            for measure in self.measures
            for place in self.places
            if place.pk in self.bodies and (measure.pk, self.bodies[place.pk].pk) not in self.held
        ]

    @property
    def silent(self) -> list[Jurisdiction]:
        """The places for which nobody answers: nothing can be handed out to them."""
        return [place for place in self.places if place.pk not in self.bodies]

    @property
    def answering(self) -> list[tuple[Jurisdiction, Agency | None]]:
        return [(place, self.bodies.get(place.pk)) for place in self.places]

    def due_day(self, measure: Measure) -> dt.date:
        return self.due_on or _own_due_day(self.plan, measure)

    @property
    def due_days(self) -> list[tuple[dt.date, int]]:
        """Each due date with the number of new duties that get it, the earliest first."""
        return sorted(Counter(self.due_day(measure) for measure, _body in self.wanted).items())

    @property
    def overdue(self) -> int:
        """How many of the new duties would be overdue at once."""
        return sum(count for day, count in self.due_days if day < clock.today())


def outlook(
    plan: Plan,
    measures: Iterable[Measure],
    places: Iterable[Jurisdiction],
    *,
    due_on: dt.date | None = None,
) -> Outlook:
    """What handing these out would give; what is named twice counts once.

    Raises Invalid (nothing chosen, another plan's measure, a place outside the plan's, a day before its
    beginning) and Impossible (the plan is not issued).
    """
    if plan.state != PlanState.ISSUED:
        raise Impossible(_("Only measures of an issued plan are handed out."), code="not_issued")
    found = _measures(plan, list(measures))
    chosen = sorted(_places(plan, places), key=lambda place: place.position)
    bodies = answering_bodies(chosen)
    rows = Assignment.objects.filter(measure__in=found, agency__in=bodies.values())
    held = frozenset(rows.values_list("measure_id", "agency_id"))
    return Outlook(plan, found, chosen, bodies, held, _due_day(plan, due_on))


@transaction.atomic
def hand_out(
    measures: Sequence[Measure],
    places: Sequence[Jurisdiction],
    *,
    by: User | None,
    due_on: dt.date | None = None,
    note: str = "",
) -> HandedOut:
    """Gives each place an implementing duty for each measure of one issued plan; the answering body holds it.

    `due_on` is the day for all of them, else each measure's own: its latest deadline, else the end of the
    plan's period. What a place holds already stays as it is. Raises NotAllowed, what `outlook` raises, and
    Impossible for a place without a body.
    """
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat hands measures to places."))
    plan, note = _locked_plan(measures), clean_text(note)
    seen = outlook(plan, measures, places, due_on=due_on)
    if seen.silent:
        names = listed([str(place.name) for place in seen.silent])
        raise Impossible(_("No body answers for %s.") % names, code="no_body")
    wanted = [_duty(seen, measure, body) for measure, body in seen.wanted]
    duties = Assignment.objects.bulk_create(wanted, batch_size=ledger.BATCH)
    command = _command(seen, by, note)
    ledger.append_all(plan.pk, ((duty, _said(duty, by, note, command)) for duty in duties))
    return HandedOut(duties, seen.pairs - len(duties))


def _locked_plan(measures: Sequence[Measure]) -> Plan:
    """The plan of the measures, locked against a second hand-out at the same moment.

    The lock leaves the key free: whoever makes a move writes an entry that refers to the plan while holding
    the chain, for which this action waits at its end. A full lock would let both wait for ever.
    """
    if not measures:
        raise _nothing("measures", _("Choose at least one measure."))
    locked = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("jurisdiction")
    return locked.get(areas__tasks__measures=measures[0])


def _nothing(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


def _measures(plan: Plan, measures: list[Measure]) -> list[Measure]:
    """The measures in the plan's order, with their tasks and deadlines."""
    if not measures:
        raise _nothing("measures", _("Choose at least one measure."))
    wanted = {measure.pk for measure in measures}
    rows = Measure.objects.filter(pk__in=wanted, task__area__plan=plan).select_related("task__area")
    in_order = rows.order_by("task__area__position", "task__position", "position")
    found = list(in_order.prefetch_related("deadlines"))
    if len(found) < len(wanted):
        raise _nothing("measures", _("All measures must belong to one plan."))
    return found


def _places(plan: Plan, places: Iterable[Jurisdiction]) -> list[Jurisdiction]:
    """Each place once; all of them below the place of the plan."""
    chosen = list(dict.fromkeys(places))
    if not chosen:
        raise _nothing("places", _("Choose at least one place."))
    outside = [
        place for place in chosen if place == plan.jurisdiction or not plan.jurisdiction.contains(place)
    ]
    if outside:
        names = {"names": listed([str(place.name) for place in outside]), "place": plan.jurisdiction.name}
        raise _nothing("places", _("These lie not below %(place)s, whose plan it is: %(names)s.") % names)
    return chosen


def _due_day(plan: Plan, due_on: dt.date | None) -> dt.date | None:
    if due_on is None:
        return None
    due_on = clean_day(due_on, "due_on")
    if plan.period_start and due_on < plan.period_start:
        raise _nothing("due_on", _("The due date lies before the start %s.") % plan.period_start)
    return due_on


def _duty(seen: Outlook, measure: Measure, body: Agency) -> Assignment:
    plan, due = seen.plan, seen.due_day(measure)
    start = max(plan.period_start or clock.today(), clock.today())
    return Assignment(
        plan=plan,
        measure=measure,
        agency=body,
        role=Role.IMPLEMENTING,
        owes=True,
        position=FIRST_POSITION + body.jurisdiction.position,
        named=str(body.name_zh or body.name_en),
        start_on=min(start, due),
        due_on=due,
        original_due_on=due,
        version=1,
    )


def _own_due_day(plan: Plan, measure: Measure) -> dt.date:
    dates = [row.date for row in measure.deadlines.all() if row.date]
    end = plan.period_end
    assert end is not None  # the database demands one of an issued plan
    return max(dates, default=end)


def _command(seen: Outlook, by: User | None, note: str) -> str:
    """The digest of who handed out what, by which the entries of one action are known as one."""
    said = {
        "move": Move.ISSUE, "by": by and by.pk, "note": note, "due_on": seen.due_on,
        "measures": [measure.pk for measure in seen.measures],
        "places": [place.code for place in seen.places], "at": clock.now(),
    }  # fmt: skip
    return hashlib.sha256(ledger.canonical(said)).hexdigest()


def _said(duty: Assignment, by: User | None, note: str, command: str) -> dict:
    return {
        "move": Move.ISSUE,
        "note": note,
        "reason": "",
        "details": {name: ledger.plain(getattr(duty, name)) for name in ISSUED_FIELDS},
        "actor": by,
        "on_behalf": None,
        "command": command,
    }


@dataclass(frozen=True, slots=True)
class Handing:
    """One action of the past, as the ledger has it: when, by whom, how many of what, with which words."""

    at: dt.datetime
    actor_label: str
    duties: int
    measures: int
    places: int
    note: str


def past(plan: Plan) -> list[Handing]:
    """Every action that handed out something of the plan, the newest first; one query."""
    issued = Entry.objects.filter(plan=plan, move=Move.ISSUE, assignment__role=Role.IMPLEMENTING)
    rows = issued.order_by().values("command", "actor_label", "note").annotate(
        first=Min("at"), duties=Count("pk"), measures=Count("assignment__measure", distinct=True),
        places=Count("assignment__agency", distinct=True),
    )  # fmt: skip
    return [
        Handing(row["first"], row["actor_label"], row["duties"], row["measures"], row["places"], row["note"])
        for row in rows.order_by("-first")
    ]
