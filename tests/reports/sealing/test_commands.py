"""verify_ledger and create_seal_key as somebody at a terminal meets them."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.models import Seal
from reports.sealing.checkpoint import PublicKey
from tests.reports.sealing import scenes


@pytest.fixture
def plan(db):
    return scenes.sealed_plan()


def verify(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("verify_ledger", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def refused(*arguments: str) -> list[str]:
    with pytest.raises(CommandError) as error:
        verify(*arguments)
    assert error.value.returncode == 1
    return str(error.value).splitlines()


def test_it_says_of_every_chain_the_events_and_the_seals_that_they_hold(plan):
    scenes.access()

    assert verify() == [
        f"p: 6 entries hold, head {plan.chain.hash}",
        "access: 1 events hold",
        f"seals: 3 seals hold, 3 leaves, root {Seal.objects.get(number=3).root}",
    ]


def test_before_the_first_seal_it_says_that_there_is_none(db):
    assert verify() == ["access: 0 events hold", "seals: there is none yet"]


def test_it_names_chain_row_and_code_of_what_does_not_fit_a_seal(plan):
    scenes.tamper("UPDATE tasks_entry SET note = 'other' WHERE n = 3")
    scenes.rechain(plan, 3)

    assert refused() == [
        "The ledger does not hold.",
        "p: entry 4: not_as_sealed: one of the rows 3 to 4 is not what was sealed",
    ]


def test_one_plan_is_held_against_the_seals_without_the_others(plan):
    scenes.sealed_plan("q")
    scenes.tamper("UPDATE tasks_entry SET note = 'other' WHERE n = 3 AND plan_id <> %s", [plan.pk])

    assert [line.partition(":")[0] for line in verify("--plan", "p")] == ["p", "seals"]
    assert refused("--plan", "q")[1:] == ["q: entry 3: altered: its content does not give its hash"]


def test_a_published_root_or_checkpoint_is_looked_for(plan, tmp_path):
    seal, file = Seal.objects.get(number=2), tmp_path / "checkpoint-2.txt"
    file.write_text(seal.checkpoint, encoding="utf-8")

    assert verify("--root", seal.root) == verify("--root", str(file)) == verify()
    assert refused("--root", "0" * 64)[1:] == [
        f"seals: seal 0: published: no seal has the published root {'0' * 64}"
    ]


def test_a_file_that_is_no_checkpoint_of_ours_is_refused(plan, tmp_path):
    file = tmp_path / "checkpoint.txt"
    file.write_text("something\n", encoding="utf-8")

    assert refused("--root", str(file)) == [
        "The seals cannot be checked: a checkpoint has a text, an empty line and a signature."
    ]
    assert refused("--root", str(tmp_path / "nothing"))[0].startswith(
        "The published root cannot be read from"
    )


def test_a_new_key_is_for_its_owner_alone_and_its_public_half_is_printed(tmp_path):
    out, path = StringIO(), tmp_path / "seal.pem"
    call_command("create_seal_key", str(path), stdout=out, stderr=StringIO())

    assert PublicKey.parse(out.getvalue()).name == "reform-task-portal"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_is_there_is_kept_and_its_public_half_printed_again(tmp_path):
    said, path = [StringIO(), StringIO()], tmp_path / "seal.pem"
    for out in said:
        call_command("create_seal_key", str(path), stdout=out, stderr=StringIO())

    assert said[0].getvalue() == said[1].getvalue()
    path.write_text("something else")
    with pytest.raises(CommandError, match=r"seal\.pem is no private key"):
        call_command("create_seal_key", str(path))
