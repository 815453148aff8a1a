"""Proposals and issuing them: each through the one door, each with what became of it."""

import datetime as dt
import re
from collections import Counter

import pytest

from tasks import services
from tasks.models import Assignment, Entry, Slip
from tasks.slips import proposals
from tests import factories, places
from tests.tasks.test_races import at_once

pytestmark = pytest.mark.django_db
PAGE, ISSUE = "/slips/proposals/", "/slips/proposals/issue/"
FIRST, SECOND, THIRD = "2019-01-08", "2019-01-16", "2019-01-30"  # 5, 10 and 20 working days after the end


def proposed(office, day: str, **said) -> list[tuple[str, str]]:
    """Task and colour of every proposal of that day."""
    with factories.at(day):
        found = proposals.proposals(office, dt.date.fromisoformat(day), **said)
    numbers = dict(Assignment.objects.values_list("pk", "measure__task__number"))
    return [(numbers[one.duty], one.colour.value) for one in found]


def slip(colour: str, *, day: str, reply_by: str, number: str = "1.1") -> Entry:
    with factories.at(day):
        return services.escalate(
            factories.duty(number=number), by=None, colour=colour, reply_by=dt.date.fromisoformat(reply_by)
        )


def test_what_is_long_overdue_is_proposed_and_climbs():
    factories.plan(tasks=2)
    office = factories.secretariat()
    assert proposed(office, "2019-01-07") == []
    assert proposed(office, FIRST) == [("1.1", "blue"), ("1.2", "blue")]

    slip("blue", day=FIRST, reply_by="2019-01-15")
    assert proposed(office, "2019-01-15") == [("1.2", "blue")]
    assert proposed(office, SECOND) == [("1.1", "yellow"), ("1.2", "blue")]

    slip("yellow", day=SECOND, reply_by="2019-01-23")
    assert proposed(office, THIRD) == [("1.1", "red"), ("1.2", "blue")]

    slip("red", day=THIRD, reply_by="2019-02-01")
    assert proposed(office, "2019-03-01") == [("1.2", "blue")]


@pytest.mark.parametrize("fate", ["claimed", "suspended", "closed", "extended", "supporting"])
def test_what_is_not_late_or_not_at_work_is_never_proposed(fate):
    factories.plan(others={"MOF": "co_responsible"} if fate == "supporting" else None)
    office, nhc, duty = factories.secretariat(), factories.officer(), factories.duty()
    with factories.at("2018-12-28"):
        if fate in ("claimed", "supporting"):
            services.claim(duty, by=nhc, note="x", evidence=factories.evidence())
        elif fate == "suspended":
            services.suspend(duty, by=office, reason="x")
        elif fate == "closed":
            services.close_unimplemented(duty, by=office, reason="x")
        else:
            services.ask_extension(duty, by=nhc, new_due_on=dt.date(2019, 3, 1), reason="x")
            services.grant(duty, by=office)

    assert proposed(office, THIRD) == []


def test_a_moved_due_date_begins_again_with_blue():
    factories.plan()
    office, nhc, duty = factories.secretariat(), factories.officer(), factories.duty()
    slip("blue", day="2018-12-20", reply_by="2018-12-28")
    with factories.at("2018-12-25"):
        services.ask_extension(duty, by=nhc, new_due_on=dt.date(2019, 1, 8), reason="x")
        services.grant(duty, by=office)

    assert proposed(office, "2019-02-28") == [("1.1", "blue")]


def test_two_queries_however_many_duties(django_assert_num_queries):
    factories.plan(tasks=3)
    office = factories.secretariat()
    assert office.is_secretariat

    with django_assert_num_queries(2):
        proposals.proposals(office, dt.date(2019, 1, 8))


def visit(client, day: str, address: str = PAGE, **post) -> str:
    with factories.at(day):
        response = client.post(address, post) if post else client.get(address)
    return response.content.decode()


def offered(html: str) -> list[str]:
    return re.findall(r'type="checkbox" name="chosen" value="([^"]+)"', html)


def results(html: str) -> list[str]:
    """What the page says became of each choice."""
    part = html.partition('id="issued"')[2].partition("</ul>")[0]
    return re.findall(r"<span>([^<]+)</span></li>", part)


@pytest.fixture
def office(client):
    factories.plan(tasks=3)
    account = factories.secretariat()
    client.force_login(account)
    return account


def test_the_chosen_ones_are_issued_and_each_is_answered(client, office):
    values = offered(visit(client, FIRST))

    html = visit(client, FIRST, ISSUE, chosen=values[:2], reply_by="2019-01-15", note="Explain.")

    slips = Slip.objects.order_by("pk")
    assert [(s.assignment.measure.task.number, s.colour, str(s.reply_by), s.entry.note) for s in slips] == [
        ("1.1", "blue", "2019-01-15", "Explain."),
        ("1.2", "blue", "2019-01-15", "Explain."),
    ]
    assert results(html) == [f"issued as entry no. {s.entry.n}" for s in slips]
    assert offered(html) == values[2:]


