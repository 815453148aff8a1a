"""What the ledger alone says of a round: who owed a return in it, and what came of each."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.db.models import Q

from reformtracker.lib import clock
from tasks import ledger
from tasks.enums import REPORTING_STATES, RoundEventKind
from tasks.models import Assignment, Entry, Plan, Return, Round, RoundEvent
from tasks.rounds.returns import TELLING, Given, given_of, replay

DAY = dt.timedelta(days=1)


def derived(round_: Round, *, reached: int | None = None) -> dict[int, Given]:
    """The returns of a round by duty (Assignment.pk), read from the ledger; two queries.

    Owed by every owing duty that could be reported on at the end of the day before the round opens. What was
    written before the plan had rounds says of none: up to entry number `reached` (by default that of the
    opening) it counts by its day.
    """
    before = Assignment.objects.of_plan(round_.plan_id).owing().at(round_.opens_on - DAY)
    owing = before.filter(at_state__in=REPORTING_STATES).order_by("pk").values_list("pk", flat=True)
    asked = dict.fromkeys(owing, Given())
    told = _told(round_, _opening_entry(round_) if reached is None else reached)
    for pk, entries in groupby(told, key=lambda entry: entry.assignment_id):
        if pk in asked:
            asked[pk] = replay(entries, round_.number)
    return asked


def _opening_entry(round_: Round) -> int:
    opening = RoundEvent.objects.filter(round=round_, kind=RoundEventKind.OPENED).first()
    return opening.counts.get("entry", 0) if opening else 0


def _told(round_: Round, reached: int) -> Iterator[Entry]:
    """The entries that tell of the round, by duty and number."""
    number = round_.number
    unmarked = Q(details__round__isnull=True, details__round_now__isnull=True, n__lte=reached)
    entries = Entry.objects.filter(
        Q(details__round=number) | Q(details__round_now=number) | unmarked,
        plan=round_.plan_id,
        move__in=TELLING,
        at__gte=clock.end_of(round_.opens_on - DAY),
    )
    shown = ("assignment_id", "n", "move", "state", "details", "at")
    return entries.order_by("assignment_id", "n").only(*shown).iterator(chunk_size=2000)


def first_difference(plan: Plan) -> tuple[int, str] | None:
    """The first stored return that is not what the ledger makes of it: the number of the entry that gave it
    (0: none), and a sentence; round by round, duty by duty."""
    for round_ in Round.objects.filter(plan=plan).opened().order_by("opens_on"):
        stored = {row.assignment_id: given_of(row) for row in Return.objects.filter(round=round_)}
        said = derived(round_)
        for duty in sorted(stored.keys() | said.keys()):
            if stored.get(duty) != said.get(duty):
                return _difference(round_, duty, said.get(duty))
    return None


def _difference(round_: Round, duty: int, said: Given | None) -> tuple[int, str]:
    giving = said.entry_id if said else None
    n = Entry.objects.filter(pk=giving).values_list("n", flat=True).first() if giving else None
    subject = ledger.subject_of(Assignment.objects.get(pk=duty))
    return n or 0, f"{subject}: its return in {round_.number} differs from what the entries say"
