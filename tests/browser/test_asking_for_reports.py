"""An auditor asks for a report, watches it, opens its files; cancels another and tries it again."""

import csv
import io
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.browser.visiting import PLAN, REPORT_MS, busy_worker

pytestmark = pytest.mark.browser


def ask(page: Page, kind: str, language: str) -> None:
    page.goto("/reports/")
    page.locator(f".kinds a[href*='kind={kind}']").click()
    page.locator("select[name=language]").select_option(language)
    page.locator("input[name=formats][value=csv]").check()
    page.get_by_role("button", name="Make the report").click()
    page.locator("#report-state").wait_for()


def state(page: Page) -> str:
    return page.locator("#report-state").inner_text()


def wait_until_ready(page: Page) -> None:
    page.get_by_role("heading", name="Ready").wait_for(timeout=REPORT_MS)


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


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def overdue_in_the_list(page: Page) -> list[str]:
    answer = page.request.get(f"/tasks/export/csv/?plan={PLAN}&standing=overdue")
    return sorted(row["Measure"] for row in table(answer.body().decode("utf-8-sig")))


def overdue_in_the_report(path: Path) -> list[str]:
    """Leads past their present due date; the report also lists who supports them, and granted extensions."""
    rows = table(path.read_text("utf-8-sig"))
    return sorted(row["Measure"] for row in rows if row["Role"] == "Lead" and int(row["Days late"]) > 0)


def cells(path: Path) -> set[str]:
    book = CalamineWorkbook.from_path(str(path))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return {str(cell) for sheet in sheets for row in sheet for cell in row}


def words(path: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_an_overdue_report_is_made_while_one_watches_and_its_files_agree_with_the_list(
    visitors, portal, tmp_path
):
    page = visitors.page("auditor")
    with busy_worker(portal):
        ask(page, "overdue", "en")
        page.evaluate("window.sameDocument = true")
        before = state(page)

    wait_until_ready(page)

    made, overdue = files(page, tmp_path), overdue_in_the_list(page)
    assert (before, page.evaluate("window.sameDocument")) == ("Waiting", True)
    assert sorted(made) == [".csv", ".pdf", ".xlsx"]
    assert overdue_in_the_report(made[".csv"]) == overdue
    assert set(overdue) - cells(made[".xlsx"]) == set()
    assert [measure for measure in overdue if measure not in words(made[".pdf"])] == []


def test_a_cancelled_report_is_tried_again_and_its_chinese_document_is_chinese(visitors, portal, tmp_path):
    page = visitors.page("auditor")
    with busy_worker(portal):
        ask(page, "progress", "zh-hans")
        page.get_by_role("button", name="Cancel").click()
        page.locator(".messages .alert-success").wait_for()
        cancelled = state(page)

    page.get_by_role("button", name="Try again").click()
    wait_until_ready(page)

    text = words(files(page, tmp_path)[".pdf"])
    assert cancelled == "Cancelled"
    names = ["深化医药卫生体制改革2018年下半年重点工作任务", "国家医保局", "高值医用耗材改革和医疗器械国产化"]
    assert [name for name in names if name not in "".join(text.split())] == []
