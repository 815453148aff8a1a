"""The browser of the suite works, and so does the page that everybody sees first."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sign_in_page_gives_the_browser_nothing_to_complain_about(page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    answer = page.goto("/")
    page.wait_for_load_state("networkidle")

    assert (answer.status, page.url.rpartition("/account")[2]) == (200, "/sign-in/?next=/")
    assert page.get_by_role("heading", level=1).count() == 1
    assert complaints == []


def test_the_page_has_its_style_and_its_font(page):
    page.goto("/account/sign-in/")

    assert page.evaluate("document.styleSheets.length") > 0
    assert "Noto Sans SC" in page.evaluate("getComputedStyle(document.body).fontFamily")
