"""The desk of the secretariat: claims, objections, extensions, slips running out, silence when overdue."""

import re

import pytest

from tasks import services
from tasks.evidence import Piece
from tests import factories
from tests.factories import at
from tests.tasks.test_desk import desk, line, section, tasks_in

pytestmark = pytest.mark.django_db


def test_the_secretariat_reads_whose_silence_counts_by_short_names_in_its_language(client):
    factories.plan(others={"MOF": "co_responsible", "MCA": "participating"})
    factories.claimed(day="2018-11-06")
    client.cookies["django_language"] = "zh-hans"

    words = section(desk(client, factories.secretariat()), "claims")

    assert (words.count("MOF简称"), words.count("MCA简称")) == (1, 1)


def test_the_evidence_of_a_claim_stands_beside_the_button_that_verifies_it(client):
    factories.plan()
    factories.claimed(day="2018-11-01")
    services.return_(factories.duty(), by=factories.secretariat(), reason="Incomplete")
    newer = [Piece(reference="Document No. 2 (2018)")]
    services.claim(factories.duty(), by=factories.officer(), note="done", evidence=newer)

    words = section(desk(client, factories.secretariat()), "claims")

    assert re.findall(r"Document No. \d \(2018\)", words) == ["Document No. 2 (2018)"]


def test_the_secretariat_sees_claims_objections_and_extensions(client):
    factories.plan(tasks=3, others={"MOF": "co_responsible"})
    officer = factories.officer()
    with at("2018-11-12"):
        for number in ("1.1", "1.2"):
            services.claim(
                factories.duty(number=number), by=officer, note="done", evidence=factories.evidence()
            )
        services.object_to(factories.duty(number="1.2"), by=factories.officer("MOF"), note="Not paid for")
        services.ask_extension(
            factories.duty(number="1.3"),
            by=officer,
            new_due_on=factories.END.replace(year=2019),
            reason="The law is late",
        )

    response = desk(client, factories.secretariat())

    assert line(response) == [
        "1 claim to verify",
        "1 objection",
        "1 extension to decide",
        "0 overdue without a report this month",
    ]
    assert {key: tasks_in(response, key) for key in ("claims", "objections", "extensions")} == {
        "claims": ["1.1"],
        "objections": ["1.2"],
        "extensions": ["1.3"],
    }
    assert "silent, which counts as concurrence: MOF" in section(response, "claims")
    assert "The law is late" in section(response, "extensions")


def test_a_concurrence_from_before_a_new_claim_does_not_count_for_it(client):
    factories.plan(others={"MOF": "co_responsible"})
    secretariat, mof = factories.secretariat(), factories.officer("MOF")
    services.concur(factories.claimed(day="2018-11-01"), by=mof)
    services.return_(factories.duty(), by=secretariat, reason="Incomplete")
    factories.claimed(day="2018-11-20")

    assert "may still speak until 2018-11-27: MOF" in section(desk(client, secretariat), "claims")


def test_the_secretariat_sees_slips_that_run_out_and_silence_on_overdue_duties(client):
    factories.plan(tasks=2)
    secretariat = factories.secretariat()
    with at("2019-01-10"):
        services.escalate(
            factories.duty(), by=secretariat, colour="red", reply_by=factories.END.replace(2019, 1, 14)
        )
        response = desk(client, secretariat)

    assert (tasks_in(response, "slips"), tasks_in(response, "overdue")) == (["1.1"], ["1.1", "1.2"])
    assert "Red slip, reply by 2019-01-14" in section(response, "slips")
    # A duty under two headings has its form only once.
    assert len(re.findall(r'id="duty-(\d+)"', response.content.decode())) == 2


def test_a_slip_that_was_answered_is_no_longer_listed(client):
    factories.plan()
    secretariat = factories.secretariat()
    with at("2018-11-20"):
        services.escalate(
            factories.duty(), by=secretariat, colour="blue", reply_by=factories.END.replace(month=11, day=22)
        )
    services.report(factories.duty(), by=factories.officer(), percent=80, note="Answered")

    assert tasks_in(desk(client, secretariat), "slips") == []


def test_of_two_slips_on_one_duty_the_newest_counts_and_the_most_urgent_duty_stands_first(client):
    factories.plan(tasks=2)
    secretariat = factories.secretariat()
    slips = [("1.1", "blue", 22), ("1.2", "yellow", 23), ("1.1", "red", 26)]
    for number, colour, day in slips:
        reply_by = factories.END.replace(month=11, day=day)
        services.escalate(factories.duty(number=number), by=secretariat, colour=colour, reply_by=reply_by)

    response = desk(client, secretariat)

    assert tasks_in(response, "slips") == ["1.2", "1.1"]
    assert re.findall(r'<span class="tag">([^<]+)</span>', section(response, "slips")) == [
        "Yellow slip, reply by 2018-11-23",
        "Red slip, reply by 2018-11-26",
    ]


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_secretariats_desk_takes_ten_queries_however_many_rows(client, django_assert_num_queries, tasks):
    factories.plan(tasks=tasks, others={"MOF": "co_responsible"})
    officer = factories.officer()
    for number in range(1, tasks + 1):
        services.claim(
            factories.duty(number=f"1.{number}"), by=officer, note="done", evidence=factories.evidence()
        )
    client.force_login(factories.secretariat())
    client.get("/desk/")

    # session, user with posts; totals; slips, claims; their rows; answers, bodies, evidence; open rounds
    with django_assert_num_queries(10):
        client.get("/desk/")
