"""`parse_notice`: the text of a file in, the schema on standard output, one clear line when it cannot be."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

NOTICE = "一、甲\n（一）定方案。（财政部、省教育厅负责）\n"


def parse(path, **options) -> dict:
    out = StringIO()
    call_command("parse_notice", str(path), stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_in_any_encoding_is_read_with_the_names_of_the_directory(tmp_path, encoding):
    call_command("load_reference", stdout=StringIO())
    path = tmp_path / "notice.txt"
    path.write_bytes(NOTICE.encode(encoding))

    notice = parse(path)

    [measure] = notice["areas"][0]["tasks"][0]["measures"]
    assert [(duty["name"], duty["agency"]) for duty in measure["responsibilities"]] == [
        ("财政部", "MOF"),
        ("省教育厅", None),
    ]


@pytest.mark.django_db
def test_the_language_can_be_given(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text("I. One\n1. Do it.", encoding="utf-8")

    assert parse(path, language="zh")["language"] == "zh"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "why"), [(b"", "the text is empty"), (b"\xff\xfa\x81\x30\xff", "no text in UTF-8")]
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path, content, why):
    path = tmp_path / "notice.txt"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=why) as refusal:
        parse(path)

    assert "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        parse(tmp_path / "nothing.txt")
