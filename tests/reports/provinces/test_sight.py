"""What one province learns of another: figures, never reasons, percentages as reported, words or links."""

import io
import zipfile

import pytest
from django.test import Client

from agencies.enums import UserRole
from agencies.models import Agency, Jurisdiction, User
from agencies.permissions import reaches, within_sight
from tests import factories, places
from tests.reports.provinces.world import FUJIAN, HUBEI, handed, say

pytestmark = pytest.mark.django_db
PAGES = (
    "/plans/p/provinces/",
    "/plans/p/provinces/?fold=1",
    "/plans/p/tasks/1.1/provinces/",
    "/provinces/?plan=p",
    f"/provinces/{FUJIAN}/?plan=p",
    f"/provinces/{HUBEI}/?plan=p",
    "/plans/p/dashboard/",
    "/plans/p/areas/1/",
)
FILES = tuple(
    f"{page}export/{kind}/{query}"
    for page, query in (("/plans/p/provinces/", ""), ("/provinces/", "?plan=p"))
    for kind in ("csv", "xlsx")
)
API = "/api/v1/plans/p/provinces/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def two_alike() -> None:
    """Two provinces with duties of the same shape and reports that can be told apart."""
    handed(FUJIAN, HUBEI)
    say(FUJIAN, 37, note="Words of Fujian")
    say(HUBEI, 41, note="Words of Hubei")


def said(client: Client, address: str) -> str:
    """Everything that the address gives, as text; of a workbook all its parts."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200, address
    if content[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(book.read(name) for name in book.namelist())
    return content.decode()


# What would give Hubei's details away: its words, its percentage, its reason, the way to its updates.
SECRETS = ("Words of Hubei", "41%", '"percent":41', f"/provinces/{HUBEI}/tasks/")


@pytest.mark.parametrize("address", [*PAGES, *FILES, API])
def test_a_province_learns_nothing_of_another_but_figures(address):
    two_alike()

    text = said(signed_in(places.provincial(FUJIAN)), address)

    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/plans/p/provinces/", [f"/provinces/{HUBEI}/tasks/1.1/", "41%"]),
        ("/plans/p/tasks/1.1/provinces/", [f"/provinces/{HUBEI}/tasks/1.1/", "41%"]),
        (f"/provinces/{HUBEI}/?plan=p", ["Words of Hubei", "41%", f"/provinces/{HUBEI}/tasks/1.1/"]),
        ("/plans/p/provinces/export/csv/", ["; 41%"]),
        (API, ['"percent":41', "41% reported"]),
    ],
)
@pytest.mark.parametrize("role", [UserRole.SECRETARIAT, UserRole.AUDITOR])
def test_who_watches_all_sees_what_the_other_test_looks_for(role, address, shown):
    two_alike()

    text = said(signed_in(factories.user(role)), address)

    assert [words for words in shown if words not in text] == []


def test_a_province_sees_its_own_details():
    two_alike()
    client = signed_in(places.provincial(FUJIAN))

    pages = [said(client, address) for address in ("/plans/p/provinces/", f"/provinces/{FUJIAN}/?plan=p")]

    assert [("37%" in page, f"/provinces/{FUJIAN}/tasks/1.1/" in page) for page in pages] == [
        (True, True)
    ] * 2


@pytest.mark.parametrize(("code", "status"), [(FUJIAN, 200), (HUBEI, 404)])
def test_the_duties_of_another_place_are_not_found(code, status):
    two_alike()

    answer = signed_in(places.provincial(FUJIAN)).get(f"/plans/p/provinces/{code}/tasks/1.1/")

    assert answer.status_code == status


def test_a_neighbours_page_has_the_figures_and_says_that_the_rest_is_not_for_everybody():
    two_alike()

    page = signed_in(places.provincial(FUJIAN)).get(f"/provinces/{HUBEI}/?plan=p")

    assert (page.context["figures"].duties, page.context["figures"].heard) == (2, 1)
    assert [
        name for name in ("overdue", "due", "held", "changes", "bodies", "below") if name in page.context
    ] == []


def test_an_officer_of_a_prefecture_sees_neither_its_sister_nor_a_mean_made_of_both():
    plan = factories.plan(tasks=1)
    for code, name in (("350100", "Fuzhou"), ("350200", "Xiamen")):
        places.prefecture(code, name)
    places.hand_out(plan, "350100", "350200")
    say("350100", 20)
    say("350200", 60, note="Words of Xiamen")
    client = signed_in(places.provincial("350100"))

    matrix, task = (
        said(client, page) for page in ("/plans/p/provinces/", f"/plans/p/provinces/{FUJIAN}/tasks/1.1/")
    )

    assert [percent for percent in ("20%", "40%", "60%") if percent in matrix] == []
    assert ("20%" in task, "60%" in task, "Words of Xiamen" in task) == (True, False, False)
    assert client.get("/plans/p/provinces/350200/tasks/1.1/").status_code == 404
    assert client.get("/provinces/350200/").status_code == 404


def test_who_may_not_see_the_plan_finds_nothing():
    plan = handed(FUJIAN)
    factories.plan("q")
    plan.jurisdiction = Jurisdiction.objects.get(code=FUJIAN)
    plan.save(update_fields=["jurisdiction"])
    client = signed_in(places.provincial(HUBEI))

    addresses = ["/plans/p/provinces/", "/plans/p/tasks/1.1/provinces/", "/provinces/?plan=p", API, *FILES]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN, None])
def test_who_has_no_business_with_plans_finds_nothing(role):
    handed(FUJIAN)
    client = signed_in(factories.user(role))

    addresses = [*PAGES, *FILES, API, f"/plans/p/provinces/{FUJIAN}/tasks/1.1/"]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


def test_the_sight_of_a_place_at_hand_is_the_sight_of_the_database():
    for code in (FUJIAN, HUBEI):
        places.province(code)
    places.prefecture("350100")
    factories.agency("NHC")
    readers = [
        factories.secretariat(),
        factories.user(UserRole.AUDITOR),
        factories.officer("NHC"),
        places.provincial(FUJIAN),
        places.provincial("350100"),
        factories.user(None),
    ]

    for reader in readers:
        found = set(Agency.objects.filter(within_sight(reader, "jurisdiction")))
        assert {body for body in Agency.objects.all() if reaches(reader, body.jurisdiction.path)} == found
