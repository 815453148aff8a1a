"""In and out: each role at its own front page, a wrong password, and what administrators do not see."""

import pytest

from tests.browser.visiting import PLAN, path_of, sign_in

pytestmark = pytest.mark.browser

DASHBOARD = f"/plans/{PLAN}/dashboard/"
FRONT_PAGES = {
    "secretariat": DASHBOARD,
    "auditor": DASHBOARD,
    "sysadmin": "/accounts/",
    "secadmin": "/accounts/",
    "auditadmin": "/ledger/",
    "provincial": "/desk/",
    "nhc-officer": "/desk/",
}
ADMINISTRATORS = ("sysadmin", "secadmin", "auditadmin")
BUSINESS = (
    f"/plans/{PLAN}/",
    DASHBOARD,
    f"/plans/{PLAN}/areas/1/",
    f"/plans/{PLAN}/tasks/4.4/",
    "/agencies/NHC/",
    "/tasks/export/csv/",
)


def test_each_role_signs_in_and_lands_on_its_own_front_page(visitors):
    for username in FRONT_PAGES:
        visitors.profile(username)

    assert {username: visitors.arrived[username] for username in FRONT_PAGES} == FRONT_PAGES


def test_a_wrong_password_is_told_clearly_and_the_name_is_kept(visitors):
    page = visitors.page()

    sign_in(page, "nhc-officer", "not-the-password")

    assert page.get_by_role("alert").inner_text() == (
        "Please enter a correct username and password. Note that both fields may be case-sensitive."
    )
    assert page.locator("input[name=username]").input_value() == "nhc-officer"
    assert page.locator("input[name=password]").input_value() == ""


def test_who_signed_out_is_asked_to_sign_in_again(visitors):
    page = visitors.page()
    sign_in(page, "auditor")
    page.locator(".bar details.menu summary").click()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/desk/")

    assert path_of(page) == "/account/sign-in/?next=/desk/"


def test_administrators_see_no_business_data(visitors):
    answers = {}
    for username in ADMINISTRATORS:
        request = visitors.profile(username).request
        answers[username] = [request.get(path).status for path in BUSINESS]

    assert answers == dict.fromkeys(ADMINISTRATORS, [404] * len(BUSINESS))


def test_the_audit_administrator_sees_the_chain_without_its_words(visitors):
    page = visitors.page("auditadmin")

    page.goto(f"/ledger/{PLAN}/")

    heads = page.get_by_role("columnheader").all_inner_texts()
    assert heads == ["No.", "When", "Hash"]
    assert page.get_by_role("main").get_by_text("Commission").count() == 0
