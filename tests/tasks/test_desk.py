"""My desk: the first line, what stands under which heading, and for whom."""

import re

import pytest

from agencies.enums import UserRole
from tasks import services
from tasks.enums import Move
from tasks.models import Assignment
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


def desk(client, account):
    client.force_login(account)
    return client.get("/desk/")


def line(response):
    """The words of the first line."""
    found = re.search(r'id="desk-line"[^>]*>(.*?)</p>', response.content.decode(), re.S)
    return re.sub(r"<[^>]+>", "", found[1]).split(" · ")


def section(response, key):
    """The HTML of one section."""
    return re.search(rf'id="section-{key}".*?</section>', response.content.decode(), re.S)[0]


def tasks_in(response, key):
    return re.findall(r"<h3><a [^>]*>([0-9.]+) ", section(response, key))


def test_the_first_line_counts_what_is_owed_overdue_and_returned(client):
    factories.plan(tasks=3)
    officer = factories.officer()
    with at("2018-11-05"):
        services.report(factories.duty(number="1.1"), by=officer, percent=80, note="On the way")
        services.report(factories.duty(number="1.2"), by=officer, percent=80, note="On the way")
    services.return_(factories.duty(number="1.2"), by=factories.secretariat(), reason="Say which province")

    response = desk(client, officer)

    assert line(response) == ["1 update owed by 2018-11-30", "0 overdue", "1 returned to you"]
    assert {key: tasks_in(response, key) for key in ("returned", "overdue", "owed")} == {
        "returned": ["1.2"],
        "overdue": [],
        "owed": ["1.3"],
    }
    assert "Say which province" in section(response, "returned")


def test_updates_are_owed_by_the_last_working_day_of_the_month(client):
    factories.plan()
    officer = factories.officer()

    with at("2018-09-03"):
        response = desk(client, officer)

    # 30 September 2018 was a working day: made up for the holiday of the first of October.
    assert line(response)[0] == "1 update owed by 2018-09-30"


def test_a_slip_in_between_does_not_hide_that_a_duty_was_returned(client):
    factories.plan()
    officer, secretariat = factories.officer(), factories.secretariat()
    services.report(factories.duty(), by=officer, percent=80, note="On the way")
    services.return_(factories.duty(), by=secretariat, reason="Incomplete")
    with at("2018-11-21"):
        services.escalate(factories.duty(), by=secretariat, colour="blue", reply_by=factories.END)

    assert line(desk(client, officer))[2] == "1 returned to you"


def test_an_overdue_duty_is_shown_once_and_counted_twice(client):
    factories.plan()
    officer = factories.officer()

    with at("2019-01-10"):
        response = desk(client, officer)

    assert line(response) == ["1 update owed by 2019-01-31", "1 overdue", "0 returned to you"]
    assert (tasks_in(response, "overdue"), tasks_in(response, "owed")) == (["1.1"], [])
    assert "1 more of the updates owed stand above" in section(response, "owed")


def quiet(response):
    """What stands in one line each, by section."""
    lines = re.findall(r'<li id="section-([a-z]+)">(.*?)</li>', response.content.decode(), re.S)
    return {key: " ".join(re.sub(r"<[^>]+>", "", words).split()) for key, words in lines}


def test_empty_sections_take_one_line_that_says_so(client):
    factories.plan()

    response = desk(client, factories.officer())

    assert re.findall(r'<section class="card" id="section-([a-z]+)"', response.content.decode()) == ["owed"]
    assert quiet(response) == {
        "returned": "Returned to you: Nothing has been returned to you.",
        "overdue": "Overdue: No duty of yours is overdue.",
        "concurrence": "Awaiting your concurrence: No claim is waiting for your agency&#x27;s word.",
        "asked": "Extensions asked for: No extension is waiting for a decision.",
        "done": "Done this month: What you report this month will be listed here.",
    }


@pytest.mark.parametrize(
    ("role", "code", "place", "title"),
    [
        (UserRole.OFFICER, "NHC", None, "No duties for NHC at present"),
        (UserRole.PROVINCIAL, "FJ", "350000", "No duties for Fujian at present"),
    ],
)
def test_who_has_no_duty_at_all_is_told_so_and_led_to_the_plans(client, role, code, place, title):
    factories.agency(code, factories.province(place) if place else None)

    response = desk(client, factories.user(role, code))

    page = response.content.decode()
    found = re.findall(r'<h3>([^<]+)</h3>.*?<a class="button" href="([^"]+)"', page, re.S)
    assert (found, quiet(response)) == ([(title, "/plans/")], {})


def test_an_overdue_claim_says_that_it_waits_for_verification(client):
    factories.plan()
    officer = factories.officer()
    with at("2019-01-10"):
        services.claim(
            factories.duty(), by=officer, note="done", reason="late", evidence=factories.evidence()
        )
        response = desk(client, officer)

    tags = re.findall(r'<span class="tag">([^<]+)</span>', section(response, "overdue"))
    assert tags == ["claimed, waits for verification"]


@pytest.mark.parametrize(("tasks", "folds"), [(5, 0), (6, 1)])
def test_more_than_five_duties_done_this_month_are_folded_away(client, tasks, folds):
    factories.plan(tasks=tasks)
    officer = factories.officer()
    for number in range(1, tasks + 1):
        services.report(factories.duty(number=f"1.{number}"), by=officer, percent=90, note="x")

    page = desk(client, officer).content.decode()

    assert page.count('<details class="fold') == folds
    assert len(re.findall(r'<li><a class="grow" href="/plans/p/tasks/1', page)) == tasks


