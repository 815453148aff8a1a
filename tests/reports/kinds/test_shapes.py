"""What holds for the content of every kind of report."""

import datetime as dt

import pytest

from reports import collecting
from reports.collecting import KINDS
from reports.enums import Kind
from reports.queries import Sight
from tests.reports.kinds.scene import DAY, SINCE, scene

pytestmark = pytest.mark.django_db


def collect(kind: str, language: str = "en", user=None, **wanted: str):
    """The report on the scene's day; of changes since the scene's first day."""
    wanted = wanted | ({"since": SINCE} if kind == Kind.CHANGES else {})
    return collecting.collect(kind, Sight(scene(), dt.date.fromisoformat(DAY), user, wanted), language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_row_has_a_value_for_every_column_and_every_column_of_the_paper_is_there(language):
    documents = [collect(kind, language) for kind in KINDS]

    tables = [(document.kind, table) for document in documents for table in document.tables]
    uneven = [
        (kind, table.key) for kind, table in tables for row in table.rows if len(row) != len(table.columns)
    ]
    strange = [
        (kind, table.key, key)
        for kind, table in tables
        for key in table.on_paper
        if key not in {column.key for column in table.columns}
    ]
    assert (len(documents), uneven, strange) == (6, [], [])
    said = {document.kind for document in documents if document.table(document.full).rows}
    assert said == set(KINDS) - {Kind.OVERDUE}
