"""Every state × every move × every kind of account, through the real services on real rows.

The table below is written by hand from the design, not derived from the code's own.
"""

import pytest
from django.db import transaction

from agencies.enums import UserRole
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, NotAllowed
from tasks import permissions
from tasks.enums import Move, Role, State
from tasks.models import Assignment, Chain
from tasks.services import SERVICES
from tests import factories
from tests.tasks import scenes

# `pure`: the table is the services' own and the same on either engine, so it is walked on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.pure]

STATES = ("assigned", "in_progress", "claimed", "verified", "suspended", "closed_unimplemented")
# R: who reports for the duty's agency; C: officers of its co-bodies; S: the secretariat; P: the portal.
# Grant and refuse are tried with an extension asked for, all others without.
TABLE = """
                         as  ip  cl  ve  su  cu
    report               x   x   .   .   .   .   R
    claim                x   x   .   .   .   .   R
    concur               .   .   x   .   .   .   C
    object               .   .   x   .   .   .   C
    verify               .   .   x   .   .   .   S
    return               .   x   x   .   .   .   S
    ask_extension        x   x   .   .   .   .   R
    grant                x   x   x   .   x   .   S
    refuse               x   x   x   .   x   .   S
    suspend              x   x   x   .   .   .   S
    resume               .   .   .   .   x   .   S
    escalate             x   x   x   .   x   .   SP
    close_unimplemented  x   x   x   .   x   .   S
    reopen               .   .   .   x   .   x   S
    correct              x   x   x   x   x   x   S
"""
# A supporting duty follows its leads: they ask, are suspended, closed and reopened, and it goes with them.
# It is claimed only where a correction has made it so.
SUPPORTING_TABLE = """
                         as  ip  cl  ve  su  cu
    report               x   x   .   .   .   .   R
    claim                .   .   .   .   .   .   R
    concur               .   .   .   .   .   .   C
    object               .   .   .   .   .   .   C
    verify               .   .   x   .   .   .   S
    return               .   x   x   .   .   .   S
    ask_extension        .   .   .   .   .   .   R
    grant                .   .   .   .   .   .   S
    refuse               .   .   .   .   .   .   S
    suspend              .   .   .   .   .   .   S
    resume               .   .   .   .   .   .   S
    escalate             x   x   x   .   x   .   SP
    close_unimplemented  .   .   .   .   .   .   S
    reopen               .   .   .   .   .   .   S
    correct              x   x   x   x   x   x   S
"""
ACCOUNTS = {
    "secretariat": "S", "officer": "R", "co_responsible": "C", "participating": "C", "unrelated": "",
    "provincial": "", "provincial_elsewhere": "", "auditor": "", "system_admin": "", "security_admin": "",
    "audit_admin": "", "without_a_post": "", "deactivated_secretariat": "", "portal": "P",
}  # fmt: skip
# Of the implementing duty the province reports, not the ministry; no national body is asked to concur.
ACCOUNTS_OF_THE_PROVINCE = ACCOUNTS | {
    "officer": "", "provincial": "R", "co_responsible": "", "participating": "",
}  # fmt: skip
ACCOUNTS_OF_THE_SUPPORT = ACCOUNTS | {"officer": "", "co_responsible": "R"}
DUTIES = {"NHC": ACCOUNTS, "FJHC": ACCOUNTS_OF_THE_PROVINCE, "MOF": ACCOUNTS_OF_THE_SUPPORT}
TABLES = {"NHC": TABLE, "FJHC": TABLE, "MOF": SUPPORTING_TABLE}


def table(code: str = "NHC") -> dict[Move, tuple[frozenset[str], str]]:
    """Move: the states from which it goes, and the letters of who makes it."""
    rows = {}
    for line in TABLES[code].strip().splitlines()[1:]:
        move, *cells, who = line.split()
        rows[Move(move)] = (frozenset(s for s, cell in zip(STATES, cells, strict=True) if cell == "x"), who)
    return rows


def expected(code: str, move: Move, state: str, letter: str) -> str:
    sources, who = table(code)[move]
    if not (letter and letter in who):
        return "not_allowed"
    return "made" if state in sources else "impossible"


@pytest.fixture
def accounts() -> dict:
    """One account of each kind, around NHC's measure with two co-bodies and a province that implements it."""
    fujian, guangdong = factories.province(), factories.province("440000", "Guangdong", "广东")
    provincial, elsewhere = factories.agency("FJHC", fujian), factories.agency("GDHC", guangdong)
    bodies = {"MOF": Role.CO_RESPONSIBLE, "NHSA": Role.PARTICIPATING, "FJHC": Role.IMPLEMENTING}
    factories.plan(others=bodies)
    made = {
        "secretariat": factories.secretariat(),
        "officer": factories.officer("NHC"),
        "co_responsible": factories.officer("MOF"),
        "participating": factories.officer("NHSA"),
        "unrelated": factories.officer("MOE"),
        "provincial": factories.user(UserRole.PROVINCIAL, provincial),
        "provincial_elsewhere": factories.user(UserRole.PROVINCIAL, elsewhere),
        "deactivated_secretariat": factories.secretariat(),
        "without_a_post": factories.user(None),
        "portal": None,
    }
    made |= {
        role: factories.user(role) for role in ("auditor", "system_admin", "security_admin", "audit_admin")
    }
    made["deactivated_secretariat"].is_active = False
    return made