def test_the_button_of_a_row_issues_that_one_alone(client, office):
    values = offered(visit(client, FIRST))

    visit(client, FIRST, ISSUE, chosen=values[:2], only=values[2], reply_by="2019-01-15")

    assert [slip.assignment.measure.task.number for slip in Slip.objects.all()] == ["1.3"]


def test_what_changed_meanwhile_is_said_and_the_others_are_issued(client, office):
    values = offered(visit(client, FIRST))
    with factories.at(FIRST):
        services.report(factories.duty(), by=factories.officer(), percent=90, note="x", reason="y")

    html = visit(client, FIRST, ISSUE, chosen=values, reply_by="2019-01-15")

    assert Slip.objects.count() == 2
    assert results(html)[0].startswith("Somebody else changed this duty since you opened it.")


def test_a_second_press_issues_nothing_twice(client, office):
    values = offered(visit(client, FIRST))

    for _time in range(2):
        html = visit(client, FIRST, ISSUE, chosen=values, reply_by="2019-01-15")

    assert (Slip.objects.count(), len(results(html))) == (3, 3)
    assert all(text.startswith("issued as entry no.") for text in results(html))


def test_a_colour_cannot_be_skipped_by_a_forged_form(client, office):
    duty = factories.duty()

    html = visit(client, FIRST, ISSUE, chosen=[f"{duty.pk}:1:red"], reply_by="2019-01-15")

    assert (results(html), Slip.objects.count()) == (
        ["The ladder does not propose a Red slip for this duty."],
        0,
    )


@pytest.mark.parametrize(
    "data",
    [
        {"reply_by": "2019-01-15"},
        {"chosen": "1:1:blue"},
        {"chosen": "1:1:blue", "reply_by": "2019-01-01"},
        {"chosen": "1:1:green", "reply_by": "2019-01-15"},
        {"chosen": "nonsense", "reply_by": "2019-01-15"},
        {"chosen": "9" * 30 + ":1:blue", "reply_by": "2019-01-15"},
    ],
)
def test_a_form_that_makes_no_sense_comes_back(client, office, data):
    with factories.at(FIRST):
        response = client.post(ISSUE, data)

    assert (response.status_code, Slip.objects.count()) == (400, 0)


def test_what_was_ticked_stays_ticked_when_the_form_comes_back(client, office):
    values = offered(visit(client, FIRST))

    html = visit(client, FIRST, ISSUE, chosen=values[:1])

    assert re.findall(r'value="([^"]+)" id="choose-\d+" checked', html) == values[:1]


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_only_the_secretariat_sees_proposals(client, role):
    client.force_login(factories.user(role, "NHC"))

    assert [client.get(PAGE).status_code, client.post(ISSUE, {}).status_code] == [403, 403]


def test_they_can_be_narrowed_to_a_plan_and_a_colour(client, office):
    factories.plan("second")
    slip("blue", day="2018-12-20", reply_by="2018-12-28")

    counts = {
        query: len(offered(visit(client, SECOND, f"{PAGE}{query}")))
        for query in ("", "?plan=second", "?colour=yellow", "?plan=none", "?colour=none")
    }

    assert counts == {"": 4, "?plan=second": 1, "?colour=yellow": 1, "?plan=none": 4, "?colour=none": 4}


@pytest.mark.parametrize("handed", [1, 3])
def test_six_queries_however_many_proposals(client, django_assert_num_queries, handed):
    plan = factories.plan()
    places.hand_out(plan, *["350000", "420000", "320000"][:handed])
    client.force_login(factories.secretariat())
    visit(client, FIRST, PAGE)

    # session, user with posts; plans; overdue duties, their slips, the duties shown
    with django_assert_num_queries(6):
        html = visit(client, FIRST, PAGE)
    assert len(offered(html)) == handed + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_of_the_office_at_once_issue_one_slip_for_each_duty():
    factories.plan(tasks=5)
    offices = [factories.secretariat() for _ in range(3)]
    with factories.at(FIRST):
        chosen = proposals.proposals(offices[0], dt.date(2019, 1, 8))

    def press(by):
        with factories.at(FIRST):
            proposals.issue(chosen, by=by, reply_by=dt.date(2019, 1, 15))

    got = at_once(*[lambda by=by: press(by) for by in offices])

    assert Counter(got) == {"made": 3}
    assert Counter(Slip.objects.values_list("assignment", flat=True)) == {one.duty: 1 for one in chosen}
