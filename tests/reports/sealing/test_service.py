"""Sealing: what moved is sealed, sizes only grow, each elapsed day is closed once."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from reformtracker.lib import clock
from reports.enums import SealKind
from reports.models import Seal, SealLeaf
from reports.sealing import keys, service
from reports.sealing.checkpoint import verify
from tests import factories
from tests.reports.sealing import scenes

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 11, 20)


def at(moment: str):
    return clock.set_to(dt.datetime.fromisoformat(moment).replace(tzinfo=clock.SHANGHAI))


def sizes() -> list[tuple[int, int, dt.date | None]]:
    return list(Seal.objects.order_by("number").values_list("number", "size", "day"))


def leaves() -> list[tuple[str, int]]:
    return list(SealLeaf.objects.order_by("index").values_list("chain", "n"))


def test_the_heads_of_all_chains_that_moved_become_leaves():
    factories.plan("p")
    factories.plan("q")
    scenes.access()
    scenes.interval_seal()
    scenes.access()
    scenes.interval_seal()

    assert leaves() == [("access", 1), ("plan:p", 1), ("plan:q", 1), ("access", 2)]
    assert sizes() == [(1, 3, None), (2, 4, None)]


def test_without_a_move_there_is_nothing_to_seal():
    assert service.seal(SealKind.INTERVAL) is None
    assert service.seal(SealKind.DAILY, day=DAY) is None
    factories.plan("p")
    scenes.interval_seal()

    assert service.seal(SealKind.INTERVAL) is None


def test_the_checkpoint_says_what_the_row_says_and_is_signed():
    factories.plan("p")
    with at("2018-11-21 00:05"):
        seal = service.seal(SealKind.DAILY, day=DAY)

    said, key = verify(seal.checkpoint, keys.public_keys())
    assert (said.origin, said.size, said.root.hex()) == ("reform-task-portal", 1, seal.root)
    assert said.remarks[:2] == ("seal 1 daily 2018-11-20", "made 2018-11-20T16:05:00.000000+00:00")
    assert key.id == seal.key_id


def test_a_day_is_closed_once_even_when_nothing_moved():
    factories.plan("p")
    made = [service.seal(SealKind.DAILY, day=day) for day in (DAY, DAY, DAY - service.ONE_DAY)]

    assert [seal and (seal.number, seal.size) for seal in made] == [(1, 1), None, (2, 1)]


@pytest.mark.parametrize("day", ["2018-11-21", "2018-11-22"])
def test_a_day_that_is_not_over_is_not_closed(day):
    with pytest.raises(ValueError):
        service.seal(SealKind.DAILY, day=dt.date.fromisoformat(day))


def test_after_days_without_a_beat_each_is_closed_with_the_tree_of_now_and_says_when():
    factories.plan("p")
    with at("2018-11-10 00:05"):
        service.seal_due()
    scenes.access()
    with at("2018-11-13 09:00"):
        service.seal_due()
        again = service.seal_due()

    days = [(day, size) for _number, size, day in sizes()]
    late = Seal.objects.get(day=dt.date(2018, 11, 10))
    assert days == [(dt.date(2018, 11, day), size) for day, size in ((9, 1), (10, 2), (11, 2), (12, 2))]
    assert clock.day_of(late.at) == dt.date(2018, 11, 13)
    assert again == []


@pytest.mark.parametrize(
    ("last", "today", "first", "count"),
    [
        (None, "2018-11-21", "2018-11-20", 1),
        ("2018-11-20", "2018-11-21", None, 0),
        ("2018-11-18", "2018-11-21", "2018-11-19", 2),
        ("2018-01-01", "2018-11-21", "2018-10-21", 31),
        ("2019-05-01", "2018-11-21", None, 0),
    ],
)
def test_the_days_that_are_due(last, today, first, count):
    found = service.due_days(last and dt.date.fromisoformat(last), dt.date.fromisoformat(today))

    assert len(found) == count
    assert [day.isoformat() for day in found[:1]] == [first] * bool(first)
    assert found == sorted(set(found))


def test_a_clock_set_back_neither_shrinks_the_tree_nor_turns_the_time_round():
    factories.plan("p")
    with at("2018-11-21 10:00"):
        service.seal_due()
    scenes.access()
    with at("2018-11-19 10:00"):
        made = service.seal_due()

    assert [(seal.kind, seal.size) for seal in made] == [("interval", 2)]
    assert clock.day_of(made[0].at) == dt.date(2018, 11, 21)


def test_a_chain_that_went_back_gets_no_leaf_and_the_others_are_sealed():
    plan = scenes.sealed_plan()
    before = leaves()
    scenes.tamper("DELETE FROM tasks_entry WHERE n > 4")
    scenes.set_head(plan)
    scenes.access()

    scenes.interval_seal()

    assert leaves() == [*before, ("access", 1)]


def test_over_leaves_that_somebody_removed_nothing_more_is_signed():
    scenes.sealed_plan()
    scenes.tamper('DELETE FROM reports_sealleaf WHERE "index" = 2')
    scenes.access()

    with pytest.raises(service.Broken):
        service.seal(SealKind.INTERVAL)


@pytest.mark.parametrize("statement", ["UPDATE reports_seal SET size = 9", "DELETE FROM reports_sealleaf"])
def test_the_database_refuses_to_change_what_is_sealed(statement):
    scenes.sealed_plan()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_seals_and_says_number_size_and_root(capsys):
    factories.plan("p")

    call_command("seal_ledger")
    call_command("seal_ledger")
    call_command("seal_ledger", "--day", "2018-11-20")

    root = Seal.objects.get(number=1).root
    assert capsys.readouterr().out.splitlines() == [
        f"seal 1: 1 leaves, root {root}",
        f"nothing to seal; seal 1: 1 leaves, root {root}",
        f"seal 2 of 2018-11-20: 1 leaves, root {root}",
    ]


def test_the_command_refuses_a_day_that_is_not_over_and_a_missing_key(settings):
    with pytest.raises(CommandError, match=r"^2018-11-21 is not over yet\.$"):
        call_command("seal_ledger", "--day", "2018-11-21")
    settings.SEAL_KEY_FILE = "/nowhere/key.pem"
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match=r"^Nothing can be sealed: /nowhere/key\.pem cannot be read"):
        call_command("seal_ledger")
