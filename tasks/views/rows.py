"""What desk and task page draw for a duty: the moves offered now, each with its form, and the row around."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse

from agencies.models import User
from reformtracker.lib import clock
from tasks import permissions
from tasks.enums import Move
from tasks.forms import FORMS, EvidenceForm, MoveForm
from tasks.models import Assignment, Entry, Evidence
from tasks.targets.reading_fields import Values, asked_of

# Further rows of a section are folded away: the desk is to be seen at a glance.
OPEN_ROWS = 4
# So many forms are in the page at once: people open one or two. Further ones are fetched when opened.
READY_FORMS = 2
DANGEROUS = frozenset({Move.CLOSE_UNIMPLEMENTED, Move.SUSPEND, Move.OBJECT, Move.REFUSE, Move.RETURN})
# What is done to a duty now and then: it stands behind one button, so that the likely moves are seen.
RARE = frozenset({Move.SUSPEND, Move.RESUME, Move.CLOSE_UNIMPLEMENTED, Move.REOPEN, Move.CORRECT})
REPORTERS_MOVES = (Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION)
CO_BODY_MOVES = (Move.CONCUR, Move.OBJECT)


@lru_cache(maxsize=4096)
def _move_url(duty: int, move: str) -> str:
    return reverse("tasks:move", args=[duty, move])


@dataclass(slots=True)
class Offer:
    """One move that the user may make now. `place` is where its form stands: "desk" or "task"."""

    duty: Assignment
    move: Move
    place: str
    form: MoveForm | None = None
    open: bool = False
    meanwhile: list[Entry] = field(default_factory=list)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = _move_url(self.duty.pk, self.move.value)

    @property
    def label(self) -> str:
        return str(self.move.label)

    @property
    def page(self) -> str:
        """The address of the form alone."""
        return f"{self.url}?place={self.place}"

    @property
    def is_dangerous(self) -> bool:
        return self.move in DANGEROUS

    @property
    def is_rare(self) -> bool:
        """Whether few readers want it: on a supporting duty, of which nothing is owed, every move."""
        return self.move in RARE or not self.duty.owes


def offers(
    user: User,
    duty: Assignment,
    measure: list[Assignment],
    place: str,
    *,
    only: Container[Move] = frozenset(FORMS),
) -> list[Offer]:
    """The legal moves of this user on the duty, in the table's order, limited to `only`."""
    legal = permissions.offered(user, duty, measure, today=clock.today(), among=only)
    return [Offer(duty, move, place) for move in legal]


def ready(
    user: User, offered: Iterable[Offer], count: int = READY_FORMS, values: Values | None = None
) -> None:
    """Gives the first `count` offers their forms, so that they work at once and without JavaScript.

    `values`: the newest ones of the duties' targets, where they are at hand.
    """
    first = [offer for offer, _place in zip(offered, range(count), strict=False)]
    reporting = [offer.duty for offer in first if issubclass(FORMS[offer.move], EvidenceForm)]
    asked = asked_of(reporting, values) if reporting else {}
    for offer in first:
        form = FORMS[offer.move]
        if issubclass(form, EvidenceForm):
            offer.form = form(offer.duty, offer.move, by=user, asked=asked[offer.duty.pk])
        else:
            offer.form = form(offer.duty, offer.move, by=user)


@dataclass(frozen=True, slots=True)
class Word:
    """Something said earlier, to be read beside the form."""

    heading: str
    text: str
    on: dt.date | None = None


@dataclass(slots=True)
class Row:
    """One duty on the desk; `tag` is a short remark beside its title."""

    duty: Assignment
    offers: list[Offer] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    tag: str = ""
    saved: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    # A duty may belong under two headings; only its first row can be updated in place.
    first: bool = True


@dataclass(slots=True)
class Section:
    """One heading of the desk with its rows; `total` counts what waits, beyond the rows shown, too.

    `lines` are only to look at, one line per duty; with a `summary` they are folded away under it.
    """

    key: str
    icon: str
    title: str
    rows: list[Row]
    total: int
    empty: str
    hint: str = ""
    more: str = ""
    lines: list[Row] = field(default_factory=list)
    summary: str = ""

    @property
    def shown(self) -> list[Row]:
        return self.rows[:OPEN_ROWS]

    @property
    def folded(self) -> list[Row]:
        return self.rows[OPEN_ROWS:]

    @property
    def is_quiet(self) -> bool:
        """Whether one line says it all: nothing waits, and what there is to look at is folded away."""
        return not self.rows and (not self.lines or bool(self.summary))


def once(sections: list[Section]) -> list[Section]:
    """Leaves the forms of a duty in its first row alone."""
    seen: set[int] = set()
    for row in (row for section in sections for row in section.rows):
        if row.duty.pk in seen:
            row.first, row.offers = False, []
        seen.add(row.duty.pk)
    return sections


def all_offers(sections: list[Section]) -> Iterator[Offer]:
    """The offers of a desk, the first move of every row before the second of any."""
    rows = [row.offers for section in sections for row in section.rows]
    for place in range(max(map(len, rows), default=0)):
        yield from (row[place] for row in rows if place < len(row))
