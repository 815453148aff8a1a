"""Who may make which move: small predicates used by services, pages, API and the table of URLs."""

from collections.abc import Container

from agencies.models import User
from agencies.permissions import speaks_for
from tasks.enums import Move, Role
from tasks.models import Assignment
from tasks.workflow import PEOPLES_MOVES, RULES, SUPPORTING_ROLES, Who, refusal


def is_reporter(user: User, duty: Assignment, measure: list[Assignment]) -> bool:
    return speaks_for(user, duty.agency_id, duty.agency.jurisdiction.path)


def is_co_body(user: User, duty: Assignment, measure: list[Assignment]) -> bool:
    return co_body(user, duty, measure) is not None


def co_body(user: User, duty: Assignment, measure: list[Assignment]) -> Assignment | None:
    """The co-responsible or participating duty in the same measure for which the user is the officer.

    None for what a place carries out: the clause's bodies have no say in it.
    """
    if duty.role == Role.IMPLEMENTING:
        return None
    own = {post.agency_id for post in user.reporting_posts}
    return next(
        (
            other
            for other in measure
            if other.role in SUPPORTING_ROLES and other.pk != duty.pk and other.agency_id in own
        ),
        None,
    )


def is_secretariat(user: User, duty: Assignment, measure: list[Assignment]) -> bool:
    return user.is_secretariat


def nobody(user: User, duty: Assignment, measure: list[Assignment]) -> bool:
    return False


PREDICATES = {
    Who.REPORTER: is_reporter,
    Who.CO_BODY: is_co_body,
    Who.SECRETARIAT: is_secretariat,
    Who.ESCALATOR: is_secretariat,
    Who.SYSTEM: nobody,
}


def may(user: User | None, move: Move, duty: Assignment, measure: list[Assignment]) -> bool:
    """Whether the user (None: the portal itself) makes this move; `measure` holds all its duties."""
    who = RULES[move].who
    if user is None:
        return who in (Who.SYSTEM, Who.ESCALATOR)
    return PREDICATES[who](user, duty, measure)


def offered(
    user: User, duty: Assignment, measure: list[Assignment], *, today, among: Container[Move] = PEOPLES_MOVES
) -> list[Move]:
    """The moves to draw for this user now, in the table's order, of those in `among`.

    A refusal comes with its sentence, so it is not asked for the many moves that the state rules out.
    """
    return [
        move
        for move in PEOPLES_MOVES
        if move in among
        and duty.state in RULES[move].sources
        and may(user, move, duty, measure)
        and refusal(move, duty, role=duty.role, owes=duty.owes, today=today) is None
    ]
