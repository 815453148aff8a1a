"""The list of slips: in sight, with what became of them, filtered, sorted, and out as seen."""

import csv
import datetime as dt
import io
import re

import pytest

from tasks import services
from tests import factories, places

pytestmark = pytest.mark.django_db


def slip(duty, colour="blue", *, day="2018-10-10", reply_by="2018-10-17", note="Why?"):
    by = dt.date.fromisoformat(reply_by)
    with factories.at(day):
        return services.escalate(duty, by=None, colour=colour, reply_by=by, note=note)


def rows(html: str) -> list[tuple[str, str, str]]:
    """Colour, number of the task and reply of every row."""
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2], re.S):
        colour = re.search(r'class="chip chip-(\w+)"', row).group(1)
        number = re.search(r"<a [^>]*>(\S+) ", row).group(1)
        cells = re.sub(r"<[^>]+>", " ", row.rpartition('data-label="Reply"')[2]).split()
        found.append((colour, number, " ".join(cells).lstrip("> ")))
    return found


@pytest.fixture
def scene(client):
    """Four slips: answered in time, answered late, unanswered too long, and of a closed duty."""
    factories.plan(tasks=5)
    nhc = factories.officer()
    for n in (1, 2, 3, 4):
        slip(factories.duty(number=f"1.{n}"), "yellow" if n == 3 else "blue", day=f"2018-10-0{7 + (n > 2)}")
    with factories.at("2018-10-12"):
        services.close_unimplemented(factories.duty(number="1.4"), by=factories.secretariat(), reason="x")
    for day, number in (("2018-10-17", "1.1"), ("2018-10-18", "1.2")):
        with factories.at(day):
            services.report(factories.duty(number=number), by=nhc, percent=50, note="x", reason="y")
    slip(factories.duty(number="1.5"), day="2018-11-20", reply_by="2018-11-27")
    client.force_login(factories.officer("MOF"))
    return client


def page(client, query: str = "") -> list[tuple[str, str, str]]:
    return rows(client.get(f"/slips/{query}").content.decode())


def test_it_says_of_each_slip_whether_it_was_answered(scene):
    assert sorted(page(scene)) == [
        ("blue", "1.1", "Replied 2018-10-17"),
        ("blue", "1.2", "Replied 2018-10-18 · late"),
        ("blue", "1.4", "Duty closed"),
        ("blue", "1.5", "Reply awaited"),
        ("yellow", "1.3", "Reply overdue"),
    ]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?colour=yellow", ["1.3"]),
        ("?reply=overdue", ["1.3"]),
        ("?reply=replied", ["1.1", "1.2"]),
        ("?reply=replied&reply=closed", ["1.1", "1.2", "1.4"]),
        ("?plan=p&agency=NHC&colour=blue&reply=awaited", ["1.5"]),
        ("?as_of=2018-10-12", ["1.1", "1.2", "1.3", "1.4"]),
        ("?colour=green", ["1.1", "1.2", "1.3", "1.4", "1.5"]),
    ],
)
def test_it_can_be_filtered(scene, query, numbers):
    assert sorted(number for _colour, number, _reply in page(scene, query)) == numbers


def test_on_a_past_day_it_shows_what_was_known_then(scene):
    assert sorted(page(scene, "?as_of=2018-10-17")) == [
        ("blue", "1.1", "Replied 2018-10-17"),
        ("blue", "1.2", "Reply awaited"),
        ("blue", "1.4", "Duty closed"),
        ("yellow", "1.3", "Reply awaited"),
    ]


def test_it_can_be_sorted(scene):
    assert page(scene)[0][1] == "1.5"
    assert page(scene, "?ordering=issued")[-1][1] == "1.5"


def test_a_province_sees_no_slip_of_another(client):
    plan = factories.plan()
    someone = places.provincial("350000", "fujian")
    places.province("420000")
    for code, colour in (("350000", "blue"), ("420000", "red")):
        slip(places.hand_out(plan, code)[0], colour, note=f"Note for {code}")
    client.force_login(someone)

    html = client.get("/slips/").content.decode()
    file = b"".join(client.get("/slips/export/csv/").streaming_content)

    assert [colour for colour, *_rest in rows(html)] == ["blue"]
    assert re.findall(r"Note for \d+", html + file.decode("utf-8-sig")) == ["Note for 350000"] * 2
    assert ("HB-RO" in html, b"HB-RO" in file) == (False, False)


def test_the_file_holds_what_the_page_shows(scene):
    response = scene.get("/slips/export/csv/?reply=replied&ordering=issued")

    lines = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    names = ("Plan", "Task", "Agency", "Colour of the slip", "Issued", "Reply by", "Reply", "Replied on")
    assert sorted(tuple(line[name] for name in names) for line in lines) == [
        ("p", "1.1", "NHC", "Blue", "2018-10-07", "2018-10-17", "Replied", "2018-10-17"),
        ("p", "1.2", "NHC", "Blue", "2018-10-07", "2018-10-17", "Replied", "2018-10-18"),
    ]
    assert {line["Scope and filter"].split("; ")[1] for line in lines} == {"Reply: Replied"}
    assert response["Content-Disposition"] == 'attachment; filename="slips-2018-11-21.csv"'


def test_a_workbook_is_given_too_and_nothing_else(scene):
    statuses = {kind: scene.get(f"/slips/export/{kind}/").status_code for kind in ("xlsx", "pdf", "exe")}

    assert statuses == {"xlsx": 200, "pdf": 404, "exe": 404}


def test_the_secretariat_is_told_how_many_the_ladder_proposes(scene):
    scene.force_login(factories.secretariat())

    with factories.at("2019-01-16"):
        html = scene.get("/slips/").content.decode()

    # The tenth working day: three have had their blue slip; after the yellow one red waits for the twentieth.
    assert "The ladder proposes 3 slips today." in html


def test_others_are_told_nothing_of_proposals(scene):
    assert "The ladder proposes" not in scene.get("/slips/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_six_queries_however_many_slips(client, django_assert_num_queries, count):
    factories.plan(tasks=count)
    for n in range(count):
        slip(factories.duty(number=f"1.{n + 1}"))
    client.force_login(factories.officer())
    client.get("/slips/")

    # session, user with posts; plans and agencies to choose from; slips and their number
    with django_assert_num_queries(6):
        client.get("/slips/")
