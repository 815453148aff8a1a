"""A small draft with one of everything, its workbook, and what one does with it."""

from tasks.models import Plan
from tasks.notices import write_plan
from tasks.workbook import reading, writing
from tasks.workbook.reading import Upload
from tasks.workbook.vocabulary import Vocabulary
from tests import factories
from tests.workbook.editing import Editor


def measure(text: str, *bodies: tuple[str, str], **more) -> dict:
    return {
        "text": text,
        "clause": "(" + " and ".join(code for code, _role in bodies) + ")",
        "mode": "lead_first",
        "open_ended": False,
        "responsibilities": [{"name": f"the {code}", "agency": code, "role": role} for code, role in bodies],
        "deadlines": [],
        "targets": [],
    } | more


def task(number: str, *measures: dict) -> dict:
    text = " ".join(one["text"] for one in measures)
    return {
        "number": number,
        "title": None,
        "title_en": f"Task {number}",
        "title_zh": f"任务{number}",
        "text": text,
        "measures": list(measures),
    }


def area(number: str, *tasks: dict) -> dict:
    return {
        "number": number,
        "title": f"Area {number}",
        "title_en": f"Area {number}",
        "title_zh": f"领域{number}",
        "field": "insurance",
        "tasks": list(tasks),
    }


DEADLINE = {"text": "by October", "date": "2018-10-31", "derived": False}
TARGETS = [
    {"text": "70 %", "value": 70, "unit": "%", "comparator": ">="},
    {"text": "2 to 3.5", "value": [2, 3.5], "unit": "beds", "comparator": "range"},
    {"text": "more", "value": None, "unit": "", "comparator": "="},
]


def notice(**changes) -> dict:
    return {
        "slug": "small",
        "title": "A small plan",
        "title_en": "Small",
        "title_zh": "小",
        "language": "en",
        "jurisdiction": "CN",
        "issuer": None,
        "document_number": "No. 1",
        "issued_on": "2018-08-28",
        "period": {"start": "2018-07-01", "end": "2018-12-31"},
        "areas": [
            area(
                "1",
                task(
                    "1.1",
                    measure(
                        "Pay by group.",
                        ("NHSA", "lead"),
                        ("NHC", "co_responsible"),
                        deadlines=[DEADLINE],
                        targets=TARGETS,
                    ),
                    measure("Train staff.", ("NHC", "lead")),
                ),
                task("1.2", measure("Build beds.", ("NHC", "lead"))),
                task("1.10", measure("Count beds.", ("MOF", "lead"))),
            ),
            area("2", task("2.1", measure("Check prices.", ("MOF", "lead")))),
        ],
        "warnings": [{"code": "outside", "message": "preamble", "start": 0, "end": 9}],
    } | changes


def draft(**changes) -> Plan:
    for code in ("NHC", "NHSA", "MOF"):
        factories.agency(code)
    factories.nation()
    return Plan.objects.get(pk=write_plan(notice(**changes))[0].pk)


def editor(plan: Plan) -> Editor:
    return Editor(writing.write(plan))


def read(plan: Plan, data: bytes) -> Upload:
    return reading.read(data, plan, Vocabulary())


def faults(plan: Plan, edited: Editor) -> list[tuple[str, str, str]]:
    """Sheet, cell and sentence of everything that is wrong with the workbook."""
    return [(fault.sheet, fault.cell, fault.problem) for fault in read(plan, edited.save()).faults]
