"""Getting about without a mouse: the skip link, a focus that is seen, and the reason behind every chip."""

import pytest
from playwright.sync_api import Page

from tests.browser.visiting import PLAN

pytestmark = pytest.mark.browser

# Whether the focus can be seen: an outline, or in a chart a thicker edge of the mark. Left to the browser are
# the end of the page and the inner parts of a date field.
SEEN = """() => {
    const element = document.activeElement, mark = element.closest("svg") && element.querySelector(".mark");
    if (element === document.body || element.type === "date") return true;
    if (mark) return parseFloat(getComputedStyle(mark).strokeWidth) >= 3;
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
WHERE = """() => {
    const element = document.activeElement;
    return `${element.localName} ${element.getAttribute("class")} ${element.textContent.trim().slice(0, 30)}`;
}"""
MARK_IF_CHIP = """() => {
    const summary = document.activeElement.closest(".chip-box > summary");
    if (summary) summary.dataset.reached = "yes";
    return document.activeElement === document.body;
}"""


def walk(page: Page, most: int) -> list[str]:
    """Tabs through the page; gives the places at which the focus cannot be seen."""
    unseen = []
    for _step in range(most):
        page.keyboard.press("Tab")
        if not page.evaluate(SEEN):
            unseen.append(page.evaluate(WHERE))
    return unseen


def test_the_skip_link_comes_first_and_leads_to_the_content(visitors):
    page = visitors.page("nhc-officer")
    page.goto("/desk/")

    page.keyboard.press("Tab")
    first, seen = page.evaluate(WHERE), page.locator(".skip-link").bounding_box()
    page.keyboard.press("Enter")

    assert first == "a skip-link Skip to the content"
    assert min(seen["x"], seen["y"]) >= 0
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_focus_can_always_be_seen(visitors):
    page, unseen = visitors.page("secretariat"), {}
    for path in ("/desk/", "/reports/", f"/plans/{PLAN}/dashboard/"):
        page.goto(path)
        unseen[path] = walk(page, 40)

    assert unseen == {"/desk/": [], "/reports/": [], f"/plans/{PLAN}/dashboard/": []}


def test_the_reason_behind_every_chip_is_reached_and_read_by_keyboard(visitors):
    page = visitors.page("auditor")
    page.goto("/tasks/?agency=NHSA")
    chips = page.locator("#results tbody details.chip-box")
    reasons = []
    for _step in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(MARK_IF_CHIP):
            break
    for chip in chips.all():
        chip.locator("summary[data-reached]").press("Enter")
        reasons.append(chip.locator(".pop").is_visible())
        page.keyboard.press("Escape")

    assert reasons == [True] * page.locator("#results tbody tr").count()
    assert page.locator("details.chip-box[open]").count() == 0
