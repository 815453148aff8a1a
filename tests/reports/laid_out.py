"""A report as the renderers get it, with the tables that the notice and the cross-tables read."""

import datetime as dt
from dataclasses import replace

from reports.document import Column, Document, Figure, Table, Value
from tests.reports.factories import a_document

AREA = (
    Column("area", "Reform area", width=34),
    Column("owing", "Owing", "int"),
    Column("heard", "Heard", "int"),
    Column("reported", "Reported", "percent"),
    Column("planned", "Planned", "percent"),
    Column("measures", "Measures", "int"),
    Column("verified", "Verified", "int"),
    Column("overdue", "Overdue", "int"),
)
DUTY = (
    Column("area", "Reform area", width=34),
    Column("measure", "Measure", width=9),
    Column("agency", "Agency", width=22),
    Column("owes", "Owes reports", width=9),
    Column("standing", "Standing", width=16),
    Column("percent", "Reported", "percent"),
    Column("due_on", "Due", "date"),
    Column("note", "Note", width=70),
)


def duty(
    agency: str,
    standing: str,
    *,
    measure: str = "1.1/1",
    owes: str = "yes",
    area: str = "1. Hospitals",
    note: str = "",
    due_on: dt.date = dt.date(2018, 9, 30),
) -> tuple[Value, ...]:
    return (area, measure, agency, owes, standing, 40, due_on, note)


def a_progress_report(*duties: tuple[Value, ...], language: str = "en") -> Document:
    """One area and the duties; names and standings as the test gives them."""
    areas = Table("areas", "By area", AREA, (("1. Hospitals", 4, 3, 62, 70, 5, 1, 2),), bars="reported")
    whole = Table("duties", "All duties", DUTY, duties)
    figures = (Figure("Reported progress", "62%", "3 of 4 reported"), Figure("Overdue", "2"))
    plain = replace(a_document(language=language), marks=(), subtitle="The plan")
    return replace(plain, figures=figures, tables=(areas, whole), full="duties")
