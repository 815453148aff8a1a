"""The review of a notice on its pages: seen, corrected part by part, undone, by the secretariat alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, AgencyName
from tasks import reviewing
from tasks.reviews.text import lines
from tests import factories
from tests.tasks.reviews import TEXT, address, again, doubt, in_review, leaf

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def intake():
    return in_review()


@pytest.fixture
def secretariat(client):
    account = factories.secretariat()
    client.force_login(account)
    return account


def change(client, intake, node: str, act: str, *, version: int | None = None, htmx: bool = False, **said):
    seen = again(intake).version if version is None else version
    numbers = (
        {"number": f"1.{node[1:]}"} if node in ("t1", "t2") else {}
    )  # left empty it would change as well
    data = {"version": seen, "act": act} | numbers | said
    return client.post(address("intake_edit", intake, node), data, **(HTMX if htmx else {}))


def test_the_page_shows_the_whole_text_marked_and_the_structure_beside_it(client, secretariat, intake):
    page = client.get(intake.get_absolute_url()).content.decode()

    date, body = leaf(intake, "deadlines", "March"), leaf(intake, "responsibilities", "MOF")
    assert f'href="#{date["id"]}" class="x-deadline"' in page
    assert f'<li class="rv-line rv-responsibility" id="{body["id"]}">' in page
    assert f'<span id="x-{body["id"]}" class="x-at"></span>' in page
    assert 'class="x-outside" data-in="o' in page


def test_every_character_of_the_text_stands_on_the_page(intake):
    pieces = "".join(line.html for line in lines(intake.draft, intake.text))

    assert _words(pieces) == "".join(TEXT.split())


def _words(html: str) -> str:
    """What stands in the pieces, without the numbers and signs put before them and without blanks."""
    plain = re.sub(r'<a class="x-tag[^>]*>[^<]*</a>', "", html)
    return "".join(re.sub(r"<[^>]+>", "", plain).split())


def test_the_page_takes_the_same_queries_for_a_longer_notice(client, secretariat, intake):
    """Session, user, posts, the document, bodies and their codes, places, own last decision, their number."""
    more = TEXT.replace(
        "Annex", "4. Visit. Visit 20 villages by the end of May 2019. (MOF is responsible)\nAnnex"
    )
    longer = in_review(more)
    client.get(intake.get_absolute_url())

    counts = []
    for each in (intake, longer):
        with CaptureQueriesContext(connection) as asked:
            client.get(each.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_a_body_is_put_in_and_its_name_remembered(client, secretariat, intake):
    missing = leaf(intake, "responsibilities", "Village Doctors")

    answer = change(client, intake, missing["id"], "set", agency="NHC", role="co_responsible", remember="on")

    assert (answer.status_code, answer.url) == (302, f"{intake.get_absolute_url()}#{missing['id']}")
    assert leaf(again(intake), "responsibilities", "Village Doctors")["agency"] == "NHC"
    assert doubt(again(intake), "unknown_name")["settled"] == "resolved"
    assert AgencyName.objects.get(name=missing["name"]).agency.code == "NHC"


def test_a_body_may_be_typed_by_any_of_its_names(client, secretariat, intake):
    missing = leaf(intake, "responsibilities", "Village Doctors")

    change(client, intake, missing["id"], "set", agency="MOF – MOF name", role="lead")

    changed = leaf(again(intake), "responsibilities", "Village Doctors")
    assert (changed["agency"], changed["role"]) == ("MOF", "lead")


def test_an_unknown_body_is_refused_in_place_with_what_was_typed(client, secretariat, intake):
    missing = leaf(intake, "responsibilities", "Village Doctors")

    answer = change(client, intake, missing["id"], "set", agency="Nobody at all", role="lead")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "No body is known by that name." in page
    assert 'value="Nobody at all"' in page
    assert again(intake).version == 0


def test_a_new_body_is_added_and_put_in(client, secretariat, intake):
    missing = leaf(intake, "responsibilities", "Village Doctors")

    change(
        client,
        intake,
        missing["id"],
        "new",
        code="ovd",
        name_en=missing["name"],
        name_zh="村医办",
        place="CN",
    )

    assert Agency.objects.get(code="OVD").name_zh == "村医办"
    assert leaf(again(intake), "responsibilities", "Village Doctors")["agency"] == "OVD"


def test_a_new_body_is_not_added_when_the_decision_is_refused(client, secretariat, intake):
    missing = leaf(intake, "responsibilities", "Village Doctors")
    reviewing.decide(
        intake,
        {"op": "set", "node": missing["id"], "field": "role", "value": "lead"},
        by=factories.secretariat(),
    )

    answer = change(
        client,
        intake,
        missing["id"],
        "new",
        version=0,
        code="OVD",
        name_en="Village",
        name_zh="村医办",
        place="CN",
    )

    assert answer.status_code == 412
    assert not Agency.objects.filter(code="OVD").exists()


def test_a_date_and_a_target_are_corrected(client, secretariat, intake):
    date, target = leaf(intake, "deadlines", "April"), leaf(intake, "targets", "25")

    change(client, intake, date["id"], "set", text=date["text"], date="2019-04-29")
    change(
        client,
        intake,
        target["id"],
        "set",
        text="25",
        comparator="range",
        value="25",
        value_to="30.5",
        unit="kinds",
    )

    changed = leaf(again(intake), "targets", "25")
    assert leaf(again(intake), "deadlines", "April")["date"] == "2019-04-29"
    assert (changed["comparator"], changed["value"], changed["unit"]) == ("range", [25, 30.5], "kinds")


def test_a_form_that_changes_nothing_makes_no_decision(client, secretariat, intake):
    date = leaf(intake, "deadlines", "March")

    change(client, intake, date["id"], "set", text=date["text"], date=date["date"])

    assert (again(intake).version, intake.decisions.count()) == (0, 0)


def test_facts_of_the_document_are_set_in_both_languages(client, secretariat, intake):
    meta = {name: value or "" for name, value in intake.draft["meta"].items()} | {"jurisdiction": "CN"}

    change(client, intake, "meta", "set", **(meta | {"title_zh": "村卫生室重点任务", "slug": "clinics-2019"}))

    changed = again(intake).draft["meta"]
    assert (changed["title_zh"], changed["slug"], intake.decisions.count()) == (
        "村卫生室重点任务",
        "clinics-2019",
        2,
    )


@pytest.mark.parametrize(
    ("act", "said", "numbers"),
    [
        ("merge", {}, [["1.1"], ["2.1"]]),
        ("drop", {}, [["1.1"], ["2.1"]]),
        ("move", {"to": "a2|"}, [["1.1"], ["2.1", "2.2"]]),
        ("split", {"at": TEXT.index("Report every")}, [["1.1", "1.2", "1.3"], ["2.1"]]),
    ],
)
def test_tasks_are_joined_dropped_moved_and_split(client, secretariat, intake, act, said, numbers):
    change(client, intake, "t2", act, **said)

    areas = again(intake).draft["areas"]
    assert [[task["number"] for task in area["tasks"]] for area in areas] == numbers


def test_the_end_of_a_task_is_changed_to_any_place_of_the_text(client, secretariat, intake):
    end = TEXT.index(" (NHC is responsible)")

    change(client, intake, "t2", "bound_text", start=TEXT.index("2. Watch"), end=end)

    assert again(intake).draft["areas"][0]["tasks"][1]["text"].endswith("the end of April.")


def test_words_that_lie_outside_become_a_task(client, secretariat, intake):
    start = TEXT.index("Annex")
    url = f"{address('intake_add', intake)}?start={start}&end={len(TEXT)}"

    client.post(url, {"version": 0, "act": "add", "kind": "task", "start": start, "end": len(TEXT) - 1})

    assert again(intake).draft["areas"][1]["tasks"][1]["text"] == "Annex: reporting form"


def test_a_refusal_of_the_core_is_said_at_the_form(client, secretariat, intake):
    answer = change(client, intake, "m1", "bound_clause", start=0, end=5)

    assert answer.status_code == 400
    assert "This stretch does not lie inside task 1.1." in answer.content.decode()


def test_a_doubtful_place_is_ticked_off_and_opened_again(client, secretariat, intake):
    id = doubt(intake, "date_without_year")["id"]

    client.post(address("intake_settle", intake), {"version": 0, "settle": f"{id}:ticked"})
    ticked = doubt(again(intake), "date_without_year")["settled"]
    client.post(address("intake_settle", intake), {"version": 1, "settle": f"{id}:open"})

    assert (ticked, doubt(again(intake), "date_without_year")["settled"]) == ("ticked", None)


def test_undo_takes_back_ones_own_last_decision_only(client, secretariat, intake):
    date, colleague = leaf(intake, "deadlines", "March")["id"], factories.secretariat()
    change(client, intake, date, "set", text="x", date="2019-03-30")
    change(client, intake, "t1", "set", title="Mine")
    reviewing.decide(intake, {"op": "set", "node": "t2", "field": "title", "value": "Theirs"}, by=colleague)

    client.post(address("intake_undo", intake), {"version": 1})

    tasks = again(intake).draft["areas"][0]["tasks"]
    assert (tasks[0]["title"], tasks[1]["title"]) == (intake.draft["areas"][0]["tasks"][0]["title"], "Theirs")


def test_the_list_of_decisions_says_who_decided_what_and_takes_back(client, secretariat, intake):
    change(client, intake, "t1", "set", title="First")
    change(client, intake, "t2", "set", title="Second")

    client.post(address("intake_take_back", intake, 1))

    page = client.get(address("intake_decisions", intake)).content.decode()
    assert "<s>Task 1.1: Title as printed set to First</s>" in page
    assert '<th scope="row" class="wrap-anywhere">Task 1.2: Title as printed set to Second</th>' in page
    assert page.count(str(secretariat)) >= 2


def test_two_reviewers_at_different_parts_do_not_disturb_each_other(client, secretariat, intake):
    reviewing.decide(
        intake, {"op": "set", "node": "t2", "field": "title", "value": "T"}, by=factories.secretariat()
    )

    answer = change(client, intake, "t1", "set", version=0, title="Mine")

    tasks = again(intake).draft["areas"][0]["tasks"]
    assert (answer.status_code, tasks[0]["title"], tasks[1]["title"]) == (302, "Mine", "T")


def test_two_reviewers_at_one_part_the_second_keeps_the_typed_words(client, secretariat, intake):
    reviewing.decide(
        intake, {"op": "set", "node": "t1", "field": "title", "value": "T"}, by=factories.secretariat()
    )

    answer = change(client, intake, "t1", "set", version=0, title="Mine, typed before")

    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Mine, typed before" in page
    assert "Task 1.1: Title as printed set to T" in page
    assert '<input type="hidden" name="version" value="1">' in page


def test_a_decision_that_was_taken_back_meanwhile_counts_as_a_change(client, secretariat, intake):
    colleague = factories.secretariat()
    reviewing.decide(intake, {"op": "set", "node": "t1", "field": "title", "value": "T"}, by=colleague)
    reviewing.take_back(intake, 1, by=colleague)

    answer = change(client, intake, "t1", "set", version=1, title="Mine")

    assert answer.status_code == 412


def test_a_form_without_a_version_is_refused(client, secretariat, intake):
    answer = client.post(address("intake_edit", intake, "t1"), {"act": "set", "title": "x"})

    assert (answer.status_code, again(intake).version) == (428, 0)


def test_htmx_gets_only_what_changed(client, secretariat, intake):
    answer = change(client, intake, "t1", "set", htmx=True, title="New title")

    page = answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert page.count("<article") == 1
    assert "New title" in page
    assert "Strengthen the clinics" not in page


def test_htmx_gets_everything_when_its_page_is_older_than_the_draft(client, secretariat, intake):
    reviewing.decide(
        intake, {"op": "set", "node": "t2", "field": "title", "value": "T"}, by=factories.secretariat()
    )

    answer = change(client, intake, "t1", "set", version=0, htmx=True, title="Mine")

    assert answer.content.decode().count("<article") == 3


def test_a_part_that_somebody_took_away_is_a_conflict_not_an_error(client, secretariat, intake):
    reviewing.decide(intake, {"op": "drop", "node": "t2"}, by=factories.secretariat())

    assert change(client, intake, "t2", "set", version=0, title="x").status_code == 412
    assert client.get(address("intake_edit", intake, "t2")).status_code == 404


def test_nobody_else_sees_it_and_the_auditor_changes_nothing(client, intake):
    pages = [
        intake.get_absolute_url(),
        address("intake_preview", intake),
        address("intake_decisions", intake),
    ]
    statuses = {}
    for role, account in {
        "auditor": factories.user("auditor"),
        "officer": factories.officer(),
        "sysadmin": factories.user("system_admin"),
    }.items():
        client.force_login(account)
        statuses[role] = {client.get(page).status_code for page in pages}
        statuses[role] |= {change(client, intake, "t1", "set", title="x").status_code}

    assert statuses == {"auditor": {200, 403}, "officer": {404}, "sysadmin": {404}}
    assert again(intake).version == 0


def test_the_auditor_sees_no_form(client, intake):
    client.force_login(factories.user("auditor"))

    page = client.get(intake.get_absolute_url()).content.decode()

    assert "edit/" not in page
    assert 'name="settle"' not in page
