"""Nothing leaves the portal unnoticed: lists, workbooks and finished reports leave an event each."""

import ast
import hashlib

import pytest

from agencies.enums import EventKind
from agencies.models import AccessEvent
from reports import building, exporting
from tests import factories
from tests.reports.factories import a_report
from tests.test_conventions import ROOT, SOURCES, nodes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"


def exports() -> list[AccessEvent]:
    return list(AccessEvent.objects.filter(kind=EventKind.EXPORT).order_by("n"))


def test_a_list_that_is_taken_leaves_who_what_filter_rows_and_hash(client):
    factories.plan(tasks=3)
    officer = factories.officer()
    client.force_login(officer)

    answer = client.get("/tasks/export/csv/?plan=p&agency=NHC&standing=&page=2", REMOTE_ADDR="10.1.2.3")

    [event] = exports()
    taken = answer.getvalue()
    assert (event.actor, event.source, event.subject) == (officer, "10.1.2.3", "tasks:p")
    assert {name: event.details[name] for name in ("what", "filter", "rows", "format", "sha256")} == {
        "what": "tasks",
        "filter": {"plan": ["p"], "agency": ["NHC"], "page": ["2"]},
        "rows": 3,
        "format": "csv",
        "sha256": hashlib.sha256(taken).hexdigest(),
    }


def test_asking_only_for_the_head_takes_nothing(client):
    factories.plan()
    client.force_login(factories.officer())

    assert (client.head("/tasks/export/csv/").status_code, exports()) == (200, [])


def test_a_list_leaves_only_when_the_event_is_written(client, monkeypatch):
    factories.plan()
    client.force_login(factories.officer())
    client.raise_request_exception = False
    monkeypatch.setattr("agencies.events.digest", lambda event: 1 / 0)

    assert client.get("/tasks/export/csv/").status_code == 500


@pytest.mark.parametrize(("rows", "code"), [(2, 200), (3, 413)])
def test_a_list_too_long_to_wait_for_is_refused_with_a_way_out(client, monkeypatch, rows, code):
    factories.plan(tasks=rows)
    client.force_login(factories.officer())
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)

    answer = client.get("/tasks/export/csv/")

    assert (answer.status_code, len(exports())) == (code, 1 if code == 200 else 0)


def test_a_plans_workbook_is_an_export_as_well(client):
    factories.plan("draft", tasks=2, issued=False)
    office = factories.secretariat()
    client.force_login(office)

    taken = client.get("/plans/draft/workbook.xlsx").getvalue()

    [event] = exports()
    assert (event.actor, event.subject, event.details["rows"]) == (office, "workbook:draft", 2)
    assert event.details["sha256"] == hashlib.sha256(taken).hexdigest()


def test_a_finished_report_leaves_one_event_with_all_its_files():
    officer = factories.officer()
    parameters = {"language": "en", "formats": ["xlsx", "csv"], "filter": {"agency": "NHC"}}
    report = a_report(requested_by=officer, parameters=parameters)

    worked = [building.build(report.pk) for _ in range(10)]

    report.refresh_from_db()
    [event] = exports()
    assert worked == [True] + [False] * 9
    assert (event.actor, event.subject) == (officer, "progress:p")
    assert event.details == {
        "what": "progress",
        "report": str(report.public_id),
        "as_of": "2018-10-31",
        "filter": {"agency": "NHC"},
        "rows": 1,
        "format": "xlsx, csv",
        "sha256": {item["format"]: item["sha256"] for item in report.artifacts},
        "data_sha256": report.data_sha256,
    }


def test_a_failed_report_leaves_none(monkeypatch):
    monkeypatch.setitem(building.RENDERERS, "csv", lambda document, target: 1 / 0)

    building.build(a_report().pk)

    assert exports() == []


# Where a response with a file in it may be made; everything else hands its file to `agencies.outgoing`.
DOORS = {
    "reformtracker/lib/resumable.py": "only agencies.outgoing asks it for files",
    "agencies/outgoing.py": "is the door",
    "reports/slices/views.py": "the program that checks slices holds nothing of the portal's",
    "reports/sealing/views.py": "checkpoints are there to be given away; taking one is an event of its own",
}


def test_there_is_no_second_way_out():
    """A file is an attachment or a stream; both are made in two modules, which the events stand beside."""
    found = set()
    for path in SOURCES:
        for node in nodes(path):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            header = isinstance(node, ast.Constant) and node.value == "Content-Disposition"
            if name in ("FileResponse", "StreamingHttpResponse") or header:
                found.add(str(path.relative_to(ROOT)))

    assert found == set(DOORS)
