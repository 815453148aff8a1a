"""An extract as data that prove themselves: made by the queue like the others, checked without the portal."""

import json
import subprocess
import sys

import pytest

from reports.artifacts import artifacts
from reports.slices.writing import VERIFIER
from tests import factories
from tests.reports.extract.ledgers import a_ledger, content, extract, rows
from tests.reports.slices.scenes import seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


def test_a_sealed_ledger_gives_a_slice_that_holds_outside_the_portal():
    a_ledger()
    seal()

    report = extract("json", wanted={"move": "report"})

    slice_ = json.loads(content(report, "json"))
    path = artifacts.path_of(report.artifact("json")["sha256"])
    checked = subprocess.run([sys.executable, "-I", "-S", VERIFIER, path], capture_output=True, check=False)
    # The report is as of the end of October: entry 7 is of November, and stands there as a digest alone.
    assert [row["content"]["n"] for row in slice_["rows"] if "content" in row] == [5, 6]
    assert (len(slice_["rows"]), slice_["seal"]["leaf"]["n"]) == (7, 7)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_without_a_seal_the_report_says_why_there_is_no_slice():
    a_ledger()

    report = extract("json")

    assert (report.state, report.failure_code, report.attempt) == ("failed", "refused", 1)
    assert report.failure_detail == (
        "Nothing of this chain is sealed yet; a slice can be proved after the next seal."
    )


def test_who_lost_the_right_meanwhile_gets_no_slice_and_no_row():
    a_ledger()
    seal()
    auditor = factories.user("auditor")
    auditor.memberships.all().delete()

    slice_, table = extract("json", requested_by=auditor), extract("csv", requested_by=auditor)

    assert (slice_.state, slice_.failure_code) == ("failed", "refused")
    assert (table.state, rows(table)) == ("done", [])
