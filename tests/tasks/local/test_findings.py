"""What a source says about places: taken in from a file, safe to repeat, and who sees what."""

import json

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Jurisdiction
from reformtracker.lib.errors import Impossible, Invalid
from tasks.local import findings
from tasks.models import Finding, Plan, Reading
from tasks.notices import write_plan
from tests import factories, places
from tests.tasks.editions import notice, task
from tests.tasks.local import plans
from tests.tasks.local.plans import group, recorded, statement

pytestmark = pytest.mark.django_db


def said() -> list[tuple[str, str]]:
    rows = Finding.objects.order_by("jurisdiction__position")
    return list(rows.values_list("jurisdiction__code", "text_en"))


def counts() -> list[tuple[int, int | None, list[str]]]:
    return [(int(row.value), row.out_of, row.named) for row in Reading.objects.order_by("pk")]


def test_each_place_of_a_statement_gets_a_dated_entry_with_the_words():
    plans.source()

    taken = findings.take_in(recorded())

    assert said() == [
        ("320000", "Opens clinics."),
        ("350000", "Pays by the year."),
        ("420000", "Opens clinics."),
    ]
    assert (taken.findings, taken.readings, taken.held) == (3, 1, 0)
    row = Finding.objects.get(jurisdiction__code="320000")
    assert (row.on.isoformat(), row.quote, row.source, row.text_zh) == (
        "2022-07-28", "Hubei and Jiangsu open clinics.", plans.SOURCE, "开设门诊。",
    )  # fmt: skip


def test_a_count_becomes_a_reading_for_the_nation_with_its_coverage():
    plans.source()

    findings.take_in(recorded())

    row = Reading.objects.get()
    assert counts() == [(19, 32, ["350000"])]
    assert (row.jurisdiction.code, row.entry, row.target.value) == ("CN", None, None)


def test_the_same_file_again_writes_nothing():
    plans.source()
    findings.take_in(recorded())

    taken = findings.take_in(recorded())

    assert (taken.findings, taken.readings, taken.held) == (0, 0, 4)
    assert (Finding.objects.count(), Reading.objects.count()) == (3, 1)


def test_a_count_put_right_stands_beside_the_old_one():
    plans.source()
    findings.take_in(recorded())

    findings.take_in(recorded(groups=[group(out_of=None)]))
    findings.take_in(recorded(groups=[group(out_of=None)]))

    assert counts() == [(19, 32, ["350000"]), (19, None, ["350000"])]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"plan": "none"}, "file: there is no plan “none”"),
        ({"on": None}, "file: the day of the source is missing"),
        ({"on": "28 July"}, "file: “28 July” is not a date such as 2018-12-31"),
        (
            {"findings": [statement("350000", quote="Fujian sleeps.")]},
            "finding 1: the words “Fujian sleeps.” do not stand in the text of task 1.1",
        ),
        ({"findings": [statement("350000", task="9.9")]}, "finding 1: the plan has no task “9.9”"),
        ({"findings": [statement("999999")]}, "finding 1: the place “999999” is not known"),
        ({"findings": [statement("350000", "350000")]}, "finding 1: a place is named twice"),
        ({"findings": [statement()]}, "finding 1: it names no place"),
        ({"findings": [statement("350000", source=" ")]}, "finding 1: “source” is missing"),
        ({"findings": [statement("350000", text_zh=7)]}, "finding 1: “text_zh” is of the wrong kind"),
        ({"findings": ["Fujian"]}, "finding 1: an object is expected here"),
        ({"findings": {}}, "file: “findings” is of the wrong kind"),
        ({"groups": [group(target="In 11")]}, "group 1: task 1.1 has no target “In 11”"),
        ({"groups": [group(value=None)]}, "group 1: it has no count"),
        ({"groups": [group(value=1.5)]}, "group 1: “value” is no number of places"),
        ({"groups": [group(value=-1)]}, "group 1: “value” is no number of places"),
        ({"groups": [group(out_of=18)]}, "group 1: it counts more places than there are"),
        ({"groups": [group(value=0, out_of=0)]}, "group 1: it counts more places than there are"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(wrong, sentence):
    plans.source()

    with pytest.raises(Invalid) as refusal:
        findings.take_in(recorded(**wrong))

    assert str(refusal.value.message) == sentence
    assert (Finding.objects.count(), Reading.objects.count()) == (0, 0)


def test_a_statement_on_record_in_other_words_is_refused():
    plans.source()
    findings.take_in(recorded())

    with pytest.raises(Invalid) as refusal:
        findings.take_in(recorded(findings=[statement("420000", text_en="Closes clinics.")]))

    assert "on record in other words" in str(refusal.value.message)
    assert Finding.objects.get(jurisdiction__code="420000").text_en == "Opens clinics."


def test_a_target_with_a_value_to_reach_is_no_indicator():
    plan = plans.source()
    plan.areas.get().tasks.get().measures.get().targets.update(value=31)

    with pytest.raises(Invalid) as refusal:
        findings.take_in(recorded())

    assert str(refusal.value.message) == "group 1: “In 19 provinces” is not a count that is only followed"


def test_a_draft_takes_nothing_in():
    factories.nation()
    write_plan(notice([task("1.1", plans.SAID)], slug="source"))

    with pytest.raises(Impossible) as refusal:
        findings.take_in(recorded())

    assert refusal.value.code == "plan_is_draft"


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    plans.source()
    file = tmp_path / "said.json"
    file.write_text(json.dumps(recorded()), encoding="utf-8")

    call_command("import_findings", str(file))
    call_command("import_findings", str(file))

    assert capsys.readouterr().out.splitlines() == [
        "source: written: findings 3, readings 1; already there: 0",
        "source: written: findings 0, readings 0; already there: 4",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{", "is not a JSON file"), ("[]", "an object is expected here"), (None, "cannot be read")],
)
def test_the_command_answers_a_bad_file_with_one_line(tmp_path, content, sentence):
    file = tmp_path / "said.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        call_command("import_findings", str(file))

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def seen_of_place(account, code: str) -> list[str]:
    place = Jurisdiction.objects.get(code=code)
    return [found.text_en for found in findings.of_place(account, place)]


def test_of_a_place_one_sees_what_is_said_of_it_unless_it_is_another_province():
    plans.source()
    findings.take_in(recorded())

    own, other = places.provincial("350000"), places.provincial("420000")

    assert seen_of_place(own, "350000") == ["Pays by the year."]
    assert seen_of_place(other, "350000") == []
    assert seen_of_place(factories.officer(), "350000") == ["Pays by the year."]
    assert seen_of_place(factories.user("system_admin"), "350000") == []


def test_under_a_local_plan_only_who_sees_the_plan_sees_what_is_said():
    plans.source()
    findings.take_in(recorded())
    Plan.objects.filter(slug="source").update(jurisdiction=Jurisdiction.objects.get(code="420000"))

    assert seen_of_place(places.provincial("350000"), "350000") == []