def reach(duty: Assignment, state: str, accounts: dict, *, asked: bool) -> Assignment:
    """Brings the fresh duty to the state, by moves; with an extension asked for if wanted and possible."""
    if duty.agency.code == "MOF":
        return corrected(duty, state)
    secretariat = accounts["secretariat"]
    reporter = next(who for who, letter in DUTIES[duty.agency.code].items() if letter == "R")
    steps = {
        "assigned": [],
        "in_progress": [Move.REPORT],
        "claimed": [Move.CLAIM],
        "verified": [Move.CLAIM, Move.VERIFY],
        "suspended": [Move.SUSPEND],
        "closed_unimplemented": [Move.CLOSE_UNIMPLEMENTED],
    }[state]
    for move in [Move.ASK_EXTENSION] * asked + steps:
        by = accounts[reporter] if table()[move][1] == "R" else secretariat
        scenes.make(move, scenes.now(duty), by, day="2018-10-09")  # the same on the same day were a repeat
    assert scenes.now(duty).state == state
    return scenes.now(duty)


def corrected(duty: Assignment, state: str) -> Assignment:
    """No move brings a supporting duty to every state: here a correction does, by somebody else."""
    scenes.make(Move.CORRECT, duty, factories.secretariat(), day="2018-10-09", state=state)
    return scenes.now(duty)


def outcome(move: Move, duty: Assignment, by) -> str:
    """What happens when that account tries the move; nothing of it stays."""
    with transaction.atomic():
        before = Chain.objects.values_list("n", flat=True).filter(plan=duty.plan_id).first()
        try:
            entry = scenes.make(move, duty, by)
        except (NotAllowed, Impossible) as refusal:
            return "not_allowed" if isinstance(refusal, NotAllowed) else "impossible"
        finally:
            transaction.set_rollback(True)
        return "made" if (entry.n, entry.move) == (before + 1, move) else "another entry"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", DUTIES)
def test_every_move_of_every_account_is_made_or_refused_as_the_table_says(code, state, accounts):
    walked, wrong = 0, []
    for asked in (False, True):
        with transaction.atomic():
            duty = reach(factories.duty(code), state, accounts, asked=asked)
            for move in [move for move in SERVICES if (move in (Move.GRANT, Move.REFUSE)) is asked]:
                for account, letter in DUTIES[code].items():
                    got = outcome(move, duty, accounts[account])
                    walked += 1
                    if got != expected(code, move, state, letter):
                        wrong.append(f"{account} {move} from {state}: {got}")
            transaction.set_rollback(True)

    print(f"{walked} cells walked")
    assert (wrong, walked) == ([], 15 * 14)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", DUTIES)
def test_the_buttons_offered_are_exactly_the_moves_that_would_be_made(code, state, accounts):
    duty = reach(factories.duty(code), state, accounts, asked=False)
    measure = list(Assignment.objects.filter(measure=duty.measure).select_related("agency__jurisdiction"))
    moves = {move for move in SERVICES if move not in (Move.GRANT, Move.REFUSE)}
    people = {account: letter for account, letter in DUTIES[code].items() if accounts[account]}

    with factories.at(scenes.DAY):
        today = clock.today()
        offered = {who: set(permissions.offered(accounts[who], duty, measure, today=today)) for who in people}

    assert len(offered) == 13
    assert offered == {
        who: {move for move in moves if expected(code, move, state, letter) == "made"}
        for who, letter in people.items()
    }


def test_the_table_names_every_state_and_every_move_that_a_service_makes():
    assert set(STATES) == set(State.values)
    assert set(table()) == set(table("MOF")) == set(SERVICES)


def test_nobody_makes_the_portals_own_moves(accounts):
    duty = factories.duty()
    measure = list(Assignment.objects.filter(measure=duty.measure).select_related("agency__jurisdiction"))
    people = [account for account in accounts.values() if account]

    allowed = {
        move: [permissions.may(who, move, duty, measure) for who in people] for move in ("issue", "follow")
    }

    assert allowed == {"issue": [False] * 13, "follow": [False] * 13}
    assert {Move.ISSUE, Move.FOLLOW} & set(SERVICES) == set()


def test_a_duty_of_a_draft_knows_no_move_at_all(accounts):
    factories.plan("draft", issued=False)
    duty = factories.duty(slug="draft")

    moves = [move for move, (_sources, who) in table().items() if "S" in who]
    got = {move: outcome(move, duty, accounts["secretariat"]) for move in moves}

    assert set(got.values()) == {"impossible"}
