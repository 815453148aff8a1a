"""A notice becomes a plan: read, corrected by keyboard and mouse, undone, issued; once without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.visiting import hand_in

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}


def settle_by_keys(page: Page) -> None:
    """Walks from one doubtful place to the next and ticks each off."""
    for left in range(page.locator(".rv-doubt:not(.is-settled)").count() - 1, -1, -1):
        page.keyboard.press("n")
        page.keyboard.press("t")
        expect(page.locator("#side-count")).to_have_text(str(left))


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']} at {each['nodes'][0]['target']}" for each in found]


def test_a_notice_is_corrected_and_issued(visitors):
    page = visitors.page("secretariat")
    hand_in(page, "village clinics")
    missing = page.locator(".rv-line", has_text="Village Doctors")

    missing.locator(".rv-edit").click()
    missing.locator("input[name=agency]").fill("MOHRSS")
    missing.locator("form").first.get_by_role("button", name="Save").click()
    expect(missing.locator("b")).to_have_text("MOHRSS")
    expect(missing.locator(".rv-edit")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(missing.locator("b")).to_have_text("body not known")
    missing.locator(".rv-edit").click()
    missing.locator("input[name=agency]").fill("MOHRSS")
    page.keyboard.press("Enter")
    expect(missing.locator("b")).to_have_text("MOHRSS")
    assert violations(page) == []
    settle_by_keys(page)
    page.get_by_role("link", name="Edit these facts").click()
    page.locator("input[name=title_zh]").fill("村卫生室重点任务")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Preview and issue").click()
    assert violations(page) == []
    page.get_by_role("button", name="Issue the plan").click()
    page.get_by_role("button", name="Confirm").click()

    expect(page.locator(".alert-success")).to_contain_text("The plan is issued")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Key Tasks for village clinics")


def test_text_and_structure_lead_to_each_other(visitors):
    page = visitors.page("secretariat", viewport={"width": 1440, "height": 900})
    hand_in(page, "mountain clinics")

    page.locator("#notice-text a.x-deadline").last.click()
    line = page.locator(".rv-deadline").last
    expect(line).to_have_class("rv-line rv-deadline is-current")
    expect(line).to_be_in_viewport()
    page.locator(".rv-target .rv-see").first.click()
    expect(page.locator("#notice-text a.x-target").first).to_have_class("x-target is-current")


def test_selected_words_become_a_task(visitors):
    page = visitors.page("secretariat", viewport={"width": 1440, "height": 900})
    hand_in(page, "island clinics")

    page.locator("#notice-text p", has_text="Annex").locator("[data-at]").first.select_text()
    page.get_by_role("button", name="Make something of the words").click()
    page.locator("#pick-slot").get_by_role("button", name="Add").click()

    expect(page.locator(".rv-task")).to_have_count(4)


def test_a_review_goes_on_without_javascript_and_on_a_telephone(visitors):
    page = visitors.page("secretariat", java_script_enabled=False, viewport={"width": 390, "height": 844})
    hand_in(page, "river clinics")
    address = page.url

    page.locator(".rv-line", has_text="Village Doctors").locator(".rv-edit").click()
    page.locator("input[name=agency]").first.fill("MOHRSS")
    page.get_by_role("button", name="Save").click()
    assert page.url.startswith(address + "#r")
    page.locator(".rv-tabs").get_by_role("link", name="Doubtful places").click()
    before = int(page.locator("#tab-count").inner_text())
    page.get_by_role("button", name="Tick off").first.click()

    assert int(page.locator("#tab-count").inner_text()) == before - 1
    page.get_by_role("button", name="Undo").click()
    assert int(page.locator("#tab-count").inner_text()) == before


def test_two_reviewers_do_not_overwrite_each_other(visitors):
    first, second = visitors.page("secretariat"), visitors.page("secretariat")
    hand_in(first, "desert clinics")
    second.goto(first.url)
    for page in (first, second):
        page.locator(".rv-task > .rv-row .rv-edit").first.click()
        page.locator(".rv-task input[name=title_en]").wait_for()

    first.locator(".rv-task input[name=title_en]").fill("First title")
    first.locator(".rv-task form").first.get_by_role("button", name="Save").click()
    expect(first.locator(".rv-task h4").first).to_contain_text("First title")
    second.locator(".rv-task input[name=title_en]").fill("Second title")
    second.locator(".rv-task form").first.get_by_role("button", name="Save").click()

    expect(second.locator(".rv-task .alert-warning")).to_contain_text("First title")
    expect(second.locator(".rv-task input[name=title_en]")).to_have_value("Second title")
