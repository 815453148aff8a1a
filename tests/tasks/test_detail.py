"""The page of a task: text and clause, duties with their moves, history, evidence; now and on a past day."""

import re

import pytest

from agencies.enums import UserRole
from tasks import services
from tasks.enums import Move
from tasks.evidence import Piece
from tasks.models import Assignment, Deadline, Entry, Measure
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db
PAGE = "/plans/p/tasks/1.1/"


def page(client, account, address=PAGE):
    client.force_login(account)
    return client.get(address).content.decode()


def moves(html):
    return set(re.findall(r"/duties/\d+/([a-z_]+)/", html))


def test_official_text_and_clause_stand_side_by_side(client):
    factories.plan()
    measure = Measure.objects.get()
    Deadline.objects.create(
        measure=measure, position=1, text="by the end of 2018", date="2018-12-31", derived=True
    )

    html = page(client, factories.user(UserRole.AUDITOR))

    assert re.search(r'<blockquote class="official" lang="en">([^<]+)<', html)[1] == "Do thing 1."
    assert re.search(r'class="official clause" lang="en">([^<]+)<', html)[1] == "(A is responsible)"
    assert "First named leads" in html
    assert ("by the end of 2018" in html, "derived from the period" in html) == (True, True)


def test_the_officer_is_offered_the_moves_of_the_moment(client):
    factories.plan()

    assert moves(page(client, factories.officer())) == {"report", "claim", "ask_extension"}


def test_the_secretariat_is_offered_its_own(client):
    factories.plan()
    factories.claimed()

    assert moves(page(client, factories.secretariat())) == {
        "verify",
        "return",
        "suspend",
        "escalate",
        "close_unimplemented",
        "correct",
    }


def rare(html):
    """The moves behind each button "More", in their order; links, so that they need no script."""
    menus = re.findall(r'<details class="menu">\s*<summary class="button small">.*?</details>', html, re.S)
    return [re.findall(r'<a href="/duties/\d+/([a-z_]+)/\?place=task"', menu) for menu in menus]


def test_rare_moves_and_all_those_on_supporting_duties_stand_behind_one_button(client):
    factories.plan(others={"MOF": "co_responsible"})
    services.report(factories.duty(), by=factories.officer(), percent=90, note="x")

    html = page(client, factories.secretariat())

    buttons = re.findall(r'<details class="offer">.*?/duties/\d+/([a-z_]+)/', html, re.S)
    assert (buttons, rare(html)) == (
        ["return", "escalate"],
        [["suspend", "close_unimplemented", "correct"], ["escalate", "correct"]],
    )


@pytest.mark.parametrize(
    ("due_on", "said"),
    [("2018-10-31", ["working date; the plan says 2018-12-31"]), ("2019-03-29", ["originally 2018-12-31"])],
)
def test_a_due_date_other_than_the_plans_says_which_of_the_two_it_is(client, due_on, said):
    factories.plan()
    services.correct(
        factories.duty(), by=factories.secretariat(), corrects=1, reason="Agreed",
        due_on=factories.END.fromisoformat(due_on),
    )  # fmt: skip

    html = page(client, factories.user(UserRole.AUDITOR))

    assert re.findall(r'<span class="nowrap muted">([^<]+)</span>', html) == said


def test_an_objecting_agency_is_called_by_its_short_name_in_the_readers_language(client):
    factories.plan(others={"MOF": "co_responsible"})
    services.object_to(factories.claimed(), by=factories.officer("MOF"), note="Not paid for")
    client.cookies["django_language"] = "zh-hans"

    html = page(client, factories.user(UserRole.AUDITOR))

    # In the reason of the standing, which stands there twice (as title and to open), and beside the due date.
    assert re.findall(r"(\w+) (?:提出异议|有异议)", html) == ["MOF简称"] * 3


@pytest.mark.parametrize(("role", "agency"), [(UserRole.AUDITOR, None), (UserRole.OFFICER, "MOF")])
def test_who_only_reads_is_offered_nothing(client, role, agency):
    factories.plan()

    assert moves(page(client, factories.user(role, agency))) == set()


