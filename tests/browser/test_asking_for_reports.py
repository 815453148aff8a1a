"""An auditor asks for a report, watches it, opens its files; cancels another and tries it again."""

import csv
import io
from pathlib import Path

import pypdf
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.browser.conftest import PLAN, busy_worker


def ask(page: Page, kind: str, language: str) -> None:
    page.goto("/reports/")
    page.locator("select[name=kind]").select_option(kind)
    page.locator("select[name=language]").select_option(language)
    page.get_by_role("button", name="Make the report").click()
    page.locator("#report-state").wait_for()


def state(page: Page) -> str:
    return page.locator("#report-state").inner_text()


def wait_until_ready(page: Page) -> None:
    page.get_by_role("heading", name="Ready").wait_for(timeout=60_000)


def files(page: Page, folder: Path) -> dict[str, Path]:
    """All files of the report, by their ending."""
    found = {}
    for link in page.locator("#report-status a[download]").all():
        with page.expect_download() as download:
            link.click()
        target = folder / download.value.suggested_filename
        download.value.save_as(target)
        found[target.suffix] = target
    return found


def overdue_in_the_list(page: Page) -> list[str]:
    answer = page.request.get(f"/tasks/export/csv/?plan={PLAN}&standing=overdue").body().decode("utf-8-sig")
    return sorted(row["Measure"] for row in csv.DictReader(io.StringIO(answer)))


def test_an_overdue_report_is_made_while_one_watches_and_its_files_hold_what_the_list_shows(
    visitors, portal, tmp_path
):
    page = visitors.page("auditor")
    with busy_worker(portal):
        ask(page, "overdue", "zh-hans")
        page.evaluate("window.sameDocument = true")
        before = state(page)
    wait_until_ready(page)
    made = files(page, tmp_path)

    rows = list(csv.DictReader(io.StringIO(made[".csv"].read_text("utf-8-sig"))))
    sheets = CalamineWorkbook.from_path(str(made[".xlsx"]))
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(made[".pdf"]).pages)
    assert (before, page.evaluate("window.sameDocument")) == ("Waiting", True)
    assert sorted(made) == [".csv", ".pdf", ".xlsx"]
    assert len(rows) == len(overdue_in_the_list(page))
    assert "国家医疗保障局" in text or "国家医保局" in text
    assert len(sheets.sheet_names) > 0


def test_a_cancelled_report_can_be_tried_again(visitors, portal):
    page = visitors.page("auditor")
    with busy_worker(portal):
        ask(page, "progress", "en")
        page.get_by_role("button", name="Cancel").click()
        page.locator(".messages .alert-success").wait_for()
        cancelled = state(page)

    page.get_by_role("button", name="Try again").click()
    wait_until_ready(page)

    assert cancelled == "Cancelled"
    assert page.locator("#report-status a[download]").count() == 3
