"""An officer reports from the desk: by keyboard, without JavaScript, and against a colleague's changes."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.visiting import PLAN, ledger_of, path_of

pytestmark = pytest.mark.browser

# To get about, besides what is typed: less than half a minute for who does not hurry.
FEW_KEYS = 20


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


def press(page: Page, target: Locator) -> int:
    """Tabs to the target and presses Enter; gives the number of keys."""
    keys = tab_to(page, target)
    page.keyboard.press("Enter")
    return keys + 1


def type_into(page: Page, target: Locator, text: str) -> int:
    keys = tab_to(page, target)
    page.keyboard.type(text)
    return keys


def report_by_keyboard(page: Page, row: Locator, percent: str, note: str) -> int:
    """From the top of the desk to the saved report; gives the number of keys besides the text."""
    keys = press(page, page.get_by_role("link", name="Skip to the content"))
    keys += press(page, page.locator(".desk-line a[href='#section-owed']"))
    keys += press(page, row.locator("summary", has_text="Report progress"))
    form = row.locator("form.move-form").first
    keys += type_into(page, form.locator("input[name=percent]"), percent)
    keys += type_into(page, form.locator("textarea[name=note]"), note)
    keys += press(page, form.get_by_role("button", name="Report progress"))
    row.locator(".alert-success").wait_for()
    return keys


def test_a_status_is_updated_on_the_desk_by_keyboard_alone(visitors):
    page = visitors.page("nhc-officer")
    page.goto("/desk/")
    page.evaluate("window.sameDocument = true")
    row = row_of(page, "7.5")
    duty = duty_of(row)

    keys = report_by_keyboard(page, row, "70", "Training plan sent to the provinces.")

    newest = ledger_of(page, duty)[0]
    assert said(newest) == ("report", 70, "Training plan sent to the provinces.", "")
    assert row.locator(".alert-success").inner_text() == (
        f"“Report progress” is on record as entry no. {newest['n']}."
    )
    assert row.locator(".progress").inner_text() == "70%"
    assert page.locator(".desk-line a").first.inner_text() == "0 updates owed by 2018-11-30"
    assert page.evaluate("window.sameDocument") is True
    assert keys <= FEW_KEYS


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


def notes(page: Page, address: str) -> list[str]:
    """What was said on the duty of a form, newest first."""
    return [entry["note"] for entry in ledger_of(page, address.split("/")[2])]


def fill(form: Locator, note: str) -> None:
    form.locator("textarea[name=note]").fill(note)
    form.locator("textarea[name=reason]").fill("The tender was repeated.")


@pytest.mark.parametrize("place", ["desk", "task"])
def test_the_second_writer_is_told_keeps_the_text_and_may_press_again(visitors, place):
    first, second = visitors.page("nhsa-officer"), visitors.page("nhsa-officer")
    slow, quick = form_on(second, place), form_on(first, "task")
    address = slow.get_attribute("action")
    fill(slow, f"Typed slowly in the {place}.")
    fill(quick, f"Sent before the {place}.")
    quick.get_by_role("button", name="Report progress").click()
    first.locator(".messages .alert-success").wait_for()

    slow.get_by_role("button", name="Report progress").click()
    second.get_by_text("Somebody else changed this duty while you were writing.").wait_for()
    again = second.locator(f"form[action='{address}']")
    told, kept = (
        again.get_by_role("alert").first.inner_text(),
        again.locator("textarea[name=note]").input_value(),
    )
    before = notes(second, address)
    again.get_by_role("button", name="Report progress").click()
    second.locator(".alert-success").wait_for()

    assert f"Sent before the {place}." in told
    assert kept == f"Typed slowly in the {place}."
    assert before[0] == f"Sent before the {place}."
    assert notes(second, address)[:2] == [kept, before[0]]
