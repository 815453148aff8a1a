"""A page of a long ledger, found by entry numbers: the last page is as cheap as the first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from tasks.models import Entry

PER_PAGE = 30
# The value of `order` that begins with the first entry.
OLDEST = "oldest"
# So far filtered entries are counted; whoever wants more narrows the filter.
COUNTED = 1000
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Stretch:
    """One page of entries; `older` and `newer` are the numbers from which the pages beside it go on."""

    rows: list[Entry]
    older: int | None
    newer: int | None


def stretch(entries: QuerySet[Entry], query: Mapping[str, str]) -> Stretch:
    """The page that `before=N` or `after=N` asks for; else the newest, or with `order=oldest` the oldest."""
    oldest_first = query.get("order") == OLDEST
    before, after = _number(query.get("before")), _number(query.get("after"))
    if before is None and (after is not None or oldest_first):
        found = _newer(entries, after)
        if found.newer is None and not oldest_first:
            found = _older(entries, None)  # a short first page would leave entries out of sight
    else:
        found = _older(entries, before)
        if found.older is None and oldest_first:
            found = _newer(entries, None)
    return Stretch(found.rows[::-1], found.older, found.newer) if oldest_first else found


def _older(entries: QuerySet[Entry], before: int | None) -> Stretch:
    wanted = entries if before is None else entries.filter(n__lt=before)
    rows = list(wanted.order_by("-n")[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    return Stretch(rows, rows[-1].n if more else None, rows[0].n if rows and before is not None else None)


def _newer(entries: QuerySet[Entry], after: int | None) -> Stretch:
    wanted = entries if after is None else entries.filter(n__gt=after)
    rows = list(wanted.order_by("n")[: PER_PAGE + 1])
    more, rows = len(rows) > PER_PAGE, rows[PER_PAGE - 1 :: -1]
    return Stretch(rows, rows[-1].n if rows and after is not None else None, rows[0].n if more else None)


def counted(entries: QuerySet[Entry]) -> int:
    """How many entries there are, counted up to COUNTED and one more."""
    return entries.order_by().values("pk")[: COUNTED + 1].count()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
