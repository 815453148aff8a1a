"""The one door: every move on an assignment goes through here, whoever asks (page, API, job, demonstration).

Each service: atomic, lock and re-read the measure's duties, recognise a repeat, permission, workflow, write
the named fields, entry (the chain's head is locked last), return the entry. `by` is the user, None the portal
itself. `version` is the version that the asker has seen; a repeat of the same command is a no-op that gives
the entry already written.

Raises reformtracker.lib.errors: NotAllowed, Stale, Impossible, Invalid.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.directory import short_names
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Stale
from tasks import effects, ledger, permissions, workflow
from tasks.effects import Data, Effect, Step
from tasks.enums import Move
from tasks.evidence import Piece, clean_pieces, describe
from tasks.models import Assignment, Entry, Evidence, Slip
from tasks.rounds import returns
from tasks.targets import readings
from tasks.targets.readings import ReadingGiven
from tasks.validators import clean_day, clean_entry_number, clean_percent, clean_text


def report(
    duty: Assignment,
    *,
    by: User,
    percent: int,
    note: str,
    reason: str = "",
    evidence: Sequence[Piece] = (),
    readings: Sequence[ReadingGiven] = (),
    version: int | None = None,
) -> Entry:
    """Reports progress: percent 0-100 and a note; a reason is owed when the duty is behind or late.

    `readings` are values of the measure's targets, for the place of the duty's agency.
    """
    data = {
        "percent": clean_percent(percent),
        "note": clean_text(note),
        "reason": clean_text(reason, "reason"),
        "evidence": clean_pieces(evidence),
    }
    return _make(Move.REPORT, duty, by, data | _with(readings), effects.reported, version)


def claim(
    duty: Assignment,
    *,
    by: User,
    note: str,
    evidence: Sequence[Piece],
    reason: str = "",
    readings: Sequence[ReadingGiven] = (),
    version: int | None = None,
) -> Entry:
    """Claims completion, with at least one piece of evidence; readings as with a report."""
    data = {
        "note": clean_text(note),
        "reason": clean_text(reason, "reason"),
        "evidence": clean_pieces(evidence),
    }
    return _make(Move.CLAIM, duty, by, data | _with(readings), effects.claimed, version)


def _with(given: Sequence[ReadingGiven]) -> Data:
    return {"readings": readings.clean(given)} if given else {}


def concur(duty: Assignment, *, by: User, note: str = "", version: int | None = None) -> Entry:
    """A co-body agrees with the lead's claim; withdraws its own objection if it had one."""
    return _make(Move.CONCUR, duty, by, {"note": clean_text(note)}, effects.concurred, version)


def object_to(duty: Assignment, *, by: User, note: str, version: int | None = None) -> Entry:
    """A co-body objects to the lead's claim: it cannot be verified until the objection is withdrawn."""
    return _make(Move.OBJECT, duty, by, {"note": clean_text(note)}, effects.objected, version)


def verify(duty: Assignment, *, by: User, note: str, version: int | None = None) -> Entry:
    """The secretariat believes the claim; never the claimant's own, never over an objection."""
    return _make(Move.VERIFY, duty, by, {"note": clean_text(note)}, effects.verified, version)


