"""From a claim with evidence to a verified duty: three offices, one task page."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.visiting import PLAN, Visitors

pytestmark = pytest.mark.browser

TASK = f"/plans/{PLAN}/tasks/4.4/"
NOTE = "国产化清单已印发。The list of domestic devices is issued."
PAPER = {
    "name": "国产医疗器械清单.txt",
    "mimeType": "text/plain",
    "buffer": "国产医疗器械清单\n1. 核磁共振\n".encode() * 50,
}


def duty(page: Page) -> Locator:
    return page.locator("li.duty").filter(has=page.locator("a[href='/agencies/MIIT/']"))


def make(visitors: Visitors, username: str, move: str, note: str, *, file=None) -> Page:
    """One move through the page of the task; gives the page that answers."""
    page = visitors.page(username)
    page.goto(TASK)
    offer = duty(page).locator("details.offer").filter(has=page.locator("summary", has_text=move))
    offer.locator("summary").first.click()
    offer.locator("textarea[name=note]").fill(note)
    if file:
        offer.locator("input[type=file]").set_input_files(file)
    offer.get_by_role("button", name=move).click()
    page.locator(".messages .alert-success").wait_for()
    return page


def test_a_claim_is_concurred_with_and_verified_and_its_evidence_stays_the_same(visitors):
    make(visitors, "miit-officer", "Claim completion", NOTE, file=PAPER)
    make(visitors, "nhc-officer", "Concur", "No objection.")

    page = make(visitors, "secretariat", "Verify", "Checked against the issued list.")

    history = page.locator("ol.timeline > li").filter(has_text="MIIT")
    newest = history.locator("p .strong").all_inner_texts()[:3]
    assert newest == ["Verify", "Concur", "Claim completion"]
    assert duty(page).locator(".chip-state").inner_text() == "Verified"
    assert duty(page).locator("details.chip-box summary").inner_text() == "Done on time"
    assert history.nth(2).locator(".note").inner_text() == NOTE
    with page.expect_download() as download:
        history.nth(2).get_by_role("link", name=PAPER["name"]).click()
    assert download.value.suggested_filename == PAPER["name"]
    assert download.value.path().read_bytes() == PAPER["buffer"]
    header = page.request.get(download.value.url).headers["content-disposition"]
    assert header.partition(";")[0] == "attachment"
