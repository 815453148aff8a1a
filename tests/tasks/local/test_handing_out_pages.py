"""The page that hands measures to places: chosen first, looked at, done once; and what was done before."""

import datetime as dt
import re

import pytest

from agencies.enums import UserRole
from agencies.models import Agency
from tasks.models import Assignment, Measure, Plan
from tests import factories, places
from tests.factories import at

pytestmark = pytest.mark.django_db
PAGE = "/plans/p/hand-out/"
FUJIAN, HUBEI = "350000", "420000"


@pytest.fixture
def plan() -> Plan:
    """Three tasks, the second of which calls on places; two provinces and a prefecture."""
    places.prefecture("350100")
    places.province(HUBEI)
    made = factories.plan(tasks=3)
    Measure.objects.filter(task__number="1.2").update(reach="provinces", reach_words="Do thing 2")
    return made


@pytest.fixture
def office(client, plan):
    client.force_login(factories.secretariat())
    return client


def key(number: str) -> str:
    return str(Measure.objects.get(task__number=number).pk)


def chosen(html: str) -> tuple[list[str], list[str]]:
    """The numbers of the measures and the codes of the places whose boxes are ticked."""
    ticked = re.findall(r'name="(measures|places)" value="(\w+)" checked', html)
    numbers = dict(Measure.objects.values_list("pk", "task__number"))
    return (
        [numbers[int(value)] for name, value in ticked if name == "measures"],
        [value for name, value in ticked if name == "places"],
    )


def send(client, step: str, numbers=("1.2",), codes=(FUJIAN, HUBEI), **more):
    data = {"step": step, "measures": [key(number) for number in numbers], "places": list(codes)}
    return client.post(PAGE, data | more)


def test_what_calls_on_places_and_all_provinces_are_chosen_first(office):
    html = office.get(PAGE).content.decode()

    assert chosen(html) == (["1.2"], [FUJIAN, HUBEI])
    assert "“Do thing 2”" in html


def test_a_measure_named_in_the_address_is_chosen_instead(office):
    html = office.get(f"{PAGE}?measure={key('1.3')}&place=350100").content.decode()

    assert chosen(html) == (["1.3"], ["350100"])


@pytest.mark.parametrize(
    ("button", "wanted"),
    [
        ({"tick": "measures:1"}, (["1.1", "1.2", "1.3"], ["350100"])),
        ({"tick": "measures:all"}, (["1.1", "1.2", "1.3"], ["350100"])),
        ({"tick": "measures:marked"}, (["1.2", "1.3"], ["350100"])),
        ({"untick": "measures:1"}, ([], ["350100"])),
        ({"tick": "places:4"}, (["1.3"], ["350100", HUBEI])),
        ({"tick": "places:all"}, (["1.3"], [FUJIAN, "350100", HUBEI])),
        ({"untick": "places:3"}, (["1.3"], [])),
        ({"untick": "places:4"}, (["1.3"], ["350100"])),
        ({"tick": "nonsense"}, (["1.3"], ["350100"])),
    ],
)
def test_buttons_choose_whole_groups_and_keep_the_rest(office, button, wanted):
    data = {"measures": [key("1.3")], "places": ["350100"], "due_on": "2018-11-30", "note": "Soon"}

    html = office.post(PAGE, data | button).content.decode()

    assert chosen(html) == wanted
    assert ('value="2018-11-30"' in html, ">Soon</textarea>" in html.replace("\n", "")) == (True, True)
    assert not Assignment.objects.local().exists()


def test_the_preview_says_what_will_be_made_and_writes_nothing(office, plan):
    places.hand_out(plan, FUJIAN, measures=[Measure.objects.get(task__number="1.2")])

    with at("2018-09-03"):
        html = send(office, "preview", ("1.1", "1.2"), due_on="2018-11-30", note="Soon").content.decode()

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "2 measures × 2 places = 4" in words
    assert "New duties 3 There already; they stay as they are 1 Due 2018-11-30" in words
    assert "Fujian FJ-RO" in words
    assert "Hand out 3 duties" in words
    assert Assignment.objects.local().count() == 1


def test_the_preview_warns_of_duties_that_would_be_overdue_at_once(office):
    with at("2019-01-05"):
        html = send(office, "preview").content.decode()

    assert "2 of the new duties would be overdue at once" in html


def test_a_place_where_nobody_answers_is_named_and_nothing_is_offered(office):
    Agency.objects.filter(code="HB-RO").update(dissolved_on=dt.date(2018, 1, 1))

    page, preview = office.get(PAGE).content.decode(), send(office, "preview").content.decode()
    done = send(office, "hand_out")

    assert page.count("no body answers there") == 1
    assert ("Nobody answers for these places" in preview, 'value="hand_out"' in preview) == (True, False)
    assert (done.status_code, "No body answers for Hubei." in done.content.decode()) == (409, True)
    assert chosen(done.content.decode()) == (["1.2"], [FUJIAN, HUBEI])
    assert not Assignment.objects.local().exists()


