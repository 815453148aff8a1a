"""The demonstration as loaded on its day, 2018-11-21: every move, every standing, and always the same."""

import datetime as dt
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from pypdf import PdfReader

from agencies.enums import UserRole
from reformtracker.lib import clock
from tasks.demonstration.papers import one_page_pdf
from tasks.enums import Move, PlanState, Standing, State
from tasks.evidence import path_of
from tasks.models import (
    Adoption,
    Assignment,
    Chase,
    Entry,
    Evidence,
    Measure,
    Notification,
    Plan,
    Reading,
    Round,
    RoundEvent,
    Slip,
)
from tasks.queries import duties
from tasks.verification import verify
from tests import factories

PLAN = "2018-h2"
RECORDS = [
    "2009-opinions-four-systems: record, 21 tasks, no duties",
    "2018-h2-second-translation: record, 15 tasks, no duties",
    "qinhuangdao-opinions: record, 20 tasks, no duties",
    "sanming-2022: record, 6 tasks, no duties",
    "demo-fujian-2018-h2: record, 9 tasks, no duties",
]
TOLD = ("subject", "move", "state", "percent", "due_on", "note", "reason", "actor_label", "at")
STANDINGS = {
    Standing.OVERDUE: 9, Standing.DUE_SOON: 6, Standing.BEHIND: 13, Standing.STALE: 8, Standing.BLOCKED: 5,
    Standing.ON_TRACK: 28, Standing.DONE_ON_TIME: 12, Standing.DONE_LATE: 3, Standing.CLOSED_UNIMPLEMENTED: 2,
}  # fmt: skip
STANDINGS_OF_PLACES = {
    Standing.ON_TRACK: 187, Standing.BEHIND: 48, Standing.DONE_ON_TIME: 24, Standing.OVERDUE: 8,
}  # fmt: skip
CLOSED_ROUNDS = [
    ("2018-07", {"asked": 353, "on_time": 267, "late": 34, "missing": 52}),
    ("2018-08", {"asked": 352, "on_time": 154, "late": 138, "missing": 60}),
    ("2018-09", {"asked": 349, "on_time": 234, "late": 83, "missing": 26, "returned": 6}),
    ("2018-10", {"asked": 340, "on_time": 192, "late": 103, "missing": 44, "excused": 1}),
]
READINGS = {"share": 139, "count": 19, "level": 1}
UNREAD = {"round_opened": 49, "overdue": 14, "slip": 9, "due_soon": 4}
MOVES = {
    Move.ISSUE: 490, Move.REPORT: 1316, Move.CLAIM: 62, Move.CONCUR: 31, Move.OBJECT: 4, Move.VERIFY: 41,
    Move.RETURN: 13, Move.ASK_EXTENSION: 6, Move.GRANT: 3, Move.REFUSE: 2, Move.SUSPEND: 4, Move.RESUME: 1,
    Move.ESCALATE: 26, Move.CLOSE_UNIMPLEMENTED: 3, Move.REOPEN: 3, Move.CORRECT: 24, Move.FOLLOW: 83,
}  # fmt: skip


# SHA-256 of the whole story; it changes with the story and with nothing else: no machine, engine, row number.
STORY = "bb4bb564abb65dca415f1e5e7258ff03a94427239469764023da74dbbe913188"


def load() -> str:
    printed = io.StringIO()
    call_command("load_demo", stdout=printed)
    return printed.getvalue()


def told() -> str:
    story = json.dumps(list(Entry.objects.order_by("n").values_list(*TOLD)), default=str)
    return hashlib.sha256(story.encode()).hexdigest()


def is_marked_english(text: str) -> bool:
    return text.startswith("Demonstration: ")


def is_marked_chinese(text: str) -> bool:
    return text.startswith("【演示】")


def everything() -> dict[str, list[tuple]]:
    names = ("agencies", "tasks", "auth")
    models = [model for name in names for model in apps.get_app_config(name).get_models()]
    # Not in the usual order of each model: without statistics, which a transaction still open has none of,
    # PostgreSQL joined the six tables behind that of returns for minutes.
    return {model._meta.label: sorted(model.objects.order_by().values_list(), key=str) for model in models}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demonstration loaded into a database whose row numbers do not begin at one; what was printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        for _number in range(3):
            factories.user(UserRole.AUDITOR)
        yield load()
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _story(loaded: str, db) -> None:
    """Every test of this module reads the loaded story."""


