"""The audit extract: every entry that was asked for, as it stands, in every format."""

import datetime as dt
import hashlib
import io

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from reformtracker.lib.canonical import canonical
from reports import building
from reports.artifacts import artifacts
from reports.extract import making, workbook
from reports.extract import rows as reading
from reports.models import Report
from reports.queue import queue
from reports.renderers import xlsx
from tasks import services
from tests import factories
from tests.reports.extract.ledgers import NOTES, a_ledger, content, entries, extract, parts, rows, sheets
from tests.reports.factories import a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


def test_the_table_holds_every_entry_in_order_with_its_place_in_the_chain():
    plan = a_ledger()

    report = extract("csv")

    ledger = [(str(entry.n), entry.previous_hash, entry.hash) for entry in entries(plan)[:6]]
    assert [(row["No."], row["Hash before"], row["Hash"]) for row in rows(report)] == ledger
    assert (report.state, report.ledger_n, report.ledger_hash) == ("done", 6, ledger[-1][2])


def test_a_row_says_all_that_the_entry_says():
    plan = a_ledger()
    entry = entries(plan)[4]

    row = rows(extract("csv"))[4]

    assert list(row.values()) == [
        "5",
        "2018-10-01T10:00:00.000000+08:00",
        entry.wall_at.astimezone(dt.timezone(dt.timedelta(hours=8))).isoformat(timespec="microseconds"),
        entry.get_move_display(),
        "p 1.1/1 NHC lead",
        "p",
        "1.1",
        "1.1/1",
        "NHC",
        "Lead",
        "In progress",
        "10",
        "2018-12-31",
        "'=1+1",
        "late",
        "hao (hao)",
        "NHC",
        row["Details"],
        entry.algorithm,
        entry.previous_hash,
        entry.hash,
    ]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"move": "report"}, [5, 6]),
        ({"agency": "mof"}, [2, 4]),
        ({"task": "1.2"}, [3, 4]),
        ({"actor": "HAO", "since": "2018-10-02"}, [6]),
        ({"until": "2018-09-30"}, [1, 2, 3, 4]),
        ({"n_from": "2", "n_to": "3"}, [2, 3]),
        ({"place": "CN", "unit": "NHC"}, [5, 6]),
        ({"n_from": "90"}, []),
    ],
)
def test_only_what_the_filter_leaves_is_in_the_file(wanted, numbers):
    a_ledger()

    report = extract("csv", "xlsx", wanted=wanted)

    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx")))
    assert [int(row["No."]) for row in rows(report)] == numbers
    assert [int(row[0]) for row in book.get_sheet_by_index(1).to_python()[1:]] == numbers


@pytest.mark.parametrize(("name", "written"), [("survey", [8]), ("names_of", [8, 9])])
def test_what_is_written_while_the_extract_is_made_is_not_in_it(monkeypatch, name, written):
    plan, officer, chain, step = a_ledger(), factories.officer(), [], getattr(making, name)

    def write_after(*arguments):
        found, percent = step(*arguments), 90 + len(chain)
        services.report(factories.duty(), by=officer, percent=percent, note="meanwhile", reason="late")
        chain.append(entries(plan)[-1].n)
        return found

    monkeypatch.setattr(making, name, write_after)
    report = extract("csv", "xlsx", as_of=dt.date(2018, 11, 21))

    assert (chain, report.ledger_n, report.ledger_hash) == (written, 7, entries(plan)[6].hash)
    assert [row["No."] for row in rows(report)] == list("1234567")
    assert sheets(report)[0].count("<row ") == 8


def test_small_batches_give_the_same_bytes_as_one_large(monkeypatch):
    a_ledger()
    once = extract("csv", "xlsx")

    monkeypatch.setattr(reading, "BATCH", 2)
    pieces = extract("csv", "xlsx")

    assert (pieces.artifacts, pieces.data_sha256) == (once.artifacts, once.data_sha256)


def test_the_hash_of_the_data_can_be_computed_from_the_file_and_the_request():
    plan = a_ledger()
    wanted = {"move": "report"}

    english, chinese = extract("csv", wanted=wanted), extract("xlsx", language="zh-hans", wanted=wanted)

    head = entries(plan)[5]
    asked = {
        "plan": "p", "as_of": "2018-10-31", "sight": None, "filter": wanted, "ledger": [6, head.hash],
    }  # fmt: skip
    said = b"reform-task-portal/extract/v1\n" + canonical(asked) + b"\n"
    said += "".join(f"{row['No.']} {row['Hash']}\n" for row in rows(english)).encode()
    assert english.data_sha256 == chinese.data_sha256 == hashlib.sha256(said).hexdigest()
    assert extract("csv").data_sha256 != english.data_sha256


