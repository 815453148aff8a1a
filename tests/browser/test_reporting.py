"""An officer reports from the desk: by keyboard, without JavaScript, and against a colleague's changes."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.visiting import PLAN, ledger_of, path_of

pytestmark = pytest.mark.browser

FEW_KEYS = 15  # to get about; what is typed is not counted


def tab_to(page: Page, target: Locator, most: int = 30) -> int:
    """Presses Tab until the target has the focus; gives how often."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return pressed
    raise AssertionError(f"not reached with {most} tabs: {target}")


def row_of(page: Page, number: str) -> Locator:
    """The row of the desk in which the duty under this task can be updated."""
    return page.locator("article.desk-row[id]").filter(has=page.locator("h3", has_text=f"{number} "))


def duty_of(row: Locator) -> str:
    return row.get_attribute("id").removeprefix("duty-")


def said(entry: dict) -> tuple:
    return entry["move"], entry["percent"], entry["note"], entry["reason"]


def test_a_status_is_updated_on_the_desk_by_keyboard_alone(visitors):
    page = visitors.page("nhc-officer")
    page.goto("/desk/")
    page.evaluate("window.sameDocument = true")
    row = row_of(page, "7.5")
    duty = duty_of(row)
    keys = tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    keys += tab_to(page, page.locator(".desk-line a[href='#section-owed']"))
    page.keyboard.press("Enter")
    keys += tab_to(page, row.locator("summary", has_text="Report progress"))
    page.keyboard.press("Enter")
    keys += tab_to(page, row.locator("input[name=percent]"))
    page.keyboard.type("70")
    keys += tab_to(page, row.locator("textarea[name=note]").first)
    page.keyboard.type("Training plan sent to the provinces.")
    keys += tab_to(page, row.get_by_role("button", name="Report progress"))

    page.keyboard.press("Enter")
    row.locator(".alert-success").wait_for()

    newest = ledger_of(page, duty)[0]
    assert row.locator(".alert-success").inner_text() == (
        f"“Report progress” is on record as entry no. {newest['n']}."
    )
    assert said(newest) == ("report", 70, "Training plan sent to the provinces.", "")
    assert row.locator(".progress").inner_text() == "70%"
    assert page.locator(".desk-line a").first.inner_text() == "0 updates owed by 2018-11-30"
    assert page.evaluate("window.sameDocument") is True
    assert keys + 3 <= FEW_KEYS


def test_a_status_is_updated_on_the_desk_without_javascript(visitors):
    page = visitors.page("nhc-officer", java_script_enabled=False)
    page.goto("/desk/")
    row = row_of(page, "7.3")
    duty = duty_of(row)
    row.locator("summary", has_text="Report progress").click()
    row.locator("input[name=percent]").fill("60")
    row.locator("textarea[name=note]").first.fill("Registration rules revised.")
    row.locator("textarea[name=reason]").first.fill("Two provinces answered late.")

    row.get_by_role("button", name="Report progress").click()

    newest = ledger_of(page, duty)[0]
    assert path_of(page) == "/desk/"
    assert page.locator(".messages .alert-success").inner_text() == (
        f"“Report progress” is on record as entry no. {newest['n']}."
    )
    assert said(newest) == ("report", 60, "Registration rules revised.", "Two provinces answered late.")


def form_on(page: Page, place: str) -> Locator:
    """The form for reporting on 4.4, opened on the desk or on the page of the task."""
    page.goto("/desk/" if place == "desk" else f"/plans/{PLAN}/tasks/4.4/")
    led = (
        page.locator("li.duty").filter(has=page.locator("a[href='/agencies/NHSA/']")).filter(has_text="Lead")
    )
    row = row_of(page, "4.4") if place == "desk" else led
    row.locator("summary", has_text="Report progress").click()
    return row.locator("form.move-form").filter(has=page.locator("input[name=percent]"))


def fill(form: Locator, note: str) -> None:
    form.locator("textarea[name=note]").fill(note)
    form.locator("textarea[name=reason]").fill("The tender was repeated.")


@pytest.mark.parametrize("place", ["desk", "task"])
def test_the_second_writer_is_told_keeps_the_text_and_may_press_again(visitors, place):
    first, second = visitors.page("nhsa-officer"), visitors.page("nhsa-officer")
    slow, quick = form_on(second, place), form_on(first, "task")
    duty = slow.get_attribute("action").split("/")[2]
    fill(slow, f"Typed slowly in the {place}.")
    fill(quick, f"Sent before the {place}.")
    quick.get_by_role("button", name="Report progress").click()
    first.locator(".messages .alert-success").wait_for()

    slow.get_by_role("button", name="Report progress").click()
    second.get_by_text("Somebody else changed this duty while you were writing.").wait_for()
    again = second.locator(f"form[action='/duties/{duty}/report/']")
    told, kept = (
        again.get_by_role("alert").first.inner_text(),
        again.locator("textarea[name=note]").input_value(),
    )
    before = [entry["note"] for entry in ledger_of(second, duty)[:2]]
    again.get_by_role("button", name="Report progress").click()
    second.locator(".alert-success").wait_for()

    assert f"Sent before the {place}." in told
    assert kept == f"Typed slowly in the {place}."
    assert before[0] == f"Sent before the {place}."
    assert [entry["note"] for entry in ledger_of(second, duty)[:2]] == [kept, before[0]]
