"""A small ledger with hostile texts in it, and extracts of it, for the tests of this folder."""

import csv
import io
import re
import zipfile

from reports import building
from reports.artifacts import artifacts
from reports.models import Report
from tasks import services
from tasks.models import Entry, Plan
from tests import factories
from tests.reports.factories import a_report

NOTES = ("=1+1", "一切顺利 \N{GRINNING FACE}", '@SUM(A1) "quoted", and\nmore')


def a_ledger() -> Plan:
    """Two duties each of NHC and MOF, and three reports by NHC on the first of October and later."""
    plan = factories.plan("p", tasks=2, others={"MOF": "co_responsible"})
    officer = factories.user("officer", "NHC", "hao")
    for day, percent, note in zip(
        ("2018-10-01", "2018-10-05", "2018-11-02"), (10, 20, 30), NOTES, strict=True
    ):
        with factories.at(day):
            services.report(factories.duty(), by=officer, percent=percent, note=note, reason="late")
    return plan


def extract(*formats: str, language: str = "en", wanted: dict[str, str] | None = None, **said) -> Report:
    """A finished extract, by the portal itself unless `requested_by` says otherwise."""
    parameters = {"language": language, "formats": list(formats), "filter": wanted or {}}
    report = a_report(kind="extract", parameters=parameters, **said)
    building.build(report.pk)
    report.refresh_from_db()
    return report


def content(report: Report, choice: str) -> bytes:
    return artifacts.path_of(report.artifact(choice)["sha256"]).read_bytes()


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(report, "csv").decode("utf-8-sig"), newline="")))


def parts(report: Report) -> dict[str, str]:
    """The parts of the workbook as XML."""
    with zipfile.ZipFile(io.BytesIO(content(report, "xlsx"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sheets(report: Report) -> list[str]:
    """The sheets of rows, without the cover."""
    found = {
        name: text
        for name, text in parts(report).items()
        if re.fullmatch(r"xl/worksheets/sheet\d+.xml", name)
    }
    return [text for name, text in sorted(found.items())][1:]


def entries(plan: Plan) -> list[Entry]:
    return list(Entry.objects.filter(plan=plan).order_by("n"))
