"""The adoption register, both plans by fields, and the findings as files: the rows of their pages."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from tasks.local import findings
from tests import factories, places
from tests.tasks.local.plans import decided, local, national, recorded, source

pytestmark = pytest.mark.django_db


def register() -> None:
    national()
    plan = local(("2018-12-31", 15), ("2018-10-31", 20))
    decided(plan, "1.1", "1.1", kind="loosened")
    decided(plan, "1.2", kind="not_adopted")


def download(client, address: str, account=None) -> bytes:
    client.force_login(account or factories.secretariat())
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows(client, address: str, account=None) -> list[dict[str, str]]:
    text = download(client, address, account).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_register_has_both_sides_and_the_warning_in_each_row(client):
    register()

    found = rows(client, "/plans/local/adoption/export/csv/")

    assert [(row["No."], row["Taken up"], row["Local tasks"]) for row in found] == [
        ("1.1", "Loosened", "1.1 Local 1"), ("1.2", "Not adopted", ""), ("1.3", "Not decided", ""),
    ]  # fmt: skip
    first = found[0]
    assert (first["Due nationally"], first["Due locally"]) == ("2018-10-31", "2018-12-31")
    assert (first["National targets"], first["Local targets"]) == ("20%: 20%", "15%: 15%")
    assert first["Later or lower"] == (
        "Due 2018-12-31, 61 days later than the national 2018-10-31.; "
        "“20%”: 15% is lower than the national 20%."
    )


def test_the_register_is_narrowed_like_its_page_and_says_so(client):
    register()

    [row] = rows(client, "/plans/local/adoption/export/csv/?kind=not_adopted")

    assert row["No."] == "1.2"
    assert row["Scope and filter"].split("; ")[1:] == ["National plan: national", "Taken up: Not adopted"]


def test_the_workbook_has_the_extras_on_a_sheet_of_their_own(client):
    register()

    book = CalamineWorkbook.from_filelike(io.BytesIO(download(client, "/plans/local/adoption/export/xlsx/")))

    assert book.sheet_names == ["Cover", "National tasks", "Only local"]
    assert [row[:2] for row in book.get_sheet_by_name("Only local").to_python()[1:]] == [["1.2", "Local 2"]]


def test_plans_by_fields_list_each_side(client):
    national(1)
    local(("2018-12-31", 15), slug="alone", derived_from="")

    found = rows(client, "/plans/alone/adoption/export/csv/?against=national")

    assert [(row["Document"], row["Task"], row["Due"], row["Targets"]) for row in found] == [
        ("national", "National 1", "2018-10-31", "20%: 20%"),
        ("alone", "Local 1", "2018-12-31", "15%: 15%"),
    ]


def test_findings_are_rows_by_place_and_the_counts_a_second_sheet(client):
    source()
    findings.take_in(recorded())

    found = rows(client, "/plans/source/findings/export/csv/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(download(client, "/plans/source/findings/export/xlsx/")))

    assert [(row["Code"], row["On"], row["Statement"]) for row in found] == [
        ("320000", "2022-07-28", "Opens clinics."),
        ("350000", "2022-07-28", "Pays by the year."),
        ("420000", "2022-07-28", "Opens clinics."),
    ]
    assert book.get_sheet_by_name("Counts of places").to_python()[1][2:5] == [19.0, 32.0, "Fujian"]


def test_a_province_exports_what_it_sees(client):
    source()
    findings.take_in(recorded())

    found = rows(client, "/plans/source/findings/export/csv/?place=420000", places.provincial("350000"))

    assert [row["Code"] for row in found] == ["350000"]


@pytest.mark.parametrize(
    "address",
    [
        "/plans/local/adoption/export/pdf/",
        "/plans/local/findings/export/pdf/",
        "/plans/national/adoption/export/csv/",
        "/plans/none/findings/export/csv/",
    ],
)
def test_there_is_no_other_file(client, address):
    register()
    client.force_login(factories.secretariat())

    assert client.get(address).status_code == 404


def test_another_province_gets_no_file(client):
    register()
    client.force_login(places.provincial("420000"))

    assert client.get("/plans/local/adoption/export/csv/").status_code == 404
