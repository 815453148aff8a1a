"""Plans in and out of the notice schema: nothing is lost, repeats are harmless, bad input is one line."""

import copy
import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command

from agencies.reference import load_reference
from reformtracker.lib.errors import Impossible, Invalid
from tasks.issuing import issue_plan
from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task
from tasks.notices import read_plan, write_plan
from tests import factories

pytestmark = pytest.mark.django_db

NOTICE_FILE = portal.DATA_DIR / "plans" / "2018-h2.json"
MODELS = (Plan, ReformArea, Task, Measure, Assignment, Deadline, Target)


def notice(**changes) -> dict:
    """A small notice with one of everything."""
    return {
        "slug": "small",
        "title": "A small plan",
        "title_en": "Small",
        "title_zh": "小",
        "language": "en",
        "jurisdiction": "CN",
        "issuer": "State Council",
        "document_number": "No. 1",
        "issued_on": "2018-08-28",
        "period": {"start": "2018-07-01", "end": "2018-12-31"},
        "areas": [
            {
                "number": "1",
                "title": "Insurance",
                "title_en": "Insurance",
                "title_zh": "医保",
                "field": "insurance",
                "tasks": [
                    {
                        "number": "1.1",
                        "title": None,
                        "title_en": "Pay",
                        "title_zh": "支付",
                        "text": "Pay by group. (NHSA and NHC)",
                        "measures": [
                            {
                                "text": "Pay by group.",
                                "clause": "(NHSA and NHC)",
                                "mode": "lead_first",
                                "open_ended": False,
                                "responsibilities": [
                                    {"name": "NHSA", "agency": "NHSA", "role": "lead"},
                                    {"name": "NHC", "agency": "NHC", "role": "co_responsible"},
                                ],
                                "deadlines": [{"text": "by October", "date": "2018-10-31", "derived": False}],
                                "targets": [
                                    {"text": "70 %", "value": 70, "unit": "%", "comparator": ">="},
                                    {
                                        "text": "2 to 3.5",
                                        "value": [2, 3.5],
                                        "unit": "",
                                        "comparator": "range",
                                    },
                                    {"text": "more", "value": None, "unit": "", "comparator": "="},
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
        "warnings": [{"code": "outside", "message": "preamble", "start": 0, "end": 9}],
    } | changes


@pytest.fixture(autouse=True)
def bodies():
    for code in ("NHC", "NHSA", "MOF"):
        factories.agency(code)


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


def at(path: str, value: object) -> dict:
    """The small notice with the value put in at the path ("areas.0.tasks.0.text")."""
    changed = notice()
    node, *rest = [changed, *path.split(".")]
    for key in rest[:-1]:
        node = node[int(key) if key.isdigit() else key]
    node[int(rest[-1]) if rest[-1].isdigit() else rest[-1]] = value
    return changed


def test_the_plan_of_2018_comes_out_as_it_went_in():
    load_reference(portal.DATA_DIR)
    given = json.loads(NOTICE_FILE.read_text(encoding="utf-8"))

    plan, written = write_plan(given)

    assert written
    assert read_plan(plan) == given
    assert Task.objects.count() == 50
    assert Assignment.objects.filter(owes=True).count() == 86
    assert Assignment.objects.count() == 223


def test_a_small_one_with_one_of_everything_does_too():
    plan, _written = write_plan(notice())

    assert read_plan(plan) == notice()
    assert counts() == [1, 1, 1, 1, 2, 1, 3]


def test_the_places_that_a_measure_calls_on_come_out_with_their_words():
    given = at(f"{MEASURE}.places", {"reach": "localities", "text": "Pay"})

    plan, _written = write_plan(given)

    assert Measure.objects.values_list("reach", "reach_words").get() == ("localities", "Pay")
    assert read_plan(plan) == given


def test_duties_take_their_dates_from_the_measure_and_the_period():
    write_plan(notice())

    found = {d.agency.code: (d.role, d.owes, d.start_on, d.due_on) for d in Assignment.objects.all()}

    dates = (factories.START, factories.END.replace(month=10))
    assert found == {"NHSA": ("lead", True, *dates), "NHC": ("co_responsible", False, *dates)}


def test_in_a_joint_measure_everybody_owes():
    changed = at("areas.0.tasks.0.measures.0.mode", "joint")
    changed["areas"][0]["tasks"][0]["measures"][0]["responsibilities"][0]["role"] = "co_responsible"

    write_plan(changed)

    assert set(Assignment.objects.values_list("role", "owes")) == {("co_responsible", True)}


def test_the_same_notice_again_writes_nothing():
    write_plan(notice())
    keys = set(Assignment.objects.values_list("pk", flat=True))

    _plan, written = write_plan(notice())

    assert not written
    assert set(Assignment.objects.values_list("pk", flat=True)) == keys


def test_what_the_portal_gave_out_is_recognised_when_it_comes_back():
    given = notice()
    del given["document_number"]  # the same as null
    plan, _written = write_plan(given)

    assert write_plan(read_plan(plan)) == (plan, False)


def test_a_draft_with_other_content_is_replaced_only_on_request():
    write_plan(notice())
    other = at("areas.0.tasks.0.text", "Pay otherwise.")

    with pytest.raises(Impossible) as refused:
        write_plan(other)
    plan, written = write_plan(other, replace_draft=True)

    assert (refused.value.code, written, read_plan(plan)) == ("draft_differs", True, other)
    assert counts() == [1, 1, 1, 1, 2, 1, 3]


def test_an_issued_plan_is_never_replaced_but_the_same_notice_is_still_no_error():
    plan, _written = write_plan(notice())
    issue_plan(plan, by=None)

    with pytest.raises(Impossible) as refused:
        write_plan(at("areas.0.tasks.0.text", "Pay otherwise."), replace_draft=True)

    assert refused.value.code == "plan_issued"
    assert write_plan(notice())[1] is False
    assert Task.objects.get().text == "Pay by group. (NHSA and NHC)"


def test_nothing_is_lost_of_the_old_draft_when_the_new_one_is_bad():
    plan, _written = write_plan(notice())

    with pytest.raises(Invalid):
        write_plan(at("areas.0.tasks.0.measures.0.mode", "wrong"), replace_draft=True)

    assert read_plan(Plan.objects.get(pk=plan.pk)) == notice()


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"slug": None}, "a-small-plan"),
        ({"slug": None, "title": "x" * 90}, "x" * 60),
        ({"slug": None, "title": "深化医改重点任务"}, "plan-5919e30d67bd"),
    ],
)
def test_a_notice_without_a_slug_gets_one_from_its_title(changes, slug):
    first, _written = write_plan(notice(**changes))

    again, written = write_plan(notice(**changes))

    assert (first.slug, again, written) == (slug, first, False)


MEASURE = "areas.0.tasks.0.measures.0"
BAD = [
    ("slug", "a b", "plan: the slug “a b” is not made of letters, digits and hyphens only"),
    ("slug", "x" * 61, "plan: “slug” is longer than 60 characters"),
    ("slug", 7, "plan: “slug” is of the wrong kind"),
    ("title", ["x"], "plan: “title” is of the wrong kind"),
    ("language", "fr", "plan: “fr” is not one of en, zh"),
    ("jurisdiction", "XX", "plan: jurisdiction XX is not known; is the reference data loaded?"),
    ("issuer", "x" * 201, "plan: “issuer” is longer than 200 characters"),
    ("issued_on", "28.8.2018", "plan: “28.8.2018” is not a date such as 2018-12-31"),
    ("issued_on", "20180828", "plan: “20180828” is not a date such as 2018-12-31"),
    ("period", "2018", "plan: “period” is of the wrong kind"),
    ("period.end", "2018-02-30", "period: “2018-02-30” is not a date such as 2018-12-31"),
    ("period.end", "2018-06-30", "period: it ends before it starts"),
    ("period.start", None, "measure 1.1/1: a duty needs the plan's period"),
    ("areas", {}, "plan: “areas” is of the wrong kind"),
    ("areas.0", "x", "area 1: an object is expected here"),
    ("areas.0.field", "magic", "area 1: “magic” is not one of "),
    ("areas.0.number", "x" * 17, "area 1: “number” is longer than 16 characters"),
    ("areas.0.tasks.0", None, "task 1.1: an object is expected here"),
    ("areas.0.tasks.0.text", 5, "task 1.1: “text” is of the wrong kind"),
    ("areas.0.tasks.0.number", "1/1", "task 1.1: “1/1” cannot be a task's number"),
    ("areas.0.tasks.0.number", " ", "task 1.1: “ ” cannot be a task's number"),
    (f"{MEASURE}.mode", "alone", "measure 1.1/1: “alone” is not one of lead_first, respective, joint"),
    (f"{MEASURE}.open_ended", "yes", "measure 1.1/1: “open_ended” is of the wrong kind"),
    (f"{MEASURE}.open_ended", 1, "measure 1.1/1: “open_ended” is of the wrong kind"),
    (f"{MEASURE}.places", "provinces", "measure 1.1/1: “places” is of the wrong kind"),
    (
        f"{MEASURE}.places",
        {"reach": "counties", "text": "Pay"},
        "measure 1.1/1: “counties” is not one of provinces, localities",
    ),
    (
        f"{MEASURE}.places",
        {"reach": "provinces"},
        "measure 1.1/1: “places” needs the reach and the words of the text",
    ),
    (
        f"{MEASURE}.places",
        {"text": "Pay"},
        "measure 1.1/1: “places” needs the reach and the words of the text",
    ),
    (
        f"{MEASURE}.places",
        {"reach": "provinces", "text": "all provinces"},
        "measure 1.1/1: the words “all provinces” do not stand in its text",
    ),
    (f"{MEASURE}.responsibilities.0.agency", "XYZ", "measure 1.1/1: no agency is known for “XYZ”"),
    (f"{MEASURE}.responsibilities.0.role", "boss", "measure 1.1/1: “boss” is not one of "),
    (f"{MEASURE}.responsibilities.0.role", None, "measure 1.1/1: “NHSA” has no role"),
    (f"{MEASURE}.responsibilities.0.name", "x" * 201, "measure 1.1/1: “named” is longer than 200 characters"),
    (f"{MEASURE}.responsibilities.1.agency", "NHSA", "measure 1.1/1: NHSA is named twice"),
    (f"{MEASURE}.deadlines.0.date", "soon", "measure 1.1/1: “soon” is not a date such as 2018-12-31"),
    (f"{MEASURE}.targets.0.value", "70", "measure 1.1/1: “value” is of the wrong kind"),
    (f"{MEASURE}.targets.0.value", True, "measure 1.1/1: “value” is of the wrong kind"),
    (f"{MEASURE}.targets.0.value", float("nan"), "measure 1.1/1: “nan” is not a number"),
    (f"{MEASURE}.targets.0.value", float("inf"), "measure 1.1/1: “inf” is not a number"),
    (f"{MEASURE}.targets.0.value", 10**30, f"measure 1.1/1: “{10**30}” has too many digits"),
    (f"{MEASURE}.targets.0.value", 0.00001, "measure 1.1/1: “1e-05” has too many digits"),
    (f"{MEASURE}.targets.0.value", [1, 2], "measure 1.1/1: a range, and nothing else, has two values"),
    (f"{MEASURE}.targets.1.value", 5, "measure 1.1/1: a range, and nothing else, has two values"),
    (f"{MEASURE}.targets.1.value", [1], "measure 1.1/1: a range, and nothing else, has two values"),
    (f"{MEASURE}.targets.1.value", [1, None], "measure 1.1/1: a range, and nothing else, has two values"),
    (f"{MEASURE}.targets.1.value", ["a", 2], "measure 1.1/1: “a” is not a number"),
    (f"{MEASURE}.targets.1.value", [True, 2], "measure 1.1/1: “True” is not a number"),
    (f"{MEASURE}.targets.0.unit", "x" * 61, "measure 1.1/1: “unit” is longer than 60 characters"),
    (f"{MEASURE}.targets.0.comparator", "~", "measure 1.1/1: “~” is not one of "),
    ("areas.0.tasks.0.text", "a\x00b", "plan: “a�b” holds a character that is not allowed"),
    ("warnings", [{"code": "x\ud800"}], "plan: “x�” holds a character that is not allowed"),
    ("warnings", [{"a\x00": 1}], "plan: “a�” holds a character that is not allowed"),
]


@pytest.mark.parametrize(("path", "value", "line"), BAD)
def test_bad_input_is_one_clear_line_that_names_the_place_and_writes_nothing(path, value, line):
    with pytest.raises(Invalid) as refused:
        write_plan(at(path, value))

    said = str(refused.value.message)
    assert (said[: len(line)], "\n" in said, refused.value.code) == (line, False, "notice_invalid")
    assert counts() == [0] * 7


@pytest.mark.parametrize("whole", [[], "x", 5, None, True])
def test_a_notice_is_an_object(whole):
    with pytest.raises(Invalid, match="an object is expected here"):
        write_plan(whole)


def test_two_tasks_of_one_number_would_have_one_address():
    given = notice()
    given["areas"].append(copy.deepcopy(given["areas"][0]))

    with pytest.raises(Invalid, match=r"task 2\.1: the number 1\.1 is given twice"):
        write_plan(given)


def nested(depth: int) -> object:
    node: object = "x"
    for _ in range(depth):
        node = [node]
    return node


def test_endless_nesting_is_refused_without_a_crash():
    with pytest.raises(Invalid, match="nested more than 32 levels deep"):
        write_plan(notice(warnings=[nested(100_000)]))


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def write_file(folder: Path, content: str | bytes) -> str:
    path = folder / "notice.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_the_commands_read_a_file_and_write_the_same_out(tmp_path):
    file = write_file(tmp_path, json.dumps(notice()))

    assert run("import_plan", file) == "small: written as a draft\n"
    assert run("import_plan", file) == "small: already there, nothing changed\n"
    assert json.loads(run("export_plan", "small")) == notice()
    assert run("issue_plan", "small") == "small: issued, 2 duties\n"
    assert run("issue_plan", "small") == "small: issued, 2 duties\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "is not a JSON file: "),
        ("", "is not a JSON file: "),
        (b"\xff\xfe\x00", "is not a JSON file: "),
        ("[" * 200_000, "is not a JSON file: "),
        ('{"title": "\\ud800"}', "“�” holds a character that is not allowed"),
        ("[]", ": plan: an object is expected here"),
        ("{}", ": plan: it has neither a slug nor a title from which one could be made"),
    ],
)
def test_the_import_command_says_in_one_line_what_is_wrong_with_a_file(content, line, tmp_path):
    file = write_file(tmp_path, content)

    with pytest.raises(CommandError) as error:
        run("import_plan", file)

    assert str(error.value).startswith(file)
    assert line in str(error.value)
    assert "\n" not in str(error.value)
    assert counts() == [0] * 7


def test_the_import_command_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run("import_plan", str(tmp_path / "none.json"))


@pytest.mark.parametrize("command", ["export_plan", "issue_plan"])
def test_the_other_commands_say_when_there_is_no_plan(command):
    with pytest.raises(CommandError, match=r"^There is no plan nowhere\.$"):
        run(command, "nowhere")