def return_(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    """Sends a report or a claim back to the agency."""
    return _make(
        Move.RETURN, duty, by, {"reason": clean_text(reason, "reason")}, effects.back_to_work, version
    )


def ask_extension(
    duty: Assignment, *, by: User, new_due_on: dt.date, reason: str, version: int | None = None
) -> Entry:
    """Asks for a later due date, before the present one has passed."""
    data = {"new_due_on": clean_day(new_due_on, "new_due_on"), "reason": clean_text(reason, "reason")}
    return _make(Move.ASK_EXTENSION, duty, by, data, effects.asked, version)


def grant(duty: Assignment, *, by: User, note: str = "", version: int | None = None) -> Entry:
    """Moves the due date to the day asked for; the original one stays."""
    return _make(Move.GRANT, duty, by, {"note": clean_text(note)}, effects.granted, version)


def refuse(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    """Refuses the extension that was asked for."""
    return _make(Move.REFUSE, duty, by, {"reason": clean_text(reason, "reason")}, effects.refused, version)


def suspend(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    return _make(Move.SUSPEND, duty, by, {"reason": clean_text(reason, "reason")}, effects.suspended, version)


def resume(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    return _make(
        Move.RESUME, duty, by, {"reason": clean_text(reason, "reason")}, effects.back_to_work, version
    )


def escalate(
    duty: Assignment,
    *,
    by: User | None,
    colour: str,
    reply_by: dt.date,
    note: str = "",
    version: int | None = None,
) -> Entry:
    """Issues a slip (督办单): blue, yellow or red, with the day by which the agency replies."""
    data = {"colour": colour, "reply_by": clean_day(reply_by, "reply_by"), "note": clean_text(note)}
    return _make(Move.ESCALATE, duty, by, data, effects.escalated, version)


def close_unimplemented(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    return _make(
        Move.CLOSE_UNIMPLEMENTED, duty, by, {"reason": clean_text(reason, "reason")}, effects.closed, version
    )


def reopen(duty: Assignment, *, by: User, reason: str, version: int | None = None) -> Entry:
    return _make(
        Move.REOPEN, duty, by, {"reason": clean_text(reason, "reason")}, effects.back_to_work, version
    )


def correct(
    duty: Assignment,
    *,
    by: User,
    corrects: int,
    reason: str,
    state: str | None = None,
    percent: int | None = None,
    due_on: dt.date | None = None,
    note: str = "",
    version: int | None = None,
) -> Entry:
    """Corrects the entry numbered `corrects`: both stay visible. What is None stays as it is now."""
    data = {
        "corrects": clean_entry_number(corrects), "reason": clean_text(reason, "reason"),
        "note": clean_text(note), "state": state,
        "percent": None if percent is None else clean_percent(percent),
        "due_on": None if due_on is None else clean_day(due_on, "due_on"),
    }  # fmt: skip
    return _make(Move.CORRECT, duty, by, data, effects.corrected, version)


SERVICES: dict[Move, Callable[..., Entry]] = {
    Move.REPORT: report, Move.CLAIM: claim, Move.CONCUR: concur, Move.OBJECT: object_to, Move.VERIFY: verify,
    Move.RETURN: return_, Move.ASK_EXTENSION: ask_extension, Move.GRANT: grant, Move.REFUSE: refuse,
    Move.SUSPEND: suspend, Move.RESUME: resume, Move.ESCALATE: escalate,
    Move.CLOSE_UNIMPLEMENTED: close_unimplemented, Move.REOPEN: reopen, Move.CORRECT: correct,
}  # fmt: skip


def _make(
    move: Move, duty: Assignment, by: User | None, data: Data, effect: Effect, version: int | None
) -> Entry:
    """Makes one move; see the module's docstring for the order of its checks."""
    command = _command(move, by, data)
    with transaction.atomic():
        measure = _locked(duty)
        duty = next(other for other in measure if other.pk == duty.pk)
        if written := _repeat(duty, command, version):
            return written
        step = Step(move, duty, measure, by, data, clock.today())
        _check(step, version)
        _change(duty, effect(step))
        marked = returns.mark(step)
        entry = _record(step, command)
        returns.count(marked, entry)
        for follower, change in effects.followers(step):
            _change(follower, change)
            _record_following(follower, entry)
        return entry


def _locked(duty: Assignment) -> list[Assignment]:
    """All duties of the clause, locked in one order, so that two moves on one measure never cross."""
    duties = Assignment.objects.bound_with(duty).order_by("pk").select_for_update(of=("self",))
    return list(duties.select_related("agency__jurisdiction", "plan", "measure__task"))


def _command(move: Move, by: User | None, data: Data) -> str:
    texts: dict[str, Callable[[Any], Data]] = {"evidence": describe, "readings": readings.described}
    said = {
        name: [texts[name](one) for one in value] if name in texts else value for name, value in data.items()
    }
    return hashlib.sha256(ledger.canonical({"move": move, "by": by and by.pk, "data": said})).hexdigest()


def _repeat(duty: Assignment, command: str, version: int | None) -> Entry | None:
    """The newest entry, if it is what this very command wrote: a double click, a resend, a lost answer.

    With a version, the asker must have seen the one before that entry; without one, it must be of today.
    """
    newest = duty.entries.order_by("-n").first()
    if newest is None or newest.command != command:
        return None
    same = newest.version == version + 1 if version is not None else clock.day_of(newest.at) == clock.today()
    return newest if same else None


def _check(step: Step, version: int | None) -> None:
    duty, move = step.duty, step.move
    if not permissions.may(step.by, move, duty, step.measure):
        raise NotAllowed(_("“%s” is not yours to make on this duty.") % move.label)
    if version is not None and version != duty.version:
        raise Stale(_("Somebody else changed this duty since you opened it. What you typed is kept."))
    if refusal := workflow.refusal(
        move, duty, role=duty.role, owes=duty.owes, today=step.today, named=short_names
    ):
        raise Impossible(refusal.text, code=refusal.code)
    if absent := workflow.missing(move, step.data):
        needed = _("This is needed for “%s”.") % move.label
        raise Invalid(needed, code="incomplete", fields=dict.fromkeys(absent, needed))


def _change(duty: Assignment, change: Data) -> None:
    """Writes the named fields and the next version; the only place that writes a position."""
    for name, value in (change | {"version": duty.version + 1}).items():
        setattr(duty, name, value)
    duty.save(update_fields=[*change, "version"])


def _record(step: Step, command: str) -> Entry:
    pieces: Sequence[Piece] = step.data.get("evidence") or ()
    if pieces:
        step.details["evidence"] = [describe(piece) for piece in pieces]
    rows = readings.rows_of(step.duty, step.data.get("readings") or (), step.today)
    if rows:
        step.details["readings"] = [readings.said(row) for row in rows]
    entry = ledger.append(
        step.duty, move=step.move, note=step.data.get("note", ""), reason=step.data.get("reason", ""),
        details=step.details, actor=step.by, on_behalf=step.on_behalf, command=command,
    )  # fmt: skip
    Evidence.objects.bulk_create(Evidence(entry=entry, **describe(piece)) for piece in pieces)
    readings.keep(rows, entry)
    if step.move is Move.ESCALATE:
        Slip.objects.create(
            assignment=step.duty, entry=entry, colour=step.data["colour"], reply_by=step.data["reply_by"]
        )
    return entry


def _record_following(follower: Assignment, lead: Entry) -> None:
    ledger.append(
        follower, move=Move.FOLLOW, note="", reason="", details={"follows": lead.n, "lead_move": lead.move},
        actor=None, on_behalf=None, command=_command(Move.FOLLOW, None, {"follows": lead.n}),
    )  # fmt: skip
