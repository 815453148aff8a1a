"""The JSON file is the canonical data: its SHA-256 is the one that every other format prints."""

import hashlib
import json
from dataclasses import replace

from reports.document import digest
from reports.renderers.json import render
from tests.reports.factories import HOSTILE, a_document


def test_the_sha256_of_the_file_is_the_sha256_of_the_data(tmp_path):
    document = a_document(("国家卫生健康委员会", 1, None, None))

    render(document, tmp_path / "x.json")

    assert hashlib.sha256((tmp_path / "x.json").read_bytes()).hexdigest() == digest(document)


def test_a_program_reads_the_values_as_they_are(tmp_path):
    rows = [[text, 1, None, "2018-10-31"] for text in HOSTILE]
    document = a_document(*[tuple(row) for row in rows])

    render(document, tmp_path / "x.json")

    said = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert said["tables"][0]["rows"] == rows
    assert said["tables"][0]["columns"][2] == {"key": "share", "title": "Share", "kind": "percent"}
    assert (said["format"], said["provenance"]["ledger_n"]) == ("reform-report/1", 7)


def test_another_layout_has_the_same_sha256_and_another_figure_has_not():
    document = a_document(("a", 1, 2, None))
    table = document.tables[0]
    wider = replace(table, columns=tuple(replace(column, width=99) for column in table.columns), bars="")

    layout = replace(document, tables=(replace(wider, on_paper=("name",)),), notes=("other",))
    figure = a_document(("a", 1, 3, None))

    assert (digest(layout), digest(figure) == digest(document)) == (digest(document), False)
