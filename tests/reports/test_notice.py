"""The sentences of a notice come from the figures of its report."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils.translation import override

from reports.document import Column, Table
from reports.renderers.notice import MOST_NAMED, MOST_ROWS, notice
from tests.reports.factories import a_document
from tests.reports.laid_out import a_progress_report, duty


def test_the_first_part_states_the_headline_figures_and_every_area():
    with override("en"):
        first = notice(a_progress_report()).parts[0]

    assert first.opening == "Reported progress: 62% (3 of 4 reported); Overdue: 2."
    assert [(point.lead, point.text) for point in first.points] == [
        (
            "Hospitals",
            "62% reported against 70% planned; 3 of 4 duties that owe reports have been reported on; 1 of 5"
            " measures are verified; 2 duties are overdue.",
        )
    ]


def test_who_is_late_is_named_with_measures_and_since_when_and_addressed():
    late = [
        duty("MOF", "Overdue", measure="2.1/1"),
        duty("NHC", "Overdue", due_on=dt.date(2018, 10, 15)),
        duty("NHC", "Overdue", measure="1.2/1", due_on=dt.date(2018, 8, 31)),
        duty("NHSA", "On track"),
    ]
    with override("en"):
        said = notice(a_progress_report(*late))

    assert said.addressees == "To: NHC, MOF"
    assert said.parts[1].opening == ("3 duties that owe reports were past their due dates, with 2 agencies.")
    assert [(point.lead, point.text) for point in said.parts[1].points] == [
        ("NHC", "2 duties overdue, the oldest since 31 August 2018; measures 1.1/1, 1.2/1."),
        ("MOF", "1 duty overdue, the oldest since 30 September 2018; measures 2.1/1."),
    ]


def test_who_only_supports_a_late_lead_is_not_named():
    with override("en"):
        said = notice(a_progress_report(duty("MOF", "Overdue", owes="no")))

    assert said.parts[1].opening == "On that day no duty was past its due date."
    assert said.addressees == "To: All departments and units concerned"


def test_the_answer_is_due_ten_working_days_after_the_day_of_the_report():
    with override("en"):
        asked = notice(a_progress_report(duty("NHC", "Overdue"))).parts[-1]

    # 31 October 2018 was a Wednesday; no holiday falls into the two weeks after it.
    assert ["14 November 2018" in point.text for point in asked.points] == [True, True, False]


def test_more_agencies_than_can_be_named_are_counted():
    late = [duty(f"A{number:02}", "Overdue") for number in range(MOST_NAMED + 3)]
    with override("en"):
        said = notice(a_progress_report(*late))

    leads = [point.lead for point in said.parts[1].points]
    assert (len(leads), leads[-1]) == (MOST_NAMED + 1, "3 more agencies")
    assert said.addressees == "To: All departments and units concerned"


def test_of_the_whole_list_only_what_is_overdue_is_attached():
    with override("en"):
        attached = notice(a_progress_report(duty("NHC", "Overdue"), duty("MOF", "On track"))).attachments

    assert [(one.table.title, len(one.table.rows), one.left_out) for one in attached] == [
        ("By area", 1, 0),
        ("Duties past their due date", 1, 0),
    ]


def test_a_long_attachment_is_cut_and_says_by_how_much():
    rows = [(f"row {number}", 1, 2, None) for number in range(MOST_ROWS + 5)]
    document = replace(a_document(*rows), kind="matrix")

    with override("en"):
        attached = notice(document).attachments

    assert [(len(one.table.rows), one.left_out) for one in attached] == [(MOST_ROWS, 5)]


@pytest.mark.parametrize("kind", ["discipline", "matrix", "targets", "changes"])
def test_a_report_of_another_kind_says_what_its_attachments_show(kind):
    document = replace(a_document(("a", 1, 2, None), language="en"), kind=kind)

    with override("en"):
        said = notice(document)

    assert [(point.lead, point.text) for point in said.parts[1].points] == [("List", "1 row: attachment 1.")]


def test_a_table_called_duties_without_standings_is_no_stumbling_block():
    table = Table("duties", "Duties", (Column("name", "Name"),), (("x",),))
    document = replace(a_document(), kind="matrix", tables=(table,), full="duties")

    with override("en"):
        said = notice(document)

    assert [one.table.title for one in said.attachments] == ["Duties"]
