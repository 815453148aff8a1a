"""Issuing: what is frozen, who may, numbers, and that nothing of it changes afterwards."""

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.models import AccessEvent
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reports import jobs, services
from reports.artifacts import artifacts
from reports.editions.generator import generator
from reports.editions.issuing import issue
from reports.models import Edition
from tests import factories
from tests.factories import at
from tests.reports.editions.scenes import DAY, again, built, edition, made, office, reported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    factories.plan("p")
    reported("2018-10-10", 40)


def test_an_edition_freezes_everything_that_is_needed_to_check_it():
    report = made()

    frozen = issue(report, by=office()).frozen

    entry = factories.duty().entries.order_by("-n")[0]
    assert (frozen["parameters"], frozen["as_of"], frozen["day_over"], frozen["scope"]) == (
        {"language": "en", "formats": ["csv"], "filter": {}},
        "2018-10-31",
        True,
        "the whole plan",
    )
    assert (frozen["generator"], frozen["rule_version"]) == (generator(), report.rule_version)
    assert frozen["ledger"] == {"plan": "p", "n": entry.n, "hash": entry.hash}
    assert frozen["labels"]["kind"] == {"en": "Progress report", "zh-hans": "进展情况报告"}
    assert frozen["labels"]["plan"] == {"en": "Plan p", "zh-hans": "方案p"}
    assert frozen["labels"]["bodies"] == {
        "NHC": {"name_en": "NHC name", "name_zh": "NHC名称", "short_en": "NHC", "short_zh": "NHC简称"}
    }


def test_the_data_are_among_the_files_although_nobody_asked_for_them():
    report = made()

    files = issue(report, by=office()).frozen["files"]

    content = {item["format"]: artifacts.path_of(item["sha256"]).read_bytes() for item in files}
    assert [item["format"] for item in files] == ["csv", "json"]
    assert {name: hashlib.sha256(text).hexdigest() for name, text in content.items()} == {
        item["format"]: item["sha256"] for item in files
    }
    assert hashlib.sha256(content["json"]).hexdigest() == report.data_sha256
    assert json.loads(content["json"])["kind"] == "progress"


def test_issuing_twice_is_one_edition_and_one_event():
    report = made()

    first, again = issue(report, by=office()), issue(report, by=office())

    events = AccessEvent.objects.filter(kind="edition")
    assert first == again
    assert [(event.actor, event.subject, event.details["number"]) for event in events] == [
        (office(), f"edition:{report.public_id}", 1)
    ]


def test_only_the_secretariat_issues():
    report = made()

    for stranger in (factories.officer(), factories.user("auditor"), factories.user("audit_admin")):
        with pytest.raises(NotAllowed):
            issue(report, by=stranger)

    assert Edition.objects.count() == 0


def test_a_report_with_limited_sight_is_not_issued():
    report = built(services.request_report(kind="progress", plan=factories.duty().plan, as_of=DAY,
                                           by=factories.officer(), formats=["csv"]))  # fmt: skip

    with pytest.raises(Impossible) as refusal:
        issue(report, by=office())

    assert refusal.value.code == "limited_sight"


def test_an_unfinished_report_is_not_issued():
    report = services.request_report(
        kind="progress", plan=factories.duty().plan, as_of=DAY, by=None, formats=["csv"]
    )

    with pytest.raises(Impossible) as refusal:
        issue(report, by=office())

    assert refusal.value.code == "not_finished"


def test_a_report_whose_file_was_changed_on_disk_is_not_issued():
    report = made()
    artifacts.path_of(report.artifacts[0]["sha256"]).write_bytes(b"something else")

    with pytest.raises(Impossible) as refusal:
        issue(report, by=office())

    assert refusal.value.code == "not_intact"


def test_the_same_report_made_anew_is_no_second_edition():
    edition()

    with pytest.raises(Impossible) as refusal:
        issue(made(), by=office())

    assert refusal.value.code == "already_issued"


def test_another_day_language_or_filter_is_a_series_of_its_own():
    first = edition()
    chinese = edition(parameters={"language": "zh-hans", "formats": ["csv"], "filter": {}})
    narrowed = edition(parameters={"language": "en", "formats": ["csv"], "filter": {"agency": "NHC"}})
    earlier = edition(as_of=DAY.replace(day=30))

    series = {one.series for one in (first, chinese, narrowed, earlier)}
    assert len(series) == 4
    assert {one.number for one in (first, chinese, narrowed, earlier)} == {1}


def test_other_formats_of_the_same_report_belong_to_the_same_series():
    edition()

    with pytest.raises(Impossible) as refusal:
        edition(parameters={"language": "en", "formats": ["xlsx", "csv"], "filter": {}})

    assert refusal.value.code == "already_issued"


def today_with_a_later_report() -> tuple[Edition, object]:
    """An edition of a day that was not over, and the report that makes it again after another entry."""
    with at("2018-11-21", 11):
        first = edition(as_of=factories.clock.today())
        reported("2018-11-21", 70, hour=12)
    with at("2018-11-21", 13):
        return first, again(first)


def test_a_correction_is_the_next_number_with_its_reason_and_both_stay():
    first, report = today_with_a_later_report()

    second = issue(report, by=office(), corrects=first, reason="A return came later.")

    assert (second.number, second.corrects, second.reason) == (2, first, "A return came later.")
    assert Edition.objects.get(pk=first.pk).corrected_by == second
    assert list(Edition.objects.order_by("number").values_list("series", flat=True)) == [first.series] * 2


def test_a_correction_needs_a_reason():
    first, report = today_with_a_later_report()

    with pytest.raises(Invalid) as refusal:
        issue(report, by=office(), corrects=first, reason=" \u200b ")

    assert set(refusal.value.fields) == {"reason"}


def test_what_was_corrected_already_is_not_corrected_once_more():
    first, report = today_with_a_later_report()
    issue(report, by=office(), corrects=first, reason="late")
    with at("2018-11-21", 14):
        reported("2018-11-21", 80, hour=14)
        third = again(first)

    with pytest.raises(Impossible) as refusal:
        issue(third, by=office(), corrects=first, reason="later still")

    assert refusal.value.code == "not_the_newest"


def test_the_same_data_correct_nothing():
    first = edition()

    with pytest.raises(Impossible) as refusal:
        issue(again(first), by=office(), corrects=first, reason="to be sure")

    assert refusal.value.code == "same_data"


def test_the_database_refuses_to_change_or_remove_an_edition():
    first = edition()

    for statement in ("UPDATE reports_edition SET reason = 'x'", "DELETE FROM reports_edition"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Edition.objects.get(pk=first.pk).reason == ""


def test_an_issued_report_is_neither_tried_again_nor_are_its_files_swept(monkeypatch):
    first = edition()
    monkeypatch.setattr("reformtracker.lib.filestore.SWEEP_AFTER_SECONDS", -1)
    orphan = artifacts.keep(lambda path: path.write_bytes(b"orphan"))

    with pytest.raises(Impossible):
        services.retry(first.report, by=office())
    jobs.sweep_artifacts()

    kept = {item["sha256"]: artifacts.is_intact(item["sha256"]) for item in first.frozen["files"]}
    assert list(kept.values()) == [True, True]
    assert not artifacts.path_of(orphan.sha256).exists()