def test_a_supporting_agency_is_offered_its_own_duty_and_its_word_on_the_leads_claim(client):
    factories.plan(others={"MOF": "co_responsible"})
    claimed, own = factories.claimed(), factories.duty("MOF")

    html = page(client, factories.officer("MOF"))

    assert set(re.findall(r"/duties/(\d+)/([a-z_]+)/", html)) == {
        (str(claimed.pk), "concur"),
        (str(claimed.pk), "object"),
        (str(own.pk), "report"),
    }


def test_only_the_first_forms_are_in_the_page_and_the_others_are_a_link_away(client):
    factories.plan(others=dict.fromkeys([f"B{n}" for n in range(11)], "lead"), mode="respective")

    html = page(client, factories.secretariat())

    assert html.count('<form class="form move-form"') == 2
    lazy = re.findall(r'hx-get="([^"]+)"[^>]*><a class="button small" href="([^"]+)"', html)
    assert (len(lazy) > 0, [get for get, _link in lazy]) == (True, [link for _get, link in lazy])


def test_htmx_fetches_a_form_alone(client):
    factories.plan()
    client.force_login(factories.officer())

    html = client.get(
        f"/duties/{factories.duty().pk}/report/", headers={"HX-Request": "true"}
    ).content.decode()

    assert (html.count("<form"), "<html" in html) == (1, False)


def test_the_history_tells_who_did_what_for_whom_and_what_changed(client):
    factories.plan()
    officer = factories.user(UserRole.OFFICER, "NHC", "nhc-desk")
    with at("2018-11-20", 9):
        entry = services.report(
            factories.duty(),
            by=officer,
            percent=40,
            note="Half drafted",
            reason="Late data",
            evidence=[Piece(reference="Document No. 7")],
        )

    html = page(client, factories.user(UserRole.AUDITOR))

    item = re.search(rf'<li id="entry-{entry.n}">.*?</li>', html, re.S)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", item).split())
    for part in (
        "Report progress · NHC",
        "Assigned → In progress",
        "0% → 40%",
        "nhc-desk · for NHC",
        "2018-11-20 09:00",
        f"entry 2 {entry.hash[:8]}",
        "Half drafted",
        "Reason: Late data",
        "Document No. 7",
    ):
        assert part in words


def test_a_correction_and_what_it_corrects_are_both_there_and_point_at_each_other(client):
    factories.plan()
    services.report(factories.duty(), by=factories.officer(), percent=90, note="Mistyped")
    services.correct(factories.duty(), by=factories.secretariat(), corrects=2, reason="It was 19", percent=19)

    html = page(client, factories.user(UserRole.AUDITOR))

    assert ("Mistyped" in html, "corrected by entry 3" in html, "corrects entry 2" in html) == (
        True,
        True,
        True,
    )


def test_a_past_day_shows_what_was_on_record_and_offers_nothing(client):
    factories.plan()
    officer = factories.officer()
    with at("2018-11-19"):
        services.report(factories.duty(), by=officer, percent=40, note="Known then", reason="x")
    with at("2018-11-20"):
        services.report(factories.duty(), by=officer, percent=60, note="Known later", reason="x")

    html = page(client, officer, PAGE + "?as_of=2018-11-19")

    assert (moves(html), "Known then" in html, "Known later" in html, "60%" in html) == (
        set(),
        True,
        False,
        False,
    )


def test_slips_and_extensions_are_shown(client):
    factories.plan()
    with at("2018-11-20"):
        services.escalate(
            factories.duty(), by=factories.secretariat(), colour="yellow", reply_by=factories.END
        )
        services.ask_extension(
            factories.duty(), by=factories.officer(), new_due_on=factories.END.replace(2019), reason="x"
        )

    html = page(client, factories.user(UserRole.AUDITOR))

    assert ("reply by 2018-12-31" in html, "extension to 2019-12-31 asked for" in html) == (True, True)


