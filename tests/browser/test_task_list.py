"""The task list: what the address says is what everybody sees, downloads, and sees of a past day."""

import csv
import io

import pytest
from playwright.sync_api import Page

from tests.browser.visiting import PLAN, path_of

pytestmark = pytest.mark.browser

CELLS = ("No.", "Agency", "Progress", "Due")


def shown(page: Page) -> list[tuple[str, ...]]:
    """The rows of the list, each as the first line of its cells."""
    rows = []
    for row in page.locator("#results tbody tr").all():
        cells = [row.locator(f"td[data-label='{name}']").inner_text().split("\n")[0] for name in CELLS]
        rows.append((cells[0], row.locator("th a").inner_text(), *cells[1:]))
    return rows


def standings(page: Page) -> list[str]:
    return page.locator("#results .standing-link").all_inner_texts()


def test_a_filtered_and_sorted_list_is_shared_by_its_address_and_exported_as_seen(visitors):
    mine, theirs = visitors.page("secretariat"), visitors.page("auditor")
    mine.goto("/tasks/")
    mine.locator("details.filter summary").click()
    mine.locator("select[name=agency]").select_option("NHSA")
    mine.get_by_role("button", name="Apply").click()
    mine.get_by_role("columnheader", name="Due").get_by_role("link").click()
    mine.wait_for_url("**ordering=*")

    theirs.goto(path_of(mine))
    with mine.expect_download() as download:
        mine.get_by_role("link", name="Export as seen: CSV").click()
    text = download.value.path().read_text("utf-8-sig")

    rows = shown(mine)
    days = [row[-1] for row in rows]
    exported = [
        (row["Task"], row["Title"], row["Agency"], f"{row['Reported (%)']}%", row["Due"])
        for row in csv.DictReader(io.StringIO(text))
    ]
    assert {row[2] for row in rows} == {"NHSA"}
    assert days == sorted(days)
    assert shown(theirs) == rows
    assert exported == rows


def test_a_past_day_has_its_banner_other_figures_and_no_moves(visitors):
    page = visitors.page("nhc-officer")
    page.goto("/tasks/")
    today = standings(page)
    task = f"/plans/{PLAN}/tasks/7.5/"
    page.goto(task)
    offered_today = page.locator("details.offer").count()

    page.goto("/tasks/?as_of=2018-10-10")
    banner, past = page.locator(".banner.as-of").inner_text(), standings(page)
    page.goto(f"{task}?as_of=2018-10-10")
    offered_then = page.locator("details.offer, form.move-form").count()
    page.get_by_role("link", name="Back to today").click()

    assert banner.startswith("As of 2018-10-10: this page shows what was on record at the end of that day.")
    assert past != today
    assert (offered_today > 0, offered_then) == (True, 0)
    assert path_of(page) == task
    assert page.locator("details.offer").count() == offered_today
