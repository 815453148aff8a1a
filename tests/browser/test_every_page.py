"""Every page in both themes and both languages: accessible, quiet, narrow enough, and properly named."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.visiting import PLAN, REPORT_MS, Visitors, hand_in

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
# Long lists are asked for a part of their rows: the rest is more of the same, and every row takes its time.
PAGES = {
    "": ["/account/sign-in/"],
    "nhc-officer": ["/desk/", "/account/"],
    "provincial": [
        "/desk/",
        "/inbox/",
        "/inbox/settings/",
        "/provinces/350000/",
        f"/plans/{PLAN}/provinces/350000/tasks/2.5/",
        f"/plans/{PLAN}/rounds/2018-11/",
        f"/plans/{PLAN}/tasks/2.5/",
    ],
    "secretariat": [
        "/desk/",
        f"/plans/{PLAN}/dashboard/",
        "/tasks/?agency=NHSA",
        "/tasks/views/",
        f"/plans/{PLAN}/tasks/2.5/",
        "/slips/",
        "/slips/proposals/",
        "/plans/",
        f"/plans/{PLAN}/",
        f"/plans/{PLAN}/hand-out/",
        f"/plans/{PLAN}/areas/1/",
        f"/plans/compare/?left={PLAN}&right={PLAN}-second-translation",
        "/intake/",
        "/plans/qinhuangdao-opinions/",
        "/plans/qinhuangdao-opinions/tasks/1.1/",
        "/plans/qinhuangdao-opinions/adoption/",
        "/plans/demo-fujian-2018-h2/adoption/?decide=2.5",
        "/plans/sanming-2022/",
        "/plans/sanming-2022/findings/?point=4.1",
        f"/plans/{PLAN}/provinces/?area=2",
        f"/plans/{PLAN}/tasks/2.5/provinces/",
        "/provinces/",
        "/provinces/350000/",
        "/rounds/",
        f"/plans/{PLAN}/rounds/2018-10/?place=130000",
        f"/plans/{PLAN}/rounds/rule/",
        f"/plans/{PLAN}/discipline/",
        f"/plans/{PLAN}/targets/",
        "/agencies/",
        "/agencies/MOF/",
        "/editions/",
        "/schedules/",
        "/schedules/new/",
    ],
    "auditor": [
        "/reports/?kind=changes&agency=NHC",
        f"/ledger/{PLAN}/?agency=MOE",
        f"/plans/{PLAN}/dashboard/?as_of=2018-10-10",
    ],
    "auditadmin": ["/ledger/", "/events/", "/events/retention/"],
    "sysadmin": ["/accounts/"],
}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
ANATOMY = """() => ({
    headings: document.querySelectorAll("h1").length,
    named: document.title.split(" · ").length > 1 && !document.title.startsWith(" "),
    language: document.documentElement.lang,
})"""
# What is folded away must be as good as what is seen at once; menus and reasons would lie over other things.
UNFOLD = """() => {
    const named = "details.fold, details.filter, details.offer:has(form), .views details";
    const folded = document.querySelectorAll(named);
    for (const details of folded) details.open = true;
}"""
# One more pixel may be a matter of rounding.
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth + 1"


def faults(page: Page, path: str, language: str) -> list[str]:
    """What is wrong with one page, in words."""
    page.set_viewport_size(DESKTOP)
    status = page.goto(path).status
    found = [f"{path}: status {status}"] if status != 200 else []
    anatomy = page.evaluate(ANATOMY)
    if anatomy != {"headings": 1, "named": True, "language": language}:
        found.append(f"{path}: {anatomy}")
    page.evaluate(UNFOLD)
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        node = violation["nodes"][0]
        found.append(f"{path}: {violation['id']} at {node['target']}: {node['failureSummary']}")
    page.set_viewport_size(PHONE)
    if page.evaluate(TOO_WIDE):
        found.append(f"{path}: wider than a telephone")
    return found


def a_report(context: BrowserContext) -> str:
    """The address of one finished report of this visitor."""
    page = context.new_page()
    page.goto("/reports/")
    page.get_by_role("button", name="Make the report").click()
    page.locator("#report-status a[download]").first.wait_for(timeout=REPORT_MS)
    return page.url


def an_edition(context: BrowserContext) -> list[str]:
    """The addresses of an edition that was just issued, and of its comparison with the one before."""
    page = context.new_page()
    page.goto(a_report(context))
    page.get_by_role("button", name="Issue as an edition").click()
    return [page.url, f"{page.url}compare/"]


def a_review(context: BrowserContext) -> list[str]:
    """The addresses of a notice in review, of its preview and of its decisions."""
    page = context.new_page()
    hand_in(page, "county hospitals")
    return [page.url, f"{page.url}preview/", f"{page.url}decisions/"]


def first_link(context: BrowserContext, path: str, pattern: str) -> str:
    """The first address on a page that matches: what has no address of its own to know beforehand."""
    page = context.new_page()
    page.goto(path)
    addresses = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(address for address in addresses if re.fullmatch(pattern, address or ""))


@pytest.fixture(scope="module")
def made(all_visitors: Visitors) -> dict[str, list[str]]:
    """Pages that stand only where somebody made something: a report, a review."""
    office, province = all_visitors.profile("secretariat"), all_visitors.profile("provincial")
    target = first_link(office, f"/plans/{PLAN}/targets/", rf"/plans/{PLAN}/targets/\d+/")
    found = {
        "auditor": [a_report(all_visitors.profile("auditor"))],
        "secretariat": [*a_review(office), target, *an_edition(office)],
        "provincial": [first_link(province, "/inbox/", r"/inbox/\d+/")],
    }
    all_visitors.leave()
    return found


@pytest.mark.parametrize(
    ("theme", "django_language", "language"), [("light", "en", "en"), ("dark", "zh-hans", "zh-Hans")]
)
def test_every_page_is_accessible_quiet_and_narrow(visitors, made, theme, django_language, language):
    found = []
    for username, paths in PAGES.items():
        page = visitors.page(username, theme=theme, language=django_language)
        for path in [*paths, *made.get(username, [])]:
            found += faults(page, path, language)

    assert found == []
