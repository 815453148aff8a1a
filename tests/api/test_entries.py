"""Entries of the ledger: everything that was hashed, found by who, what and when."""

import pytest

from tasks.ledger import HASHED_FIELDS, digest
from tasks.models import Entry
from tests.api.calls import V1, reported, results
from tests.factories import claimed, plan

pytestmark = pytest.mark.django_db


def test_an_entry_carries_everything_that_its_hash_covers(office):
    plan()
    claimed()

    body = results(office, "/entries/", move="claim")[0]

    entry = Entry.objects.get(move="claim")
    assert body["hash"] == digest(entry)
    shown_as = {"assignment_id": "assignment"}
    assert {shown_as.get(name, name) for name in HASHED_FIELDS} - set(body) == set()
    assert body["evidence"] == [
        {
            "id": entry.evidence.get().pk,
            "sha256": "",
            "name": "",
            "media_type": "",
            "size": 0,
            "reference": "Document No. 1 (2018)",
        }
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"ordering": "n"}, [1, 2, 3, 4, 5]),
        ({"move": "report"}, [4, 3]),
        ({"move": ["report", "claim"]}, [5, 4, 3]),
        ({"since": "2018-10-10"}, [5, 4]),
        ({"until": "2018-10-09"}, [3, 2, 1]),
        ({"since": "2018-10-10", "until": "2018-10-10"}, [4]),
        ({"agency": "MOF"}, [2]),
        ({"after": 3, "plan": "p"}, [5, 4]),
        ({"plan": "other"}, []),
        ({"until": "2100-12-31", "since": "2000-01-01"}, [5, 4, 3, 2, 1]),
    ],
)
def test_entries_can_be_filtered(office, query, expected):
    plan(others={"MOF": "participating"})
    reported("2018-09-10", 10)
    reported("2018-10-10", 20)
    claimed(day="2018-11-11")

    assert [row["n"] for row in results(office, "/entries/", **query)] == expected


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2018-13-01", "10/25/2018"])
def test_a_span_outside_the_calendar_is_refused(office, day):
    answers = [office.get(f"{V1}/entries/", {name: day}) for name in ("since", "until")]

    assert [list(answer.json()["fields"]) for answer in answers] == [["since"], ["until"]]
