"""In a browser: the page of a report follows its progress by itself."""

import pytest
from django.conf import settings

from reports import building
from tests import factories
from tests.reports.factories import a_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_report_turns_ready_on_the_open_page_without_a_reload(page, client, live_server):
    report = a_report(requested_by=factories.officer())
    client.force_login(report.requested_by)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
    page.goto(report.get_absolute_url())
    page.evaluate("window.sameDocument = true")
    before = page.locator("#report-state").inner_text()

    building.build(report.pk)
    page.get_by_text("SHA-256 of the file").wait_for()

    assert (before, page.locator("#report-state").inner_text()) == ("Waiting", "Ready")
    assert page.evaluate("window.sameDocument") is True
