"""Making a report from the claimed row to the stored files."""

import datetime as dt
import hashlib
import os
import time

import pytest
from django.conf import settings

from reformtracker.lib.errors import Invalid
from reformtracker.lib.filestore import SWEEP_AFTER_SECONDS
from reports import building
from reports.artifacts import artifacts
from reports.enums import Format
from reports.models import Report
from reports.queue import queue
from tests.factories import at
from tests.reports.factories import a_report, wait_over

pytestmark = pytest.mark.django_db
ALL = {"language": "en", "formats": ["xlsx", "pdf", "csv"], "filter": {}}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


def built(**said) -> Report:
    report = a_report(**said)
    building.build(report.pk)
    report.refresh_from_db()
    return report


def test_a_report_ends_ready_with_a_file_per_format_named_by_its_content():
    report = built(parameters=ALL)

    contents = [artifacts.path_of(item["sha256"]).read_bytes() for item in report.artifacts]
    assert (report.state, report.progress, report.step) == ("done", 100, "finished")
    assert [item["format"] for item in report.artifacts] == ["xlsx", "pdf", "csv"]
    assert [hashlib.sha256(content).hexdigest() for content in contents] == [
        i["sha256"] for i in report.artifacts
    ]
    assert [len(content) for content in contents] == [item["size"] for item in report.artifacts]


def test_the_row_states_where_the_figures_come_from():
    report = built()

    entry = report.plan.entries.get()
    assert (report.ledger_n, report.ledger_hash) == (entry.n, entry.hash)
    assert report.as_of_moment == dt.datetime(2018, 10, 31, 16, tzinfo=dt.UTC)
    assert (len(report.data_sha256), report.rule_version) == (64, "2018.1")
    assert report.artifacts[0]["name"] == f"p-progress-2018-10-31-{report.artifacts[0]['sha256'][:8]}.csv"


def test_two_builds_of_the_same_day_give_the_same_bytes_in_every_format():
    every = ALL | {"formats": Format.values}
    first = built(parameters=every)
    with at("2018-11-22"):
        second = built(parameters=every)

    assert first.artifacts == second.artifacts
    assert first.data_sha256 == second.data_sha256


def test_the_same_message_ten_times_makes_one_report():
    report = a_report()

    worked = [building.build(report.pk) for _ in range(10)]

    report.refresh_from_db()
    assert worked == [True] + [False] * 9
    kept = {path.name for path in settings.ARTIFACT_DIR.glob("*/*")}
    assert (report.state, report.attempt) == ("done", 1)
    assert kept == {report.artifacts[0]["sha256"], report.data_sha256}


def test_a_report_about_nothing_fails_at_once_and_says_why():
    report = built(as_of=dt.date(2018, 6, 30))

    assert (report.state, report.failure_code, report.attempt) == ("failed", "no_duties", 1)


def test_a_broken_renderer_is_tried_again_and_its_reason_kept(monkeypatch):
    monkeypatch.setitem(building.RENDERERS, "csv", broken)
    report = built()

    assert (report.state, report.failure_code) == ("queued", "error")
    assert report.failure_detail == "ZeroDivisionError: the renderer broke"


def test_after_a_failed_attempt_the_next_one_succeeds_and_the_reason_is_gone(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setitem(building.RENDERERS, "csv", broken)
        report = built()
    wait_over(report)

    building.build(report.pk)

    report.refresh_from_db()
    assert (report.state, report.attempt, report.failure_code) == ("done", 2, "")


def test_a_full_disk_is_named_as_such(monkeypatch):
    monkeypatch.setitem(building.RENDERERS, "csv", full_disk)

    report = built()

    assert (report.failure_code, report.failure_detail) == ("storage", "No space left on device")
    assert list(settings.ARTIFACT_DIR.iterdir()) == []


def test_a_refusal_is_final_and_tells_its_sentence(monkeypatch):
    monkeypatch.setitem(building.RENDERERS, "csv", refused)

    report = built()

    assert (report.state, report.failure_code, report.failure_detail) == ("failed", "refused", "not so")


def test_a_report_cancelled_on_the_way_stops_before_the_next_format(monkeypatch):
    def cancel_meanwhile(document, target):
        Report.objects.update(cancel_requested=True)
        target.write_text("first")

    monkeypatch.setitem(building.RENDERERS, "xlsx", cancel_meanwhile)
    report = built(parameters=ALL)

    assert (report.state, report.artifacts) == ("cancelled", [])


def test_a_worker_that_was_replaced_meanwhile_leaves_the_row_to_the_other(monkeypatch):
    def lose_the_lease(document, target):
        Report.objects.update(lease_until=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        others.append(queue.claim(report.pk))
        target.write_text("too late")

    others: list = []
    monkeypatch.setitem(building.RENDERERS, "csv", lose_the_lease)
    report = a_report()
    building.build(report.pk)

    report.refresh_from_db()
    assert (report.state, report.lease_token, report.artifacts) == ("running", others[0].token, [])


def test_the_progress_is_told_and_only_rises():
    report = a_report(parameters=ALL)
    heard: list[tuple[int, str]] = []

    building.make(queue.claim(report.pk), listener=lambda progress, step: heard.append((progress, step)))

    assert heard == [(0, "collecting"), (30, "xlsx"), (53, "pdf"), (76, "csv"), (100, "finished")]


def test_a_changed_file_is_noticed():
    report = built()
    sha256 = report.artifacts[0]["sha256"]
    before = artifacts.is_intact(sha256)

    artifacts.path_of(sha256).write_text("changed")

    assert (before, artifacts.is_intact(sha256), artifacts.is_intact("0" * 64)) == (True, False, False)


def test_the_sweep_removes_old_files_that_no_report_names():
    kept = artifacts.keep(lambda path: path.write_text("named"))
    orphan = artifacts.keep(lambda path: path.write_text("orphan"))
    young = artifacts.keep(lambda path: path.write_text("young"))
    two_days_ago = time.time() - 2 * SWEEP_AFTER_SECONDS
    for item in (kept, orphan):
        os.utime(artifacts.path_of(item.sha256), (two_days_ago, two_days_ago))

    swept = artifacts.sweep({kept.sha256})

    assert swept == 1
    assert {path.name for path in settings.ARTIFACT_DIR.glob("*/*")} == {kept.sha256, young.sha256}


@pytest.mark.parametrize("name", ["", "../secret_key", "A" * 64, "0" * 63])
def test_only_a_hash_leads_to_a_file(name):
    with pytest.raises(ValueError):
        artifacts.path_of(name)


def broken(document, target):
    raise ZeroDivisionError("the renderer broke")


def full_disk(document, target):
    raise OSError(28, "No space left on device")


def refused(document, target):
    raise Invalid("not so")
