"""Language and theme: chosen on any page, kept, and without JavaScript."""

import pytest

from tests.browser.visiting import path_of

pytestmark = pytest.mark.browser


def test_changing_the_language_keeps_the_page_with_its_filters(visitors):
    page = visitors.page("auditor")
    page.goto("/tasks/?agency=NHSA&ordering=-due_on")
    before = page.locator("html").get_attribute("lang"), page.locator("#results tbody tr").count()

    page.get_by_role("button", name="切换为中文").click()
    page.locator("html[lang=zh-Hans]").wait_for()
    after = page.locator("html").get_attribute("lang"), page.locator("#results tbody tr").count()
    kept = path_of(page)
    page.get_by_role("button", name="Show in English").click()
    page.locator("html[lang=en]").wait_for()

    assert (before[0], after[0]) == ("en", "zh-Hans")
    assert before[1] == after[1] > 0
    assert (kept, path_of(page)) == ("/tasks/?agency=NHSA&ordering=-due_on",) * 2


def test_the_dark_theme_is_kept_without_javascript(visitors):
    page = visitors.page("auditor", java_script_enabled=False, color_scheme="light")
    page.goto("/agencies/")

    page.get_by_role("button", name="Change to dark").click()
    kept = path_of(page)
    page.goto("/tasks/")

    dark = page.locator("html[data-theme=dark] body").evaluate(
        "body => getComputedStyle(body).backgroundColor"
    )
    page.get_by_role("button", name="Change to light").click()
    light = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert kept == "/agencies/"
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert dark != light