def test_one_press_hands_out_and_a_second_one_changes_nothing(office):
    first = send(office, "hand_out", note="Please begin")
    page = office.get(first["Location"]).content.decode()
    second = send(office, "hand_out", note="Please begin")
    again = office.get(second["Location"]).content.decode()

    assert (first.status_code, first["Location"]) == (302, f"{PAGE}#handed-out")
    assert ("2 duties were handed out." in page, "All of it was handed out already" in again) == (True, True)
    assert Assignment.objects.local().count() == 2
    assert re.findall(r'data-label="Note to the places" class="wrap-anywhere">([^<]*)<', again) == [
        "Please begin"
    ]
    assert "/tasks/?plan=p&amp;part=places" in again


def test_what_every_place_has_is_no_longer_chosen_first(office):
    send(office, "hand_out")

    html = office.get(PAGE).content.decode()

    assert chosen(html)[0] == []
    assert html.count("2 places have it") == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"measures": []}, "Choose at least one measure."),
        ({"places": []}, "Choose at least one place."),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"due_on": "2018-06-30"}, "The due date lies before the start 2018-07-01."),
        ({"note": "x" * 4001}, "Ensure this value has at most 4000 characters (it has 4001)."),
        ({"measures": ["99999999"]}, "Select a valid choice. 99999999 is not one of the available choices."),
        ({"measures": ["x"]}, "“x” is not a valid value."),
        ({"places": ["CN"]}, "Select a valid choice. CN is not one of the available choices."),
        ({"places": [FUJIAN, "XX"]}, "Select a valid choice. XX is not one of the available choices."),
    ],
)
@pytest.mark.parametrize("step", ["preview", "hand_out"])
def test_bad_input_is_said_and_keeps_what_was_chosen(office, step, wrong, sentence):
    data = {
        "step": step,
        "measures": [key("1.3")],
        "places": ["350100"],
        "due_on": "2018-11-30",
        "note": "Soon",
    }

    response = office.post(PAGE, data | wrong)
    html = response.content.decode()

    wanted = ([] if "measures" in wrong else ["1.3"], [] if "places" in wrong else ["350100"])
    assert (response.status_code, sentence in html) == (400, True)
    assert (chosen(html)[0], chosen(html)[1]) == (wanted[0], [FUJIAN] if FUJIAN in str(wrong) else wanted[1])
    assert not Assignment.objects.local().exists()


@pytest.mark.parametrize(
    ("role", "body", "read", "write"),
    [
        (UserRole.AUDITOR, None, 200, 403),
        (UserRole.OFFICER, "NHC", 403, 403),
        (UserRole.PROVINCIAL, "FJ-RO", 403, 403),
        (UserRole.SYSTEM_ADMIN, None, 404, 404),
    ],
)
def test_others_hand_out_nothing_and_only_the_auditor_reads_what_was(client, plan, role, body, read, write):
    client.force_login(factories.user(role, body))

    assert client.get(PAGE).status_code == read
    assert send(client, "hand_out").status_code == write
    assert not Assignment.objects.local().exists()


def test_the_auditor_sees_the_log_and_no_form(client, plan):
    places.hand_out(plan, FUJIAN)
    client.force_login(factories.user(UserRole.AUDITOR))

    html = client.get(PAGE).content.decode()

    assert ('name="measures"' in html, "Handed out so far" in html) == (False, True)


def test_a_draft_is_not_handed_out(office):
    factories.plan("draft", issued=False)

    assert office.get("/plans/draft/hand-out/").status_code == 409
    assert office.get("/plans/nowhere/hand-out/").status_code == 404


def test_a_local_plan_offers_only_the_places_below_it(office, plan):
    Plan.objects.filter(pk=plan.pk).update(jurisdiction=places.province(FUJIAN))

    html = office.get(PAGE).content.decode()

    assert re.findall(r'name="places" value="(\w+)"', html) == ["350100"]
    assert chosen(html) == (["1.2"], ["350100"])


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_number_of_queries_does_not_grow(client, tasks, django_assert_num_queries):
    plan = factories.plan(tasks=tasks)
    for code in (FUJIAN, HUBEI)[: 1 + tasks // 2]:
        places.hand_out(plan, code)
    client.force_login(factories.secretariat())
    client.get(PAGE)

    # session, user with posts, plan, measures, places, held, bodies, log
    with django_assert_num_queries(8):
        client.get(PAGE)
