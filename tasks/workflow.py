"""The legal moves as data, and pure functions that ask the table.

Pages ask which buttons to draw, services ask whether a move is legal, the API publishes the table. Nothing
here reads a database: a position is whatever has the attributes of `Position`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from tasks.enums import ACTIVE_STATES, REPORTING_STATES, Move, Role, State

OPEN_STATES = ACTIVE_STATES | {State.SUSPENDED}
ANY_STATE = frozenset(State)
CLAIMING_ROLES = frozenset({Role.LEAD, Role.IMPLEMENTING})
SUPPORTING_ROLES = frozenset({Role.CO_RESPONSIBLE, Role.PARTICIPATING})
SILENCE_WORKING_DAYS = 5
# What a supporting duty does with its leads and never alone (docs/adr/0004-issue-and-follow.md).
LEADS_ALONE = frozenset(
    {
        Move.ASK_EXTENSION,
        Move.GRANT,
        Move.REFUSE,
        Move.SUSPEND,
        Move.RESUME,
        Move.CLOSE_UNIMPLEMENTED,
        Move.REOPEN,
    }
)


class Who(StrEnum):
    """Who may make a move; tasks/permissions.py decides whether a user is that."""

    REPORTER = "reporter"  # officer or provincial speaking for the assignment's agency
    CO_BODY = "co_body"  # officer of a co-responsible or participating agency of the same measure
    SECRETARIAT = "secretariat"
    ESCALATOR = "escalator"  # the secretariat, or the portal on its ladder
    SYSTEM = "system"  # the portal itself, as the consequence of another move


class Position(Protocol):
    """Where an assignment stands: an Assignment, or an Entry for a past day."""

    state: str
    due_on: dt.date
    asked_due_on: dt.date | None
    objecting: str
    version: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `target` None means that the state stays as it is."""

    sources: frozenset[State]
    target: State | None
    who: Who
    carries: tuple[str, ...] = ()


RULES: Mapping[Move, Rule] = {
    Move.ISSUE: Rule(frozenset(), State.ASSIGNED, Who.SYSTEM),
    Move.REPORT: Rule(REPORTING_STATES, State.IN_PROGRESS, Who.REPORTER, ("percent", "note")),
    Move.CLAIM: Rule(REPORTING_STATES, State.CLAIMED, Who.REPORTER, ("note", "evidence")),
    Move.CONCUR: Rule(frozenset({State.CLAIMED}), None, Who.CO_BODY),
    Move.OBJECT: Rule(frozenset({State.CLAIMED}), None, Who.CO_BODY, ("note",)),
    Move.VERIFY: Rule(frozenset({State.CLAIMED}), State.VERIFIED, Who.SECRETARIAT, ("note",)),
    Move.RETURN: Rule(
        frozenset({State.IN_PROGRESS, State.CLAIMED}), State.IN_PROGRESS, Who.SECRETARIAT, ("reason",)
    ),
    Move.ASK_EXTENSION: Rule(REPORTING_STATES, None, Who.REPORTER, ("new_due_on", "reason")),
    Move.GRANT: Rule(OPEN_STATES, None, Who.SECRETARIAT),
    Move.REFUSE: Rule(OPEN_STATES, None, Who.SECRETARIAT, ("reason",)),
    Move.SUSPEND: Rule(ACTIVE_STATES, State.SUSPENDED, Who.SECRETARIAT, ("reason",)),
    Move.RESUME: Rule(frozenset({State.SUSPENDED}), State.IN_PROGRESS, Who.SECRETARIAT, ("reason",)),
    Move.ESCALATE: Rule(OPEN_STATES, None, Who.ESCALATOR, ("colour", "reply_by")),
    Move.CLOSE_UNIMPLEMENTED: Rule(OPEN_STATES, State.CLOSED_UNIMPLEMENTED, Who.SECRETARIAT, ("reason",)),
    Move.REOPEN: Rule(
        frozenset({State.VERIFIED, State.CLOSED_UNIMPLEMENTED}),
        State.IN_PROGRESS,
        Who.SECRETARIAT,
        ("reason",),
    ),
    Move.CORRECT: Rule(ANY_STATE, None, Who.SECRETARIAT, ("corrects", "reason")),
    Move.FOLLOW: Rule(ANY_STATE, None, Who.SYSTEM),
}
# What people make; ISSUE and FOLLOW are consequences and never offered.
PEOPLES_MOVES = tuple(move for move, rule in RULES.items() if rule.who is not Who.SYSTEM)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move does not exist now: a stable code and a sentence."""

    code: str
    text: object


def refusal(
    move: Move,
    position: Position,
    *,
    role: str,
    owes: bool,
    today: dt.date,
    named: Callable[[str], str] = str,
) -> Refusal | None:
    """Why `move` is impossible from this position, or None when it is legal. Says nothing about who asks.

    `named` turns the codes of agencies, “MOF NHSA”, into what the reader of the sentence calls them.
    """
    rule = RULES[move]
    if position.version == 0:
        return Refusal("not_issued", _("The plan is still a draft: its duties have not been assigned."))
    if position.state not in rule.sources:
        return Refusal(
            "wrong_state",
            _("“%(move)s” is not possible while the duty is “%(state)s”.")
            % {"move": move.label, "state": State(position.state).label},
        )
    if move is Move.CLAIM and not owes:
        return Refusal("not_the_lead", _("Only a lead or implementing agency claims completion."))
    if move in LEADS_ALONE and not owes:
        return Refusal(
            "follows_the_lead", _("This is done on the lead's duty; a supporting duty follows it.")
        )
    if move is Move.VERIFY and position.objecting:
        return Refusal(
            "objection_stands",
            _("An objection stands: %(agencies)s.") % {"agencies": named(position.objecting)},
        )
    if move in (Move.CONCUR, Move.OBJECT) and role not in CLAIMING_ROLES:
        return Refusal("not_the_lead", _("Concurrence is given to a lead's claim."))
    return _extension_refusal(move, position, today)


def _extension_refusal(move: Move, position: Position, today: dt.date) -> Refusal | None:
    if move is Move.ASK_EXTENSION:
        if position.asked_due_on:
            return Refusal(
                "already_asked", _("An extension has already been asked for and is not yet decided.")
            )
        if today > position.due_on:
            return Refusal(
                "after_due_date", _("An extension can only be asked for before the due date has passed.")
            )
    if move in (Move.GRANT, Move.REFUSE) and not position.asked_due_on:
        return Refusal("nothing_asked", _("No extension has been asked for."))
    return None


def missing(move: Move, data: Mapping[str, object]) -> tuple[str, ...]:
    """Fields that the move must carry and `data` lacks (0 percent is there, an empty text is not)."""
    return tuple(name for name in RULES[move].carries if data.get(name) in (None, "", [], ()))