def test_every_database_tells_the_same_story():
    assert told() == STORY


def test_loading_again_changes_nothing(loaded: str):
    before = everything()

    printed = load()

    assert (everything(), printed) == (before, loaded)


def test_every_move_is_made(loaded: str):
    made = Counter(Entry.objects.values_list("move", flat=True))

    assert made == MOVES
    assert set(made) == set(Move)


def test_every_standing_is_reached(loaded: str):
    rows = duties(factories.secretariat(), plan=Plan.objects.get(slug=PLAN)).owing().central()

    assert Counter(rows.order_by().values_list("at_standing", flat=True)) == STANDINGS
    assert set(STANDINGS) == set(Standing)


def test_every_state_is_reached(loaded: str):
    states = set(Assignment.objects.owing().values_list("state", flat=True))

    assert states == set(State)


def test_the_summary_counts_what_the_lists_show(loaded: str):
    head, *lines = loaded.splitlines()
    lines, records = lines[: len(STANDINGS)], lines[len(STANDINGS) :]

    assert records == RECORDS
    assert head == "2018-h2: issued, 86 leading duties, 267 handed to places, 2112 entries"
    assert {kind: int(count) for kind, count in map(str.split, lines)} == STANDINGS


def test_places_hold_what_the_text_calls_on_them_for_and_stand_differently(loaded: str):
    rows = duties(factories.secretariat(), plan=Plan.objects.get(slug=PLAN)).local()
    held = Counter(rows.values_list("agency__jurisdiction__code", flat=True))

    assert set(rows.values_list("measure__reach", flat=True)) == {"provinces", "localities"}
    assert (len(held), set(held.values())) == (32, {8, 9})
    assert Counter(rows.order_by().values_list("at_standing", flat=True)) == STANDINGS_OF_PLACES


def test_rounds_show_returns_of_every_kind(loaded: str):
    closed = RoundEvent.objects.filter(kind="closed").order_by("round__number")

    assert [(event.round.number, event.counts) for event in closed] == CLOSED_ROUNDS
    assert Round.objects.get(number="2018-11").is_open


def test_targets_have_readings_and_places_are_told_and_asked_after(loaded: str):
    told = Counter(Notification.objects.filter(read_at=None).values_list("kind", flat=True))

    assert (
        Counter(Reading.objects.filter(entry__isnull=False).values_list("target__kind", flat=True))
        == READINGS
    )
    assert told == UNREAD
    assert Chase.objects.count() == 2


def test_a_local_plan_takes_up_part_of_the_national_one(loaded: str):
    local = Plan.objects.get(slug="demo-fujian-2018-h2")
    kinds = Counter(Adoption.objects.filter(plan=local).values_list("kind", flat=True))

    assert (local.derived_from.slug, local.demonstration) == (PLAN, True)
    assert kinds == {"adopted": 3, "tightened": 3, "loosened": 2, "not_adopted": 2}


def test_every_measure_has_its_part(loaded: str):
    silent = Assignment.objects.owing().exclude(entries__move__in=set(Move) - {Move.ISSUE, Move.FOLLOW})

    assert Measure.objects.filter(task__area__plan__slug=PLAN).count() == 66
    assert list(silent) == []


def test_every_entry_is_marked_as_demonstration(loaded: str):
    marked = Entry.objects.filter(demonstration=True).count()

    assert (Plan.objects.get(slug=PLAN).demonstration, marked) == (True, Entry.objects.count())


def test_every_text_begins_with_its_mark_in_one_of_the_two_languages(loaded: str):
    texts = [text for row in Entry.objects.values_list("note", "reason") for text in row if text]

    english, chinese = (sum(map(is_marked, texts)) for is_marked in (is_marked_english, is_marked_chinese))
    assert english + chinese == len(texts)
    assert min(english, chinese) > len(texts) * 2 // 5


