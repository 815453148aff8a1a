"""Reading a chain from one end to the other: in batches by number, so that no cursor stays open.

Entries never change, so a walk up to a head that was read before needs no snapshot: whatever is written
meanwhile comes after it. The caller may write between two batches, its own progress for instance.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Func, IntegerField, TextField
from django.db.models.functions import Cast

from tasks.hashing import Row
from tasks.models import Entry

BATCH = 4000
LAST = 2**63 - 1  # of any chain


class Moment(Func):
    """A moment as ISO 8601 in UTC to the microsecond; SQLite keeps it with a blank, and no zeros behind."""

    output_field = TextField()
    POSTGRESQL = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
    SQLITE = (
        "substr(%(expressions)s, 1, 10) || 'T' || substr(%(expressions)s, 12)"
        " || CASE length(%(expressions)s) WHEN 19 THEN '.000000' ELSE '' END || '+00:00'"
    )

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template=self.POSTGRESQL, **context)

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template=self.SQLITE, **context)


_AS_TEXT = ("asked_due_on", "completed_on", "details", "due_on", "reported_on")
_READ = {
    **{name: Cast(name, TextField()) for name in _AS_TEXT},
    "at": Moment("at"),
    "demonstration": Cast("demonstration", IntegerField()),
    "wall_at": Moment("wall_at"),
}
_COLUMNS = [_READ.get(name, name) for name in Row._fields]
_DEMONSTRATION, _DETAILS = Row._fields.index("demonstration"), Row._fields.index("details")

_TRUTH = {0: False, 1: True}


@contextmanager
def uncollected() -> Iterator[None]:
    """Puts Python's search for cycles to rest: rows have none, and it took a fifth of the time of a walk."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def batches(plan_id: int, first: int, last: int) -> Iterator[list[Row]]:
    """The entries `first` to `last` of the plan's chain, both included, by number."""
    after = first - 1
    while rows := batch(plan_id, after, last):
        yield rows
        after = rows[-1].n


def batch(plan_id: int, after: int, last: int) -> list[Row]:
    """The next entries behind number `after`, at most BATCH of them and none behind `last`."""
    entries = Entry.objects.filter(plan_id=plan_id, n__gt=after, n__lte=last).order_by("n")
    return [_row(values) for values in entries.values_list(*_COLUMNS)[:BATCH]]


def _row(values: tuple) -> Row:
    found = list(values)
    found[_DEMONSTRATION] = _TRUTH.get(found[_DEMONSTRATION])
    found[_DETAILS] = {} if found[_DETAILS] == "{}" else json.loads(found[_DETAILS])
    return Row._make(found)
