"""Duties of the provinces: handed out, reported with values, owed to rounds, compared, chased, adopted."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.test_reporting import tab_to
from tests.browser.visiting import PLAN, path_of

pytestmark = pytest.mark.browser

FUJIAN, HUBEI = "provincial", "hb-provincial"
NEIGHBOUR = "he-provincial"
MATRIX = f"/plans/{PLAN}/provinces/?area=2"
# From the corner of the matrix to a cell in its middle: the heads and the place of every row above it.
ACROSS_THE_MATRIX = 60


def exported(page: Page, address: str) -> list[list[str]]:
    """The cells of a CSV file, without the lines about it that stand above the table."""
    answer = page.request.get(address)
    return list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))


def status(page: Page, address: str) -> int:
    return page.request.get(address).status


def agencies_in_the_list(page: Page, query: str) -> list[str]:
    page.goto(f"/tasks/?{query}")
    return [
        name.split("\n")[0]
        for name in page.locator("#results tbody td[data-label='Agency']").all_inner_texts()
    ]


def searched(page: Page, words: str) -> list[str]:
    """The agencies that a search from the bar of the page finds."""
    page.goto("/desk/")
    page.locator("#bar-search").fill(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return agencies_in_the_list(page, path_of(page).split("?")[1])


def hand_out(page: Page, measure: str, places: list[str]) -> str:
    """Chooses a measure and two places, looks at the preview and hands out; gives what the preview said."""
    page.goto(f"/plans/{PLAN}/hand-out/")
    for card in ("ho-measures", "ho-places"):
        page.locator(f"section[aria-labelledby={card}] .card-head").get_by_role("button", name="None").click()
    page.locator("details.ho-group").nth(int(measure[0]) - 1).locator("summary").click()
    for words in (measure, *places):
        page.locator("label.ho-line").filter(has_text=words).locator("input").check()
    page.get_by_role("button", name="Look at what it will make").click()
    said = page.locator(".ho-sum").inner_text()
    page.get_by_role("button", name="Hand out 2 duties").click()
    page.locator(".messages .alert-success").wait_for()
    return said


def own_duty(page: Page, number: str) -> Locator:
    """The duty on the page of a task which the visitor may report on."""
    page.goto(f"/plans/{PLAN}/tasks/{number}/")
    return page.locator("li.duty").filter(has=page.locator("form[action$='/report/']"))


def test_a_measure_is_handed_to_two_provinces_and_a_third_finds_nothing_of_it(visitors):
    office, fujian, neighbour = (visitors.page(name) for name in ("secretariat", FUJIAN, NEIGHBOUR))
    measure, words = "5.5/1", "crimes"

    said = hand_out(office, measure, ["Fujian Province", "Zhejiang Province"])

    mine = agencies_in_the_list(fujian, f"q={words}&role=implementing")
    duty = own_duty(fujian, "5.5").get_attribute("id").removeprefix("duty-")
    hidden = (f"/plans/{PLAN}/provinces/350000/tasks/5.5/", f"/duties/{duty}/report/")
    export = exported(neighbour, f"/tasks/export/csv/?q={words}&part=both")
    assert said.split() == ["1", "measure", "×", "2", "places", "=", "2"]
    assert mine == ["Fujian Reform Office"]
    assert [status(fujian, address) for address in hidden] == [200, 200]
    assert [status(neighbour, address) for address in hidden] == [404, 404]
    assert agencies_in_the_list(neighbour, f"q={words}&role=implementing") == []
    assert [name for name in searched(neighbour, words) if "Reform Office" in name] == []
    assert [cell for row in export for cell in row if cell.endswith("Reform Office")] == []


def test_a_value_given_with_a_report_is_for_all_to_see_and_its_remark_is_not(visitors):
    page, neighbour = visitors.page(FUJIAN), visitors.page(NEIGHBOUR)
    form = own_duty(page, "2.5").locator("details.offer").filter(has_text="Report progress")
    form.locator("summary").first.click()
    form.locator("input[name=percent]").fill("95")
    form.locator("textarea[name=note]").first.fill("More hospitals have joined.")
    reading = form.locator("fieldset.reading").first
    for name, text in (("numerator", "45"), ("denominator", "180"), ("note", "Counted twice.")):
        reading.locator(f"input[name$={name}], textarea[name$={name}]").fill(text)

    form.get_by_role("button", name="Report progress").click()
    page.locator(".messages .alert-success").wait_for()
    page.locator(f"a[href^='/plans/{PLAN}/targets/']").first.click()
    page.get_by_role("heading", level=1, name="Public hospitals").wait_for()
    neighbour.goto(path_of(page))

    seen = [one.content() for one in (page, neighbour)]
    rows = [
        one.locator("tr").filter(has_text="Fujian Province").last.inner_text() for one in (page, neighbour)
    ]
    assert ["25% (45 / 180)" in words for words in rows] == [True, True]
    assert ["Counted twice." in words for words in seen] == [True, False]


def owed(page: Page) -> tuple[int, list[str]]:
    """How many returns the desk says are owed, and the tasks of the duties to which that line leads."""
    page.goto("/desk/")
    line = page.locator(".desk-round a").first
    said = int(line.inner_text().split()[0])
    line.click()
    page.locator("#results tbody").wait_for()
    return said, page.locator("#results td[data-label='No.']").all_inner_texts()


def test_the_line_of_returns_leads_to_the_duties_owed_and_falls_with_each_report(visitors):
    page = visitors.page(HUBEI)
    before, duties = owed(page)
    page.goto("/desk/")
    row = page.locator("article.desk-row[id]").filter(has=page.locator("h3", has_text=f"{duties[0]} "))
    row.locator("summary", has_text="Report progress").click()
    row.locator("textarea[name=note]").first.fill("The last counties have begun.")

    row.get_by_role("button", name="Report progress").click()
    row.locator(".alert-success").wait_for()

    assert before == len(duties) > 1
    assert owed(page) == (before - 1, duties[1:])


def unread(page: Page) -> int:
    return int(re.search(r"\d+", page.locator("a.tool[href='/inbox/']").inner_text())[0])


def test_marking_a_message_as_read_lowers_the_number_in_the_bar(visitors):
    page = visitors.page(NEIGHBOUR)
    page.goto("/inbox/")
    before = unread(page)

    page.locator("li.digest.unread").first.get_by_role("button", name="Read").click()
    page.wait_for_load_state()

    assert before > 0
    assert (unread(page), page.locator("li.digest.unread").count()) == (before - 1, before - 1)


def test_a_calendar_address_works_without_a_session_until_it_is_revoked(visitors):
    page, program = visitors.page(NEIGHBOUR), visitors.page()
    page.goto("/inbox/settings/")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#feed-address").inner_text()

    calendar = program.request.get(address)
    page.get_by_role("button", name="Revoke the address").click()
    page.get_by_role("button", name="Make an address").wait_for()

    lines = calendar.text().splitlines()
    assert (calendar.status, lines[0], lines[-1]) == (200, "BEGIN:VCALENDAR", "END:VCALENDAR")
    assert [line for line in lines if "2.5" in line and line.startswith("SUMMARY")] != []
    assert status(program, address) == 404


def test_a_cell_of_the_matrix_is_reached_by_keyboard_and_the_export_holds_what_is_shown(visitors):
    page = visitors.page(FUJIAN)
    page.goto(MATRIX)
    places = page.locator("table.matrix tbody .wide-only").all_inner_texts()
    tasks = page.locator("table.matrix th.task").all_inner_texts()
    export = exported(page, page.get_by_role("link", name="Export as seen: CSV").get_attribute("href"))
    page.locator(".matrix-box").focus()

    tab_to(page, page.locator("td.cell a[href*='/350000/tasks/2.5/']"), ACROSS_THE_MATRIX)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    head = next(row for row in export if set(tasks) <= {cell.split(" ")[0] for cell in row})
    rows = export[export.index(head) + 1 :]
    assert [cell.split(" ")[0] for cell in head if re.match(r"\d+\.\d+", cell)] == tasks
    assert len(rows) == len(places) == 32
    assert path_of(page) == f"/plans/{PLAN}/provinces/350000/tasks/2.5/"


def test_a_proposed_slip_that_is_issued_stands_on_the_duty_of_the_province(visitors):
    office, shanghai = visitors.page("secretariat"), visitors.page("sh-provincial")
    slips = shanghai.locator("main tbody tr").filter(has_text="Shanghai Reform Office")
    shanghai.goto("/slips/")
    before = slips.count()
    office.goto("/slips/proposals/")
    row = office.locator("tbody tr").filter(has_text="Shanghai Reform Office")

    row.get_by_role("button", name="Issue").click()
    office.locator("main").get_by_text("issued as entry no.").wait_for()

    shanghai.goto("/slips/")
    assert (before, slips.count()) == (0, 1)
    assert own_duty(shanghai, "5.3").locator(".chip-blue").count() == 1


def test_a_province_decides_how_its_plan_takes_up_a_national_task(visitors):
    page, auditor = visitors.page(FUJIAN), visitors.page("auditor")
    register = "/plans/demo-fujian-2018-h2/adoption/"
    auditor.goto(register)
    decided = auditor.locator(".stat .value").first
    before = decided.inner_text()
    page.goto(f"{register}?decide=3.1#task-3.1")
    form = page.locator("form.decide")
    form.locator("select[name=kind]").select_option("adopted")
    form.locator("select[name=local_tasks]").select_option(label="3.1 Paying by disease")
    form.locator("textarea[name=note]").fill("The same schemes, from January on.")

    form.get_by_role("button", name="Save the decision").click()
    page.locator("#task-3\\.1 .note").wait_for()
    auditor.reload()

    line = auditor.locator("#task-3\\.1")
    assert (before, decided.inner_text()) == ("10 of 50", "11 of 50")
    assert line.locator(".chip").first.inner_text() == "Adopted"
    assert line.locator(".note").inner_text() == "The same schemes, from January on."
