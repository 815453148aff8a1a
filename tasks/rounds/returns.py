"""How moves become returns: what each says of the round it falls into, and what that makes of the return.

`mark` writes into the entry's details which round a move belongs to and whether that round was closed, so
that the ledger alone proves it; `count` brings the stored return up to date from those very details. Both
read what `replay` reads (tasks.rounds.derivation.derived), so the stored return is the replayed one.

Details: `round` is the round's number, on a correction that of the corrected entry; `after_closing` is 1 when
that round had been closed. A correction of the state says in `round_now` and `now_closed` when it falls.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from django.db.models import FilteredRelation, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from reformtracker.lib import clock
from tasks.effects import Step
from tasks.enums import REPORTING_STATES, Move
from tasks.models import Entry, Return, Round

GIVING = frozenset({Move.REPORT, Move.CLAIM})
# The moves that give a return, send it back, or end, pause and resume the duty behind it.
TELLING = GIVING | {
    Move.RETURN,
    Move.SUSPEND,
    Move.RESUME,
    Move.CLOSE_UNIMPLEMENTED,
    Move.REOPEN,
    Move.CORRECT,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What of a return follows from the ledger: the fields of tasks.models.Return of the same names."""

    entry_id: int | None = None
    given_on: dt.date | None = None
    sent_back_on: dt.date | None = None
    again_on: dt.date | None = None
    times_sent_back: int = 0
    corrected: int = 0
    excused_on: dt.date | None = None

    @property
    def is_pressing(self) -> bool:
        """Whether the duty still has something to give: nothing yet, or nothing since it was sent back."""
        return self.given_on is None or (self.sent_back_on is not None and self.again_on is None)


GIVEN_FIELDS = tuple(Given.__dataclass_fields__)


def given_of(row: Return) -> Given:
    return Given(*(getattr(row, name) for name in GIVEN_FIELDS))


def told(given: Given, entry: Entry, number: str) -> Given:
    """The return of round `number` after an entry of its duty that tells of it, or that is not marked."""
    after_closing = entry.details.get("after_closing") == 1
    if entry.move == Move.CORRECT:
        if entry.details.get("round") == number and after_closing:
            given = replace(given, corrected=given.corrected + 1)
        in_it = entry.details.get("round_now") == number or not _is_marked(entry)
        return _excused(given, entry, after_closing=entry.details.get("now_closed") == 1) if in_it else given
    if entry.move in GIVING:
        return _reported(given, entry, after_closing=after_closing)
    if entry.move == Move.RETURN and given.given_on:
        return replace(
            given,
            sent_back_on=clock.day_of(entry.at),
            again_on=None,
            times_sent_back=given.times_sent_back + 1,
        )
    return _excused(given, entry, after_closing=after_closing)


def _reported(given: Given, entry: Entry, *, after_closing: bool) -> Given:
    day = clock.day_of(entry.at)
    if given.given_on is None:
        return replace(given, given_on=day, entry_id=entry.pk)
    if given.is_pressing:
        given = replace(given, again_on=day)
    return replace(given, corrected=given.corrected + after_closing)


def _excused(given: Given, entry: Entry, *, after_closing: bool) -> Given:
    """A duty that can no longer be reported on is excused what it still owes, until it can be again.

    Once the round is closed, what was excused stays so.
    """
    if entry.state not in REPORTING_STATES:
        excused = given.is_pressing and given.excused_on is None
        return replace(given, excused_on=clock.day_of(entry.at)) if excused else given
    return given if after_closing else replace(given, excused_on=None)


def _is_marked(entry: Entry) -> bool:
    """Whether the entry says of which round it tells: not when it was written before the plan had rounds."""
    return "round" in entry.details or "round_now" in entry.details


def replay(entries: Iterable[Entry], number: str) -> Given:
    """The return of round `number` after these entries of one duty, oldest first, all told by that round."""
    given = Given()
    for entry in entries:
        given = told(given, entry, number)
    return given


@dataclass(frozen=True, slots=True)
class Marked:
    """A round into which a move falls, and the duty's return in it as it stood (`pk` None: it owes none)."""

    number: str
    closed: bool
    pk: int | None
    given: Given


def mark(step: Step) -> list[Marked]:
    """Writes into the step's details which round the move falls into; one query, none for other moves.

    Gives the rounds of which the entry may change a return. The duty is locked, so that no round opens for it
    meanwhile: tasks.rounds locks the duties of a plan before it opens one.
    """
    if step.move not in TELLING or not step.duty.owes:
        return []
    if step.move is Move.CORRECT:
        return _mark_correction(step)
    found = [_marked(row) for row in _rounds(step)[:1]]
    for now in found:
        step.details["round"] = now.number
        if now.closed and (now.given.given_on or step.move not in GIVING):
            step.details["after_closing"] = 1
    return found


def _mark_correction(step: Step) -> list[Marked]:
    """A correction speaks of the corrected entry's round; where it moves the state, of the newest one too."""
    corrected = Entry.objects.filter(plan=step.duty.plan_id, n=step.data["corrects"])
    of_round = Subquery(corrected.values(number=KeyTextTransform("round", "details"))[:1])
    rows = list(_rounds(step).annotate(corrected_number=of_round))
    found = [(_marked(row), row["corrected_number"]) for row in rows]
    for one, number in found:
        if one.number == number:
            step.details |= {"round": number} | ({"after_closing": 1} if one.closed else {})
    for now, _number in found[:1]:
        if step.duty.state != step.before.state:
            step.details |= {"round_now": now.number} | ({"now_closed": 1} if now.closed else {})
    return [one for one, _number in found]


def _rounds(step: Step) -> QuerySet:
    """The rounds begun in the duty's plan, newest first, each with what it holds of the duty's return."""
    begun = Round.objects.filter(plan=step.duty.plan_id, opens_on__lte=step.today)
    own = FilteredRelation("returns", condition=Q(returns__assignment=step.duty.pk))
    return (
        begun.annotate(own=own)
        .order_by("-opens_on")
        .values("number", "closed_at", "closes_on", "own__pk", *_OWN_FIELDS)
    )


_OWN_FIELDS = tuple(f"own__{name}" for name in GIVEN_FIELDS)


def _marked(row: dict) -> Marked:
    # A round is over when its days are, even if the job that closes it has not run yet.
    closed = row["closed_at"] is not None or row["closes_on"] < clock.today()
    given = Given(*(row[name] for name in _OWN_FIELDS)) if row["own__pk"] else Given()
    return Marked(row["number"], closed, row["own__pk"], given)


def count(marked: Iterable[Marked], entry: Entry) -> None:
    """Brings the returns that the entry tells of up to date; one query, none where nothing changes."""
    changed = [
        Return(pk=one.pk, **asdict(after))
        for one in marked
        if one.pk and (after := told_if(one, entry)) != one.given
    ]
    if changed:
        Return.objects.bulk_update(changed, GIVEN_FIELDS)


def told_if(one: Marked, entry: Entry) -> Given:
    return told(one.given, entry, one.number) if belongs(entry, one.number) else one.given


def belongs(entry: Entry, number: str) -> bool:
    """Whether the entry says that it tells of that round."""
    return number in (entry.details.get("round"), entry.details.get("round_now"))
