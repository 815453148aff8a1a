"""manage.py build_report: the same path as the job, files in a folder, one line per error."""

import hashlib

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.enums import Format
from reports.models import Report
from tests.reports.factories import a_plan

pytestmark = pytest.mark.django_db
ALL = {f".{one}" for one in Format.values}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


def run(folder, *options: str, kind: str = "progress", day: str = "2018-10-31") -> None:
    call_command("build_report", kind, "--plan", "p", "--as-of", day, "--out", str(folder), *options)


def test_it_puts_every_format_into_the_folder_and_prints_path_and_hash(tmp_path, capsys):
    a_plan()

    run(tmp_path / "out")

    lines = dict(reversed(line.split("  ")) for line in capsys.readouterr().out.splitlines())
    files = sorted((tmp_path / "out").iterdir())
    assert {file.suffix for file in files} == ALL
    assert lines == {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.parametrize(
    ("options", "suffixes"),
    [
        (["--format", "xlsx"], {".xlsx"}),
        (["--format", "xlsx", "--format", "csv"], {".xlsx", ".csv"}),
        (["--format", "pdf,csv"], {".pdf", ".csv"}),
        (["--format", "all"], ALL),
    ],
)
def test_it_makes_the_formats_asked_for(tmp_path, options, suffixes):
    a_plan()

    run(tmp_path / "out", *options, kind="overdue")

    assert {file.suffix for file in (tmp_path / "out").iterdir()} == suffixes


def test_the_report_stands_in_the_queue_as_made_by_the_portal(tmp_path):
    a_plan()

    run(tmp_path / "out", "--format", "csv", "--language", "zh-hans")

    report = Report.objects.get()
    assert (report.state, report.requested_by, report.attempt, report.language) == (
        "done",
        None,
        1,
        "zh-hans",
    )


@pytest.mark.parametrize(
    ("day", "options", "sentence"),
    [
        ("2018-11-22", [], "The day lies in the future; a report shows what has happened."),
        ("2018-06-30", [], "On that day there was no duty that you may see and that fits the filter."),
        ("2018-10-31", ["--agency", "NOPE"], "There is no such agency."),
        ("2018-10-31", ["--plan", "nope"], "there is no plan nope"),
    ],
)
def test_it_refuses_in_one_line_and_leaves_no_file(tmp_path, day, options, sentence):
    a_plan()

    with pytest.raises(CommandError) as error:
        run(tmp_path / "out", *options, day=day)

    assert str(error.value) == sentence
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    a_plan()
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CommandError) as error:
        run(tmp_path / "file" / "out")

    assert str(error.value) == f"Not a directory: {tmp_path / 'file' / 'out'}"
    assert Report.objects.count() == 0


@pytest.mark.parametrize("options", [["--format", "exe"], ["--as-of", "2018-13-01"], ["--language", "xx"]])
def test_a_malformed_option_is_refused(tmp_path, options):
    with pytest.raises(CommandError):
        run(tmp_path, *options)

    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "options", "stored"),
    [
        ("changes", ["--since", "2018-08-01"], {"since": "2018-08-01"}),
        (
            "progress",
            ["--area", "1", "--query", "role=lead"],
            {"area": "1", "query": "part=both&role=lead"},
        ),
    ],
)
def test_it_narrows_and_compares_as_the_page_does(tmp_path, kind, options, stored):
    a_plan()

    run(tmp_path / "out", "--format", "csv", *options, kind=kind)

    assert Report.objects.get().filter == stored


def test_a_report_with_nothing_to_show_says_what_is_missing_in_one_line(tmp_path):
    a_plan()

    with pytest.raises(CommandError) as error:
        run(tmp_path / "out", "--format", "csv", kind="discipline")

    assert str(error.value) == "The report cannot be made as asked. No round had begun by that day."