def test_it_leads_to_the_tasks_before_and_after(client):
    factories.plan(tasks=3)

    html = page(client, factories.officer(), "/plans/p/tasks/1.2/")

    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "/plans/p/tasks/1.1/"),
        ("next", "/plans/p/tasks/1.3/"),
    ]


def test_long_histories_are_turned_page_by_page(client):
    factories.plan()
    officer = factories.officer()
    for percent in range(40):
        services.report(factories.duty(), by=officer, percent=percent, note=f"Step {percent}", reason="x")

    pages = [
        page(client, officer, PAGE + query) for query in ("", "?history=2", "?history=3", "?history=all")
    ]

    assert [html.count('id="entry-') for html in pages] == [20, 20, 1, 41]
    # From a page that is not the last, one link leads on and one to everything.
    assert [re.findall(r'href="([^"]*)#history"', html) for html in pages] == [
        ["?history=2", "?history=all"], ["?history=3", "?history=all"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(("query", "total"), [("", 3), ("&as_of=2018-11-20", 2)])
def test_the_heading_of_the_history_counts_all_entries_of_the_day(client, query, total):
    factories.plan()
    officer = factories.officer()
    for day in ("2018-11-20", "2018-11-21"):
        with at(day):
            services.report(factories.duty(), by=officer, percent=40, note="x", reason="x")

    html = page(client, officer, f"{PAGE}?history=1{query}")

    assert re.findall(r'<h2>History <span class="badge">(\d+)</span>', html) == [str(total)]


@pytest.mark.parametrize("history", ["0", "-1", "x", "99999999", "２"])
def test_an_odd_page_of_history_is_no_error(client, history):
    factories.plan()
    client.force_login(factories.officer())

    assert client.get(PAGE, {"history": history}).status_code == 200


def test_another_provinces_part_is_out_of_sight(client):
    factories.plan(others={"FJ": "implementing", "GD": "implementing"})
    gd = factories.duty("GD")
    for code, place in (
        ("FJ", factories.province()),
        ("GD", factories.province("440000", "Guangdong", "广东")),
    ):
        factories.agency(code).__class__.objects.filter(code=code).update(jurisdiction=place)
    services.report(gd, by=factories.officer("GD"), percent=10, note="Guangdong's secret", reason="x")

    html = page(client, factories.user(UserRole.PROVINCIAL, "FJ"))

    assert (f"duty-{gd.pk}" in html, "secret" in html, "GD name" in html) == (False, False, False)
    assert f"duty-{factories.duty('FJ').pk}" in html


@pytest.mark.parametrize(
    "address", [PAGE, "/plans/p/tasks/9.9/", "/plans/none/tasks/1.1/", "/plans/p/tasks/1.1'--/"]
)
def test_what_is_not_there_or_not_visible_is_404(client, address):
    factories.plan(issued=address != PAGE)
    client.force_login(factories.officer())

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.AUDIT_ADMIN, None])
def test_administrators_get_404(client, role):
    factories.plan()
    client.force_login(factories.user(role))

    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("bodies", [1, 3])
def test_ten_queries_however_many_duties_and_entries(client, django_assert_num_queries, bodies):
    factories.plan(others={f"B{n}": "implementing" for n in range(bodies)})
    for duty in Assignment.objects.filter(role="implementing"):
        services.report(
            duty, by=factories.officer(duty.agency.code), percent=80, note="x", evidence=factories.evidence()
        )
    client.force_login(factories.secretariat())
    client.get(PAGE)

    # session, user with posts; task, measures, deadlines, targets, neighbours; duties, history, evidence
    with django_assert_num_queries(10):
        client.get(PAGE)
    assert Entry.objects.filter(move=Move.REPORT).count() == bodies


@pytest.mark.parametrize(
    ("language", "title", "heading"), [("en", "Task 1", "Official text"), ("zh-hans", "任务1", "官方文本")]
)
def test_it_speaks_both_languages(client, language, title, heading):
    factories.plan()
    client.cookies["django_language"] = language

    html = page(client, factories.officer())

    assert (f"<h1>1.1 {title}</h1>" in html, heading in html) == (True, True)
