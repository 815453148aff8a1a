"""Ledgers falsified so that they hold by themselves, and falsified seals: each is found and named."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agencies import events
from agencies.models import AccessEvent, EventChain
from reports.models import Seal, SealLeaf
from reports.sealing import service
from reports.sealing.checking import SEALS, Fault, published_fault, rows_fault, seals_fault
from reports.sealing.checkpoint import Malformed, sign
from reports.sealing.examination import Examination
from tasks.models import Chain, Entry, Plan
from tasks.verification import verify
from tests.reports.sealing import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return scenes.sealed_plan()


def examine() -> list[tuple[str, int, str]]:
    """Chain, number and code of everything found."""
    found = Examination(list(Plan.objects.all())).run()
    return [(fault.chain, fault.n, fault.code) for fault in found.faults]


def test_what_nobody_touched_holds_and_says_against_which_seal(plan):
    steps = []

    found = Examination([plan], heard=lambda step, walked, of: steps.append((str(step), walked, of))).run()

    assert (found.faults, found.seal.number, found.walked, found.of) == ([], 3, 6, 6)
    assert (steps[0], steps[-1]) == (("chains", 0, 6), ("seals", 6, 6))


def forge_and_rechain(plan: Plan) -> None:
    scenes.tamper("UPDATE tasks_entry SET note = 'we never said that' WHERE n = 3")
    scenes.rechain(plan, 3)


def cut_the_tail(plan: Plan) -> None:
    scenes.tamper("DELETE FROM tasks_entry WHERE n > 4")
    scenes.set_head(plan)


def put_one_in(plan: Plan) -> None:
    for n in (6, 5, 4):
        scenes.tamper("UPDATE tasks_entry SET n = %s WHERE n = %s", [n + 1, n])
    entry = Entry.objects.get(plan=plan, n=3)
    entry.pk, entry.n = None, 4
    entry.save(force_insert=True)
    scenes.rechain(plan, 4)


def swap_two(plan: Plan) -> None:
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        scenes.tamper("UPDATE tasks_entry SET n = %s WHERE n = %s", [new, old])
    scenes.rechain(plan, 3)


TAMPERINGS = {
    forge_and_rechain: (4, "not_as_sealed", "one of the rows 3 to 4 is not what was sealed"),
    cut_the_tail: (6, "sealed_row_gone", "it was sealed and is not there; something from 5 on was cut"),
    put_one_in: (4, "not_as_sealed", "one of the rows 3 to 4 is not what was sealed"),
    swap_two: (4, "not_as_sealed", "one of the rows 3 to 4 is not what was sealed"),
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda value: value.__name__)
def test_a_ledger_falsified_so_that_it_holds_by_itself_does_not_hold_against_its_seals(tamper, plan):
    tamper(plan)

    assert verify(plan) is None  # the negative control: the chain alone finds nothing
    assert Examination([plan]).run().faults == [Fault("plan:p", *TAMPERINGS[tamper])]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda value: value.__name__)
def test_the_seals_themselves_still_hold_over_a_falsified_ledger(tamper, plan):
    tamper(plan)

    assert seals_fault(service.newest()) is None


def test_rows_after_the_last_seal_are_nobodys_business_yet(plan):
    """The blind window: what was not sealed cannot be held against a seal."""
    Chain.objects.filter(plan=plan).update(n=6)
    scenes.tamper("DELETE FROM reports_seal WHERE number = 3")
    scenes.tamper('DELETE FROM reports_sealleaf WHERE "index" = 2')
    cut_the_tail(plan)

    assert examine() == []


def test_a_chain_that_is_gone_altogether_is_missed(plan):
    scenes.tamper("UPDATE reports_sealleaf SET chain = 'plan:gone' WHERE \"index\" = 1")

    assert rows_fault("plan:gone", service.newest()).code == "sealed_row_gone"
    assert ("plan:gone", 4, "sealed_row_gone") in examine()


def test_a_broken_chain_is_named_by_its_own_row_and_not_once_more_by_the_seal(plan):
    scenes.tamper("UPDATE tasks_entry SET note = 'other' WHERE n = 3")

    assert examine() == [("plan:p", 3, "altered")]


ON_SEALS = {
    "a seal gone": ("DELETE FROM reports_seal WHERE number = 2", (2, "missing")),
    "the newest seal gone": ("DELETE FROM reports_seal WHERE number = 3", (3, "missing")),
    "all seals gone": ("DELETE FROM reports_seal", (1, "missing")),
    "a leaf gone": ('DELETE FROM reports_sealleaf WHERE "index" = 1', (2, "leaf")),
    "the last leaf gone": ('DELETE FROM reports_sealleaf WHERE "index" = 2', (3, "leaf")),
    "a leaf altered": ("UPDATE reports_sealleaf SET n = 3 WHERE n = 4", (2, "root")),
    "a root altered": ("UPDATE reports_seal SET root = '00' WHERE number = 2", (2, "root")),
    "a frontier altered": ("UPDATE reports_seal SET frontier = '[]' WHERE number = 2", (2, "root")),
    "a size shrunk": ("UPDATE reports_seal SET size = 1 WHERE number = 3", (3, "shrunk")),
    "a moment altered": ("UPDATE reports_seal SET at = wall_at WHERE number = 2", (2, "checkpoint")),
    "a day invented": (
        "UPDATE reports_seal SET kind = 'daily', day = '2018-10-10' WHERE number = 2",
        (2, "checkpoint"),
    ),
    "a note altered": (
        "UPDATE reports_seal SET checkpoint = 'x' || checkpoint WHERE number = 2",
        (2, "signature"),
    ),
    "a note emptied": ("UPDATE reports_seal SET checkpoint = '' WHERE number = 2", (2, "checkpoint")),
    "another key named": ("UPDATE reports_seal SET key_id = 'x' WHERE number = 2", (2, "checkpoint")),
    "another's note": (
        "UPDATE reports_seal SET checkpoint = (SELECT checkpoint FROM reports_seal WHERE number = 1)"
        " WHERE number = 2",
        (2, "checkpoint"),
    ),
}


@pytest.mark.parametrize(("statement", "told"), ON_SEALS.values(), ids=list(ON_SEALS))
def test_falsified_seals_are_found_and_the_first_bad_one_named(statement, told, plan):
    scenes.tamper(statement)

    fault = seals_fault(service.newest())

    assert (fault.chain, fault.n, fault.code) == (SEALS, *told)


def test_seals_made_anew_over_a_falsified_ledger_lack_the_key(plan):
    """Somebody owns the database, but not the key: tree and rows fit, the signatures do not."""
    forge_and_rechain(plan)
    forged = Entry.objects.get(plan=plan, n=4).hash
    last = Entry.objects.get(plan=plan, n=6).hash
    scenes.tamper("UPDATE reports_sealleaf SET hash = %s WHERE n = 4", [forged])
    scenes.tamper("UPDATE reports_sealleaf SET hash = %s WHERE n = 6", [last])
    resign(Ed25519PrivateKey.generate())

    assert examine() == [("seals", 1, "signature")]


def resign(key: Ed25519PrivateKey) -> None:
    """Computes all seals anew from the leaves and signs them with the key."""
    tree = service.Frontier()
    leaves = iter(SealLeaf.objects.order_by("index"))
    for seal in Seal.objects.order_by("number"):
        while tree.size < seal.size:
            leaf = next(leaves)
            tree.append(service.leaf_hash(service.leaf_data(leaf.chain, leaf.n, leaf.hash)))
        seal.root, seal.frontier = tree.root().hex(), [peak.hex() for peak in tree.peaks]
        note = sign(service.checkpoint_of(seal, "reform-task-portal"), key)
        scenes.tamper(
            "UPDATE reports_seal SET root = %s, checkpoint = %s WHERE number = %s",
            [seal.root, note, seal.number],
        )
        scenes.tamper(
            "UPDATE reports_seal SET frontier = %s WHERE number = %s",
            [str(seal.frontier).replace("'", '"'), seal.number],
        )


def test_even_with_the_key_stolen_the_published_root_is_not_found_again(plan):
    published = Seal.objects.get(number=2)
    forge_and_rechain(plan)
    for n in (4, 6):
        scenes.tamper(
            "UPDATE reports_sealleaf SET hash = %s WHERE n = %s", [Entry.objects.get(plan=plan, n=n).hash, n]
        )
    resign(service.keys.signing_key())

    assert examine() == []  # the negative control: inside the portal nothing tells
    for root in (published.root, published.checkpoint):
        found = Examination([plan], published=root).run().faults
        assert [(fault.chain, fault.code) for fault in found] == [("seals", "published")]


def test_a_published_root_or_checkpoint_of_ours_is_found_again(plan):
    seal = Seal.objects.get(number=2)

    assert published_fault(seal.root.upper(), service.newest()) is None
    assert published_fault(seal.checkpoint, service.newest()) is None


def test_a_checkpoint_that_somebody_else_signed_is_refused(plan):
    note = sign(service.checkpoint_of(service.newest(), "reform-task-portal"), Ed25519PrivateKey.generate())

    with pytest.raises(Malformed):
        published_fault(note, service.newest())


def test_a_key_that_was_changed_still_checks_what_the_old_one_signed(plan, settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "new.pem")
    new = service.keys.make(tmp_path / "new.pem")
    settings.SEAL_PUBLIC_KEYS = [*settings.SEAL_PUBLIC_KEYS, str(new)]
    scenes.access()
    seal = scenes.interval_seal()

    assert (seal.key_id, examine()) == (new.id, [])

    settings.SEAL_PUBLIC_KEYS = settings.SEAL_PUBLIC_KEYS[1:]
    assert examine() == [("seals", 1, "signature")]


def events_sealed() -> None:
    for _turn in range(3):
        scenes.access()
        scenes.access()
        scenes.interval_seal()


def test_access_events_rewritten_so_that_they_hold_do_not_hold_against_their_seals():
    events_sealed()
    previous = AccessEvent.objects.get(n=2).hash
    scenes.tamper("UPDATE agencies_accessevent SET subject = 'another' WHERE n = 3")
    for event in AccessEvent.objects.filter(n__gte=3).order_by("n"):
        event.previous_hash = previous
        previous = events.digest(event)
        scenes.tamper(
            "UPDATE agencies_accessevent SET previous_hash = %s, hash = %s WHERE n = %s",
            [event.previous_hash, previous, event.n],
        )
    EventChain.objects.update(hash=previous)

    assert events.verify() is None  # the negative control
    assert examine() == [("access", 4, "not_as_sealed")]


def test_what_retention_removed_is_no_fault_as_long_as_the_chain_starts_where_it_was_sealed():
    events_sealed()
    start = AccessEvent.objects.get(n=4)
    scenes.tamper("DELETE FROM agencies_accessevent WHERE n <= 4")
    EventChain.objects.update(start_n=4, start_hash=start.hash)
    last = service.newest()

    assert rows_fault("access", last) is None
    EventChain.objects.update(start_hash="0" * 64)
    assert rows_fault("access", last).n == 4