def test_no_text_becomes_a_formula_and_none_is_changed_otherwise():
    a_ledger()

    report = extract("csv", "xlsx", as_of=dt.date(2018, 11, 21))

    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx")))
    assert [row["Note"] for row in rows(report)[4:]] == [f"'{NOTES[0]}", NOTES[1], f"'{NOTES[2]}"]
    assert [row[13] for row in book.get_sheet_by_index(1).to_python()[5:]] == list(NOTES)
    assert [text.count("<f>") for text in parts(report).values()] == [0] * len(parts(report))


def test_the_cover_says_what_was_asked_of_whom_and_how_many_rows_there_are():
    a_ledger()
    auditor = factories.user("auditor", username="wang")

    report = extract("xlsx", wanted={"agency": "NHC", "since": "2018-10-02"}, requested_by=auditor)

    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx")))
    cover = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python() if len(row) > 1 and row[0]}
    assert cover["Scope and filter"] == "all entries; Agency code: NHC; From: 2018-10-02"
    assert (cover["Rows"], cover["SHA-256 of the data"]) == ("1", report.data_sha256)
    assert cover["Ledger up to"] == f"entry 6 of 2018-10-05 10:00, hash {report.ledger_hash}"


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    a_ledger()
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)

    report = extract("xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx")))
    assert book.sheet_names == ["Cover", "Entries 1", "Entries 2"]
    assert [
        [int(row[0]) for row in book.get_sheet_by_name(name).to_python()[1:]] for name in book.sheet_names[1:]
    ] == [[1, 2, 3, 4], [5, 6]]


def test_a_text_too_long_for_a_cell_goes_on_below(monkeypatch):
    a_ledger()
    for module in (xlsx, workbook):
        monkeypatch.setattr(module, "LONGEST_TEXT", 30)

    report = extract("xlsx", wanted={"n_from": "5", "n_to": "5"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(content(report, "xlsx")))
    _head, *lines = book.get_sheet_by_index(1).to_python()
    entry = entries(report.plan)[4]
    assert "".join(line[20] for line in lines) == entry.hash
    assert [line[0] for line in lines] == [5.0] + [""] * (len(lines) - 1)


@pytest.mark.parametrize("tasks", [1, 3])
def test_it_asks_as_many_questions_for_one_row_as_for_three(tasks):
    factories.plan("p", tasks=tasks)
    report = a_report(kind="extract", parameters={"language": "en", "formats": ["csv"], "filter": {}})

    with CaptureQueriesContext(connection) as asked:
        building.build(report.pk)

    begins = ("SELECT", "DECLARE")  # PostgreSQL reads long answers through a cursor
    read = [query["sql"] for query in asked if query["sql"].startswith(begins) and "tasks_" in query["sql"]]
    # The report with its plan, the head of the ledger, the hashes and that there are no more, for the cover
    # the head and whether anything is a demonstration, the duties, the rows and that there are no more.
    assert len(read) == 9


def test_a_cancelled_extract_stops_between_two_batches_and_leaves_nothing(monkeypatch):
    a_ledger()
    monkeypatch.setattr(reading, "BATCH", 2)
    written = []

    def cancel_at_the_third(names, entry):
        written.append(entry[0])
        if entry[0] == 3:
            Report.objects.update(cancel_requested=True)
        return reading.line(names, entry)

    monkeypatch.setattr(making, "line", cancel_at_the_third)
    report = extract("csv", "xlsx")

    assert (report.state, report.artifacts, written) == ("cancelled", [], [1, 2, 3, 4])
    assert list(settings.ARTIFACT_DIR.iterdir()) == []


@pytest.mark.parametrize("choice", ["csv", "xlsx"])
def test_an_extract_that_takes_too_long_says_so_and_leaves_nothing(monkeypatch, choice):
    def too_long(names, entry):
        raise SoftTimeLimitExceeded

    a_ledger()
    monkeypatch.setattr(making, "line", too_long)
    report = extract(choice)

    assert (report.state, report.failure_code, report.attempt) == ("failed", "too_long", 1)
    assert list(settings.ARTIFACT_DIR.iterdir()) == []


def test_the_progress_follows_the_rows_and_only_rises(monkeypatch):
    a_ledger()
    monkeypatch.setattr(reading, "BATCH", 3)
    parameters = {"language": "en", "formats": ["xlsx", "csv"], "filter": {}}
    report = a_report(kind="extract", parameters=parameters)
    heard: list[tuple[int, str]] = []

    building.make(queue.claim(report.pk), listener=lambda progress, step: heard.append((progress, step)))

    assert heard == [
        (0, "collecting"), (0, "collecting"), (0, "collecting"),
        (10, "xlsx"), (32, "xlsx"), (55, "xlsx"),
        (55, "csv"), (77, "csv"), (100, "csv"),
        (100, "finished"),
    ]  # fmt: skip


def test_the_same_extract_made_again_has_the_same_bytes():
    a_ledger()
    first = extract("csv", "xlsx")
    with factories.at("2018-11-22"):
        second = extract("csv", "xlsx")

    assert first.artifacts == second.artifacts
    assert [artifacts.is_intact(item["sha256"]) for item in first.artifacts] == [True, True]
