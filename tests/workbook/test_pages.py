"""The pages around the workbook: who may, what they show, and that nothing changes unseen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import UserRole
from tasks.issuing import issue_plan
from tasks.models import Plan, Task
from tasks.notices import read_plan
from tasks.workbook import uploading, writing
from tests import factories
from tests.workbook import scenes

pytestmark = pytest.mark.django_db

PLAN, FILE, FORM = "/plans/small/", "/plans/small/workbook.xlsx", "/plans/small/workbook/"
BUTTON = "Apply all of it"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.WORKBOOK_DIR = tmp_path / "workbooks"


def upload(client, data: bytes, name: str = "changed.xlsx"):
    return client.post(FORM, {"workbook": SimpleUploadedFile(name, data)})


def reviewed(client, data: bytes):
    """Uploads the workbook and opens the page of its differences."""
    return client.get(upload(client, data)["Location"])


def rows(html: str) -> list[tuple[str, str]]:
    """Kind and sheet of every row shown."""
    return re.findall(r'chip change-(\w+)">.*?<h2>(\w+)', html, re.S)


def test_three_people_and_a_draft(client):
    plan = scenes.draft()
    changed = scenes.editor(plan).fact("title_en", "Other").save()
    answers = {}

    for role in (UserRole.SECRETARIAT, UserRole.AUDITOR, UserRole.OFFICER):
        client.force_login(factories.user(role, "NHC" if role == UserRole.OFFICER else None))
        html = client.get(PLAN).content.decode()
        answers[role] = (
            FILE in html,
            FORM in html,
            [client.get(FILE).status_code, client.get(FORM).status_code, upload(client, changed).status_code],
            client.post(f"{FORM}?file=x").status_code,
        )

    assert answers == {
        UserRole.SECRETARIAT: (True, True, [200, 200, 302], 400),
        UserRole.AUDITOR: (True, False, [200, 403, 403], 403),
        UserRole.OFFICER: (False, False, [404, 404, 404], 404),
    }
    assert Plan.objects.get().title_en == "Small"


def test_an_issued_plan_is_downloaded_but_never_uploaded(client):
    plan = scenes.draft()
    data = scenes.editor(plan).fact("title_en", "Other").save()
    issue_plan(plan, by=None)
    client.force_login(factories.secretariat())

    answers = [client.get(FORM), upload(client, data), client.post(f"{FORM}?file=x")]

    assert client.get(FILE).status_code == 200
    assert FORM not in client.get(PLAN).content.decode()
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert "its text can never be changed" in answers[1].content.decode()


def test_a_provincial_downloads_an_issued_plan_and_nobody_without_business_does(client):
    issue_plan(scenes.draft(), by=None)
    factories.agency("FJ", factories.province())
    answers = []

    for role, body in ((UserRole.PROVINCIAL, "FJ"), (UserRole.SYSTEM_ADMIN, None)):
        client.force_login(factories.user(role, body))
        answers.append(client.get(FILE).status_code)

    assert answers == [200, 404]


def test_the_download_is_a_workbook_named_after_the_plan(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())

    response = client.get(FILE)

    assert response.content == writing.write(plan)
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        writing.MEDIA_TYPE,
        'attachment; filename="small.xlsx"',
    )


def test_differences_are_shown_before_anything_changes_and_applied_once(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())
    data = scenes.editor(plan).set("tasks", "T1.2", text="Build more beds.").drop("tasks", "T2.1").save()

    address = upload(client, data)["Location"]
    html = client.get(address).content.decode()
    unchanged = read_plan(plan) == scenes.notice()
    answers = [client.post(address) for _press in range(2)]

    assert f'action="{address}"' in html
    assert unchanged
    assert rows(html) == [
        ("changed", "task"),
        ("dropped", "task"),
        ("dropped", "measure"),
        ("dropped", "responsibility"),
    ]
    assert re.findall(r"<ins>([^<]+)</ins>", html) == ["more"]
    assert re.findall(r'<dd class="value">(\d+)', html) == ["0", "1", "3"]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, PLAN), (302, PLAN)]
    assert list(Task.objects.order_by("area", "position").values_list("number", "text")) == [
        ("1.1", "Pay by group. Train staff."),
        ("1.2", "Build more beds."),
        ("1.10", "Count beds."),
    ]
    assert "The draft was already as the workbook says" in client.get(PLAN).content.decode()


def test_one_sheet_at_a_time(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())
    address = upload(client, scenes.editor(plan).fact("title_en", "Other").drop("tasks", "T2.1").save())[
        "Location"
    ]

    html = client.get(f"{address}&sheet=measures").content.decode()

    assert rows(html) == [("dropped", "measure")]
    assert re.findall(r'aria-current="page">(\w+)', html[html.index('class="tabs"') :]) == ["Measures"]


def test_without_a_difference_there_is_nothing_to_apply(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())

    html = reviewed(client, writing.write(plan)).content.decode()

    assert ("Nothing to change" in html, BUTTON in html) == (True, False)


def test_faults_are_listed_by_cell_and_nothing_can_be_applied(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())
    data = scenes.editor(plan).set("responsibilities", "R2.1.1.1", role="<b>boss</b>").save()

    html = reviewed(client, data).content.decode()

    assert re.findall(r"<code>(\w+)</code>", html) == ["E8"]
    assert ("&lt;b&gt;boss&lt;/b&gt;" in html, "<b>boss" in html, BUTTON in html) == (True, False, False)


def test_a_plan_that_changed_meanwhile_shows_both_sides(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())
    address = upload(client, scenes.editor(plan).set("tasks", "T1.2", title_en="Mine").save())["Location"]
    Task.objects.filter(number="1.2").update(title_en="Theirs")

    answer = client.post(address)

    html = answer.content.decode()
    assert (answer.status_code, BUTTON in html) == (412, False)
    assert "The plan has changed since this workbook was downloaded" in html
    assert re.findall(r"<ins>([^<]+)</ins>", html) == ["Theirs", "Mine"]
    assert html.count("changed on both sides") == 2
    assert Task.objects.get(number="1.2").title_en == "Theirs"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_at_the_form(client, data):
    scenes.draft()
    client.force_login(factories.secretariat())

    answer = upload(client, data)

    assert (answer.status_code, 'id="workbook-problem"' in answer.content.decode()) == (400, True)


def test_without_a_file_the_form_says_so(client):
    scenes.draft()
    client.force_login(factories.secretariat())

    answer = client.post(FORM)

    assert (answer.status_code, "Please choose the workbook first." in answer.content.decode()) == (400, True)


def test_a_file_of_more_than_the_limit_is_refused(client, settings):
    settings.WORKBOOK_MAX_BYTES = 1024 * 1024
    scenes.draft()
    client.force_login(factories.secretariat())

    answer = upload(client, b"PK\x03\x04" + bytes(1024 * 1024))

    assert (answer.status_code, "larger than 1 MB" in answer.content.decode()) == (400, True)


def test_the_link_to_an_upload_is_of_no_use_to_anybody_else_or_for_another_plan(client):
    plan, other = scenes.draft(), scenes.draft(slug="other")
    ours = factories.secretariat()
    received = uploading.keep(writing.write(plan), "x.xlsx", plan, ours)
    client.force_login(factories.secretariat())

    stranger = client.get(FORM, {"file": received.token})
    client.force_login(ours)
    elsewhere = client.get(f"/plans/{other.slug}/workbook/", {"file": received.token})

    assert [stranger.status_code, elsewhere.status_code] == [400, 400]
    assert "no longer kept" in stranger.content.decode()


def test_an_upload_that_was_thrown_away_is_asked_for_again(client):
    plan = scenes.draft()
    client.force_login(factories.secretariat())
    address = upload(client, writing.write(plan))["Location"]
    for file in uploading.FILES.root.rglob("*"):
        if file.is_file():
            file.unlink()

    answer = client.get(address)

    assert (answer.status_code, "upload it once more" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("tasks", [1, 3])
def test_seventeen_queries_for_the_download_however_many_tasks(client, django_assert_num_queries, tasks):
    factories.plan("small", tasks=tasks, issued=False)
    client.force_login(factories.secretariat())
    client.get(FILE)

    # session, user with posts; plan; areas, tasks, measures, deadlines, targets, duties; agencies, places;
    # the number of tasks; the access event: savepoint, head, event, head moved on, end of the savepoint
    with django_assert_num_queries(17):
        client.get(FILE)


@pytest.mark.parametrize("tasks", [1, 3])
def test_as_many_queries_for_the_differences_however_many_rows(client, django_assert_num_queries, tasks):
    plan = factories.plan("small", tasks=tasks, issued=False)
    client.force_login(factories.secretariat())
    edited = scenes.editor(plan)
    for task in range(1, tasks + 1):
        edited.set("tasks", f"T1.{task}", title_en="New").set(
            "responsibilities", f"R1.{task}.1.1", agency="NHC"
        )
    address = upload(client, edited.save())["Location"]
    client.get(address)

    # session, user with posts; plan; agencies, places; areas, tasks, measures, deadlines, targets, duties
    with django_assert_num_queries(11):
        client.get(address)


def test_applying_takes_as_many_queries_however_many_rows(client):
    """Not a figure: whatever comes to refer to duties or tasks is asked before they are written anew."""
    client.force_login(factories.secretariat())
    counted = []

    for slug, tasks in (("small", 1), ("large", 3)):
        plan = factories.plan(slug, tasks=tasks, issued=False)
        data = scenes.editor(plan).fact("title_en", "New").save()
        form = f"/plans/{slug}/workbook/"
        address = client.post(form, {"workbook": SimpleUploadedFile("x.xlsx", data)})["Location"]
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.post(address)
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert set(Plan.objects.values_list("title_en", flat=True)) == {"New"}
