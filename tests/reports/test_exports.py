"""The task list as a file."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from agencies.enums import UserRole
from tasks import services
from tasks.models import Task
from tests import factories

pytestmark = pytest.mark.django_db


def download(client, user, kind: str, query: str = "") -> bytes:
    client.force_login(user)
    answer = client.get(f"/tasks/export/{kind}/{query}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    return b"".join(answer.streaming_content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_holds_the_rows_of_the_filtered_page(client):
    factories.plan(tasks=3, others={"MOF": "co_responsible"})
    with factories.at("2018-11-01"):
        services.report(
            factories.duty(number="1.2"), by=factories.officer(), percent=90, note="nearly", reason=""
        )

    all_rows = rows(download(client, factories.secretariat(), "csv"))
    on_track = rows(download(client, factories.secretariat(), "csv", "?standing=on_track"))

    assert [row["Task"] for row in all_rows] == ["1.1", "1.2", "1.3"]
    assert [(row["Task"], row["Agency"], row["Reported (%)"]) for row in on_track] == [("1.2", "NHC", "90")]


def test_what_nobody_reported_is_empty_and_not_zero(client):
    factories.plan()

    [row] = rows(download(client, factories.secretariat(), "csv"))

    assert row["Reported (%)"] == ""


def test_a_past_day_is_exported_as_it_was(client):
    factories.plan()
    with factories.at("2018-10-01"):
        services.report(factories.duty(), by=factories.officer(), percent=60, note="on the way")

    [before] = rows(download(client, factories.secretariat(), "csv", "?as_of=2018-09-01"))
    [after] = rows(download(client, factories.secretariat(), "csv", "?as_of=2018-10-01"))

    assert (before["Reported (%)"], before["As of"]) == (
        "",
        "2018-09-01 24:00, end of the day (Asia/Shanghai)",
    )
    assert (after["Reported (%)"], after["As of"]) == (
        "60",
        "2018-10-01 24:00, end of the day (Asia/Shanghai)",
    )


def test_it_names_the_entry_up_to_which_it_holds(client):
    plan = factories.plan()
    with factories.at("2018-10-01"):
        entry = services.report(factories.duty(), by=factories.officer(), percent=60, note="on the way")
    services.report(factories.duty(), by=factories.officer(), percent=90, note="nearly")

    [row] = rows(download(client, factories.secretariat(), "csv", "?as_of=2018-10-01"))

    assert (row["Plan"], entry.n) == ("p", 2)
    assert row["Ledger up to"] == f"entry 2 of 2018-10-01 10:00, hash {plan.entries.get(n=2).hash}"


def test_over_all_plans_it_names_the_entry_of_each(client):
    first, second = factories.plan("p"), factories.plan("q", tasks=2)

    found = rows(download(client, factories.secretariat(), "csv", "?plan=all&as_of=2018-10-01"))

    ends = [
        f"{plan.slug}: entry {n} of 2018-07-01 10:00, hash {plan.entries.get(n=n).hash}"
        for plan, n in ((first, 1), (second, 2))
    ]
    assert {row["Ledger up to"] for row in found} == {"; ".join(ends)}


@pytest.mark.parametrize(
    ("language", "scope"),
    [
        ("en", "what office may see; Agency: NHC name; Standing: Behind plan; Standing: On track"),
        ("zh-hans", "office 权限范围内的内容；部门：NHC名称；进度灯：落后于计划；进度灯：正常推进"),
    ],
)
def test_it_says_in_words_what_was_asked_of_whom(client, language, scope):
    factories.plan()
    client.cookies["django_language"] = language
    office = factories.user(UserRole.SECRETARIAT, username="office")

    content = download(client, office, "csv", "?agency=NHC&standing=behind&standing=on_track&page=1")

    [_head, row] = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert scope in row


def test_a_title_that_looks_like_a_formula_stays_text(client):
    factories.plan()
    Task.objects.update(title_en="=HYPERLINK(1)")

    [row] = rows(download(client, factories.secretariat(), "csv"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(download(client, factories.secretariat(), "xlsx")))

    assert row["Title"] == "'=HYPERLINK(1)"
    assert book.get_sheet_by_name("Task list").to_python()[1][2] == "=HYPERLINK(1)"


def test_another_province_is_not_in_the_file(client):
    fujian, gansu = factories.province(), factories.province("620000", "Gansu", "甘肃")
    factories.agency("FJ", fujian)
    factories.agency("GS", gansu)
    factories.plan(others={"FJ": "implementing", "GS": "implementing"})

    seen = rows(download(client, factories.user(UserRole.PROVINCIAL, "FJ"), "csv"))

    assert sorted(row["Agency"] for row in seen) == ["FJ", "NHC"]


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN])
def test_an_administrator_gets_no_file(client, role):
    factories.plan()
    client.force_login(factories.user(role))

    answer = client.get("/tasks/export/csv/")

    assert answer.status_code == 404


def test_there_is_no_other_format(client):
    client.force_login(factories.secretariat())

    answer = client.get("/tasks/export/pdf/")

    assert answer.status_code == 404
