"""What a slice holds, which seal proves it, and what is refused."""

import datetime as dt
import json
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import AccessEvent
from reformtracker.lib.errors import Invalid
from reports.models import Publication, Seal, SealLeaf
from reports.slices.bounds import Unsealed, Wanted, bounds_of
from reports.slices.writing import write_slice
from tasks import hashing, ledger, walking
from tasks.enums import Move
from tasks.models import Entry
from tests import factories
from tests.reports.slices.scenes import Loose, seal, sealed, verdict, written
from tests.tasks.scenes import make, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return sealed()


def form_of(path) -> list[tuple[int, bool]]:
    """Of each row its number and whether it is given in full."""
    rows = Loose.read(path).rows
    return [(row.get("content", row)["n"], "content" in row) for row in rows]


FULL, DIGEST = True, False


def test_a_whole_ledger_is_given_in_full(plan, tmp_path):
    path, made = written(plan, tmp_path)

    assert form_of(path) == [(n, FULL) for n in range(1, 8)]
    assert (made.first, made.last, made.given, made.rows, made.seal) == (1, 7, 7, 7, 2)
    assert json.loads(path.read_text())["sha256"] == made.sha256


def test_a_part_reaches_as_digests_up_to_the_next_sealed_head(plan, tmp_path):
    path, made = written(plan, tmp_path, first=2, last=5)

    loose = Loose.read(path)
    assert form_of(path) == [(2, FULL), (3, FULL), (4, FULL), (5, FULL), (6, DIGEST), (7, DIGEST)]
    assert loose.header["before"] == Entry.objects.get(n=1).hash
    assert (made.given, made.rows, loose.seal["leaf"]["n"]) == (4, 6, 7)


def test_a_part_that_ends_before_an_earlier_head_needs_no_digests_behind_that(plan, tmp_path):
    path, _made = written(plan, tmp_path, last=3)

    assert form_of(path) == [(1, FULL), (2, FULL), (3, FULL), (4, DIGEST)]


@pytest.mark.parametrize(
    ("picked", "full"),
    [
        ({"agency": "mof"}, [2, 4]),
        ({"move": "report"}, [3, 4, 5]),
        ({"task": "1.1", "move": "claim"}, [6]),
        ({"place": "CN"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"place": "350000"}, []),
    ],
)
def test_a_filter_picks_what_is_given_in_full(picked, full, plan, tmp_path):
    path, made = written(plan, tmp_path, filter=picked)

    assert form_of(path) == [(n, n in full) for n in range(1, 8)]
    assert made.given == len(full)
    assert verdict(path) == (0, "HOLDS")


def test_nothing_of_what_was_not_asked_for_is_in_the_file(plan, tmp_path):
    path, _made = written(plan, tmp_path, filter={"agency": "MOF"})

    assert "café" not in path.read_text(encoding="utf-8")


def test_days_are_a_part_as_numbers_are(plan, tmp_path):
    path, _made = written(plan, tmp_path, since=dt.date(2018, 10, 11), until=dt.date(2018, 10, 12))

    assert form_of(path) == [(4, FULL), (5, FULL), (6, DIGEST), (7, DIGEST)]


def test_what_the_first_algorithm_wrote_is_given_in_full_and_holds(tmp_path):
    plan = factories.plan()
    make(Move.REPORT, factories.duty(), factories.officer())
    previous = hashing.GENESIS
    for entry in Entry.objects.order_by("n"):
        entry.algorithm, entry.previous_hash = "sha256-v1", previous
        previous = ledger.digest(entry)
        values = [previous, entry.previous_hash, entry.pk]
        tamper(
            "UPDATE tasks_entry SET algorithm = 'sha256-v1', hash = %s, previous_hash = %s WHERE id = %s",
            values,
        )
    plan.chain.hash = previous
    plan.chain.save(update_fields=["hash"])
    make(Move.REPORT, factories.duty(), factories.officer(), percent=80)
    seal()

    path, _made = written(plan, tmp_path, filter={"move": "issue"})

    assert form_of(path) == [(1, FULL), (2, FULL), (3, DIGEST)]
    assert verdict(path) == (0, "HOLDS")


def test_it_is_the_same_however_small_the_batches(plan, tmp_path, monkeypatch):
    path, _made = written(plan, tmp_path, first=2)
    shutil.move(path, tmp_path / "large.json")
    monkeypatch.setattr(walking, "BATCH", 2)

    again, _made_again = written(plan, tmp_path, first=2)

    first, second = Loose.read(tmp_path / "large.json"), Loose.read(again)
    assert (first.rows, first.seal) == (second.rows, second.seal)