def test_the_history_runs_on_working_time_from_july_to_the_eve_of_the_day(loaded: str):
    moments = [entry.at for entry in Entry.objects.order_by("n")]

    assert moments == sorted(moments)
    assert moments[0] == dt.datetime(2018, 7, 2, 9, tzinfo=clock.SHANGHAI)
    assert moments[-1] < dt.datetime(2018, 11, 20, 18, tzinfo=clock.SHANGHAI)


def test_the_ledger_holds(loaded: str):
    assert {plan.slug: verify(plan) for plan in Plan.objects.all()} == {
        "2018-h2": None,
        "2018-h2-second-translation": None,
        "2009-opinions-four-systems": None,
        "qinhuangdao-opinions": None,
        "sanming-2022": None,
        "demo-fujian-2018-h2": None,
    }


def test_the_notice_dates_stay_and_working_dates_are_corrections(loaded: str):
    dates = Entry.objects.filter(move=Move.CORRECT).exclude(due_on="2018-12-31")

    central = Assignment.objects.central().filter(plan__slug=PLAN)
    assert set(central.values_list("original_due_on", flat=True)) == {factories.END}
    assert dates.count() == 22


def test_slips_of_all_colours_are_issued(loaded: str):
    assert Counter(Slip.objects.values_list("colour", flat=True)) == {"blue": 16, "yellow": 8, "red": 2}


def test_evidence_says_plainly_what_it_is(loaded: str):
    files = Evidence.objects.exclude(sha256="")
    texts = {path_of(row.sha256).read_text() for row in files if row.name.endswith(".txt")}
    pdfs = {path_of(row.sha256).read_bytes() for row in files if row.name.endswith(".pdf")}

    assert all("Demonstration evidence" in text and "演示佐证材料" in text for text in texts)
    assert (len(texts), len(pdfs)) == (11, 14)


def test_the_evidence_page_can_be_read():
    page = PdfReader(io.BytesIO(one_page_pdf("Demonstration evidence", "演示佐证材料"))).pages[0]

    assert page.extract_text().split() == ["Demonstration", "evidence", "演示佐证材料"]


def test_the_founding_documents_are_kept_on_record_with_their_decisions_and_nothing_invented(loaded: str):
    records = Plan.objects.filter(state=PlanState.RECORD, demonstration=False)
    made = {plan.slug: plan.intake.decisions.count() for plan in records}

    assert made == {
        path.stem: len(json.loads(path.read_text())["operations"])
        for path in (settings.DATA_DIR / "notices").glob("*.json")
    }
    assert set(records.values_list("demonstration", "edition_of__slug", "jurisdiction__code")) == {
        (False, None, "CN"), (False, PLAN, "CN"), (False, None, "130300"),
    }  # fmt: skip


def test_their_source_can_be_had_as_it_was(loaded: str, client):
    client.force_login(factories.secretariat())

    answer = client.get("/plans/qinhuangdao-opinions/source/")

    original = settings.DATA_DIR / "notices" / "qinhuangdao-opinions.txt"
    assert b"".join(answer.streaming_content) == original.read_bytes()


def test_it_refuses_to_load_over_a_real_plan(loaded: str):
    Plan.objects.filter(slug=PLAN).update(demonstration=False)

    with pytest.raises(CommandError) as refusal:
        load()

    assert str(refusal.value) == "Plan 2018-h2 is issued and real: the demonstration is not loaded over it."


def test_it_refuses_production(loaded: str, monkeypatch):
    monkeypatch.setattr(settings, "EMBEDDED", False)
    monkeypatch.setattr(settings, "PORTAL_TODAY", None)

    with pytest.raises(CommandError) as refusal:
        load()

    assert str(refusal.value) == "The demonstration is not for production: PORTAL_TODAY is not set."


def test_unreadable_data_are_one_clear_line(loaded: str, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)

    with pytest.raises(CommandError) as refusal:
        load()

    assert str(refusal.value).startswith("The demonstration's data cannot be read: FileNotFoundError")
    assert len(str(refusal.value).splitlines()) == 1