def test_the_fifth_row_and_those_after_it_are_folded_but_in_the_page(client):
    factories.plan(tasks=6)

    response = desk(client, factories.officer())

    open_rows, _fold, folded = section(response, "owed").partition("<summary>2 more</summary>")
    assert (open_rows.count("<article"), folded.count("<article")) == (4, 2)


def test_each_row_holds_a_form_that_works_without_javascript(client):
    factories.plan()

    response = desk(client, factories.officer())

    duty = factories.duty()
    form = re.search(r"<form[^>]*move-form.*?</form>", section(response, "owed"), re.S)[0]
    assert re.search(r'action="([^"]+)"', form)[1] == f"/duties/{duty.pk}/report/"
    assert set(re.findall(r' name="([a-z_]+)"', form)) == {
        "csrfmiddlewaretoken",
        "version",
        "place",
        "percent",
        "note",
        "reason",
        "evidence",
        "reference",
    }


def test_a_report_sent_without_javascript_leads_back_to_the_desk(client):
    factories.plan()
    officer, duty = factories.officer(), factories.duty()
    client.force_login(officer)

    said = {"version": duty.version, "percent": 90, "note": "Drafted", "place": "desk"}
    response = client.post(f"/duties/{duty.pk}/report/", said, follow=True)

    assert response.redirect_chain == [("/desk/", 302)]
    assert line(response)[0] == "0 updates owed by 2018-11-30"
    assert "“Report progress” is on record as entry no. 2." in response.content.decode()


def test_a_supporting_agency_is_asked_for_its_word_and_told_when_silence_counts(client):
    factories.plan(others={"MOF": "co_responsible"})
    factories.claimed(day="2018-11-19")

    response = desk(client, factories.officer("MOF"))

    assert tasks_in(response, "concurrence") == ["1.1"]
    assert "silence counts as concurrence after 2018-11-26" in section(response, "concurrence")
    assert set(re.findall(r'action="/duties/\d+/([a-z]+)/"', section(response, "concurrence"))) == {
        "concur",
        "object",
    }


def test_who_has_spoken_sees_what_was_said(client):
    factories.plan(others={"MOF": "co_responsible"})
    officer = factories.officer("MOF")
    services.concur(factories.claimed(), by=officer)

    said = quiet(desk(client, officer))["concurrence"]

    assert said.startswith("Awaiting your concurrence: 1 claim is answered 1.1 Task 1you concurred")


@pytest.mark.parametrize(
    ("role", "waiting", "said"),
    [
        ("co_responsible", [], ["silence has counted as concurrence since 2018-11-14"]),
        ("participating", ["1.1"], []),
    ],
)
def test_only_the_silence_of_a_co_responsible_agency_comes_to_count(client, role, waiting, said):
    factories.plan(others={"MOF": role})
    factories.claimed(day="2018-11-06")

    page = desk(client, factories.officer("MOF")).content.decode()

    assert re.findall(r"<h3><a [^>]*>([0-9.]+) ", page) == waiting
    assert re.findall(r'<span class="tag">([^<]+)</span>', page) == said


def test_a_provincial_officer_has_the_duties_of_the_place_and_no_others(client):
    factories.plan(tasks=2)
    factories.agency("FJ", factories.province())
    factories.agency("GD", factories.province("440000", "Guangdong", "广东"))
    Assignment.objects.filter(measure__task__number="1.1").update(agency=factories.agency("FJ"))
    Assignment.objects.filter(measure__task__number="1.2").update(agency=factories.agency("GD"))

    response = desk(client, factories.user(UserRole.PROVINCIAL, "FJ"))

    assert tasks_in(response, "owed") == ["1.1"]
    assert "1.2 Task 2" not in response.content.decode()


def test_the_auditor_reads_what_changed_and_is_offered_no_form(client):
    factories.plan()
    with at("2018-11-20"):
        services.report(factories.duty(), by=factories.officer(), percent=80, note="x")

    page = desk(client, factories.user(UserRole.AUDITOR)).content.decode()

    assert "move-form" not in page
    assert re.findall(r'<span class="strong">([^<]+)</span> · NHC', page) == [
        Move.REPORT.label,
        Move.ISSUE.label,
    ]


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDIT_ADMIN, None])
def test_who_has_no_business_with_plans_has_no_desk(client, role):
    assert desk(client, factories.user(role)).status_code == 403


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_officers_desk_takes_seven_queries_however_many_rows(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks, others={"MOF": "co_responsible"})
    factories.plan("second", tasks=tasks, lead="MOF")
    nhc = factories.officer()
    for number in range(1, tasks + 1):
        services.claim(
            factories.duty(number=f"1.{number}"), by=nhc, note="done", evidence=factories.evidence()
        )
    response = desk(client, factories.officer("MOF"))

    # session, user with posts; own duties, targets that the open forms ask for; claims to answer, own part
    # there; returns of open rounds
    with django_assert_num_queries(7):
        client.get("/desk/")
    assert [len(tasks_in(response, key)) for key in ("owed", "concurrence")] == [tasks, tasks]
