"""What people did: the newest entries of the ledger in the reader's sight, for dashboards."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reports.board import Board
from tasks.enums import Move, Role
from tasks.models import Entry
from tasks.models.ledger import LedgerQuerySet
from tasks.workflow import PEOPLES_MOVES

WEEK = dt.timedelta(days=7)
SHOWN, MOST_SHOWN = 8, 300
RELATED = ("actor", "on_behalf", "assignment__agency", "assignment__measure__task__area__plan")
# What a line shows; the texts of the plan beside it are long.
TASK = "assignment__measure__task"
LINE = (
    "move", "percent", "at", "n", "note", "reason",
    "actor__username", "actor__display_name_en", "actor__display_name_zh",
    "on_behalf__short_en", "on_behalf__short_zh",
    "assignment__agency__short_en", "assignment__agency__short_zh",
    "assignment__measure__position", f"{TASK}__number", f"{TASK}__title_en", f"{TASK}__title_zh",
    f"{TASK}__area__plan__slug",
)  # fmt: skip
# Moves after which the percentage on record is what the agency has just said.
SAYING = frozenset({Move.REPORT, Move.CLAIM})


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as a line of the page."""

    entry: Entry

    @property
    def who(self) -> str:
        """The body for which the step was made, else the office that made it, else the portal itself."""
        if self.entry.on_behalf:
            return self.entry.on_behalf.short
        return str(self.entry.actor) if self.entry.actor else _("The portal")

    @property
    def what(self) -> str:
        return str(Move(self.entry.move).label)

    @property
    def percent(self) -> int | None:
        return self.entry.percent if self.entry.move in SAYING else None

    @property
    def words(self) -> str:
        return self.entry.reason or self.entry.note


@dataclass(frozen=True, slots=True)
class Week:
    """The last seven days up to and with the day: how often each move was made, and the newest of them."""

    since: dt.date
    until: dt.date
    counts: tuple[tuple[str, int], ...]
    newest: list[Change]

    @property
    def total(self) -> int:
        return sum(count for _label, count in self.counts)

    @property
    def more(self) -> int:
        return self.total - len(self.newest)


def week(board: Board, *, whole: bool = False) -> Week:
    """What people changed in the board's duties in the seven days that end with its day; two queries.

    `whole` lists all of it (at most MOST_SHOWN), otherwise the newest.
    """
    since = clock.end_of(board.day) - WEEK
    moves = _central(_moves(board.user, board.day)).filter(plan=board.plan, at__gte=since)
    counted = dict(moves.order_by().values_list("move").annotate(count=Count("pk")))
    counts = tuple((str(move.label), counted[move]) for move in PEOPLES_MOVES if move in counted)
    return Week(clock.day_of(since), board.day, counts, _shown(moves, MOST_SHOWN if whole else SHOWN))


def newest(user: User, day: dt.date, **wanted: object) -> list[Change]:
    """The newest steps of people up to the end of the day, narrowed by lookups on Entry."""
    return _shown(_moves(user, day).filter(**wanted), SHOWN)


def newest_central(user: User, day: dt.date, **wanted: object) -> list[Change]:
    """The same without what places did for their own duties."""
    return _shown(_central(_moves(user, day)).filter(**wanted), SHOWN)


def _central(moves: LedgerQuerySet) -> LedgerQuerySet:
    return moves.exclude(assignment__role=Role.IMPLEMENTING)


def _moves(user: User, day: dt.date) -> LedgerQuerySet:
    return Entry.objects.visible_to(user).filter(at__lt=clock.end_of(day), move__in=PEOPLES_MOVES)


def _shown(moves: LedgerQuerySet, most: int) -> list[Change]:
    rows = moves.select_related(*RELATED).only(*LINE).order_by("-at", "-n")[:most]
    return [Change(entry) for entry in rows]