def test_progress_counts_the_rows_and_may_stop_it(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(walking, "BATCH", 3)
    heard = []

    def stop(done, of):
        heard.append((done, of))
        if done > 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_slice(plan, Wanted(), tmp_path / "slice", stop)
    assert heard == [(3, 7), (6, 7)]


def test_the_newest_published_seal_proves_it_else_the_newest(plan):
    unpublished = bounds_of(plan, Wanted(last=3)).seal.number
    Publication.objects.create(
        seal=Seal.objects.get(number=1), where="Gazette", by=factories.user("audit_admin"),
        at=Seal.objects.get(number=1).at, wall_at=Seal.objects.get(number=1).wall_at,
    )  # fmt: skip

    assert (unpublished, bounds_of(plan, Wanted(last=3)).seal.number) == (2, 1)
    assert bounds_of(plan, Wanted(last=5)).seal.number == 2


def test_a_seal_can_be_asked_for_by_its_number(plan):
    assert bounds_of(plan, Wanted(last=3, seal=1)).seal.number == 1
    with pytest.raises(Invalid, match=r"There is no seal no\. 9\."):
        bounds_of(plan, Wanted(seal=9))
    with pytest.raises(Unsealed):
        bounds_of(plan, Wanted(last=5, seal=1))


def test_what_is_not_sealed_yet_is_refused_or_left_out_and_the_last_sealed_entry_is_named(plan):
    make(Move.REOPEN, factories.duty(), factories.secretariat(), day="2018-10-20")

    with pytest.raises(Unsealed) as refused:
        bounds_of(plan, Wanted())

    assert refused.value.sealed_to == 7
    assert bounds_of(plan, Wanted(as_sealed=True)).last == 7
    with pytest.raises(Unsealed):
        bounds_of(plan, Wanted(first=8, as_sealed=True))


def test_a_chain_without_any_seal_has_no_slice(plan):
    other = factories.plan("other")

    with pytest.raises(Unsealed) as refused:
        bounds_of(other, Wanted(as_sealed=True))

    assert (refused.value.sealed_to, SealLeaf.objects.filter(chain="plan:other").exists()) == (0, False)


EMPTY = [
    Wanted(first=9),
    Wanted(first=5, last=4),
    Wanted(until=dt.date(2018, 1, 1)),
    Wanted(since=dt.date(2019, 1, 1)),
]


@pytest.mark.parametrize("wanted", EMPTY)
def test_a_part_without_an_entry_is_refused(wanted, plan):
    with pytest.raises(Invalid, match="There is no entry in that part"):
        bounds_of(plan, wanted)


def test_the_filter_of_the_page_is_the_part(plan):
    wanted = Wanted.of({"n_from": "2", "n_to": "5", "since": "2018-10-01", "until": "", "agency": "MOF"})

    expected = Wanted(2, 5, dt.date(2018, 10, 1), None, {"agency": "MOF"}, None, as_sealed=True)
    assert wanted == expected
    with pytest.raises(Invalid, match="move, since"):
        Wanted.of({"move": "dance", "since": "yesterday"})


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("export_ledger", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["slice.json", "slice.json.gz"])
def test_the_command_writes_a_slice_that_holds_and_leaves_an_event(name, plan, tmp_path):
    path = tmp_path / name

    said = run("--plan", "p", "--out", str(path), "--from", "2", "--agency", "NHC")

    event = AccessEvent.objects.get(kind="export")
    sha256 = event.details["sha256"]
    assert said == f"{path}: entries 2 to 7 of p, 4 in full, seal 2, sha256 {sha256}\n"
    assert verdict(path) == (0, "HOLDS")
    assert (event.subject, event.details["rows"], event.details["filter"]) == (
        "slice:p", 4, {"n_from": "2", "agency": "NHC"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--plan", "none"], "There is no plan none."),
        (["--plan", "p", "--to", "8"], "Nothing of this part is sealed yet; entries are sealed up to no. 7."),
        (["--plan", "p", "--from", "x"], "The filter cannot be read: n_from."),
        (["--plan", "p", "--seal", "5"], "There is no seal no. 5."),
    ],
)
def test_the_command_says_in_a_line_what_cannot_be_done_and_leaves_no_file(options, words, plan, tmp_path):
    make(Move.REOPEN, factories.duty(), factories.secretariat(), day="2018-10-20")
    path = tmp_path / "slice.json"

    with pytest.raises(CommandError) as error:
        run("--out", str(path), *options)

    assert str(error.value) == words
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_in_a_line(plan, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        run("--plan", "p", "--out", str(tmp_path / "none" / "slice.json"))
