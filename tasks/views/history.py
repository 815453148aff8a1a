"""The history of a task: entries of the ledger as a person reads them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lag
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reformtracker.lib.calendar_words import period_in_words
from tasks.enums import Move
from tasks.models import Assignment, Entry, Evidence

PAGE = 20
# The value of ?history= that asks for everything.
ALL = "all"


@dataclass(slots=True)
class Line:
    """One entry in words. Of the states both are empty when none changed, the first one at the beginning."""

    n: int
    move: Move
    title: str
    agency: str
    state_before: str
    state: str
    changes: list[str]
    who: str
    instant: str
    moment: str
    place: str
    hash: str
    corrections: list[tuple[int, str]]
    note: str
    reason: str
    pieces: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """One page of a task's entries, newest first; `older` is the number of the next page, None at the end."""

    lines: list[Line]
    total: int
    older: int | None


def history_of(
    request: HttpRequest, duties: dict[int, Assignment], pieces: dict[int, list[Evidence]],
    as_of: dt.date | None,
) -> History:  # fmt: skip
    """What `?history=` asks for: a page by its number, or "all"; `pieces` is the evidence by entry."""
    found = _entries(request, duties, as_of).select_related("actor", "on_behalf").order_by("-n")
    asked = request.GET.get("history", "1")
    if asked == ALL:
        rows, older = list(found), None
    else:
        page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 else 1
        start = max(page - 1, 0) * PAGE
        rows = list(found[start : start + PAGE + 1])
        older = page + 1 if len(rows) > PAGE else None
        rows = rows[:PAGE]
    lines = [_line(entry, duties[entry.assignment_id], pieces.get(entry.pk, [])) for entry in rows]
    return History(lines, rows[0].total if rows else 0, older)


def _entries(request: HttpRequest, duties: Iterable[int], as_of: dt.date | None):
    """The entries of these duties, with what was before each and what corrected it."""
    corrections = Entry.objects.filter(
        plan=OuterRef("plan"), assignment=OuterRef("assignment"), move=Move.CORRECT
    )
    corrections = corrections.annotate(target=Cast(KT("details__corrects"), IntegerField())).filter(
        target=OuterRef("n")
    )
    found = Entry.objects.visible_to(request.user).filter(assignment__in=list(duties))
    if as_of:
        found = found.filter(at__lt=clock.end_of(as_of))
        corrections = corrections.filter(at__lt=clock.end_of(as_of))
    return found.annotate(
        state_before=_before("state"), percent_before=_before("percent"), due_before=_before("due_on"),
        corrected_by=Subquery(corrections.order_by("-n").values("n")[:1]), total=Window(Count("*")),
    )  # fmt: skip


def _before(name: str) -> Window:
    return Window(Lag(name), partition_by=F("assignment"), order_by=F("n").asc())


def _line(entry: Entry, duty: Assignment, pieces: list[Evidence]) -> Line:
    before = entry.state_before
    at = timezone.localtime(entry.at)
    return Line(
        n=entry.n,
        move=Move(entry.move),
        title=entry.get_move_display(),
        agency=duty.agency.short,
        state_before=before if before and before != entry.state else "",
        state=entry.state if before != entry.state else "",
        changes=list(_changes(entry)),
        who=_who(entry),
        instant=at.isoformat(),
        moment=f"{at:%Y-%m-%d %H:%M}",
        place=_("entry %(n)s") % {"n": entry.n},
        hash=entry.hash,
        corrections=list(_corrections(entry)),
        note=entry.note,
        reason=entry.reason,
        pieces=pieces,
    )


def _changes(entry: Entry) -> Iterator[str]:
    """What the move changed of the figures and days."""
    if entry.percent_before is not None and entry.percent_before != entry.percent:
        yield f"{entry.percent_before}% → {entry.percent}%"
    elif entry.move == Move.REPORT:
        yield f"{entry.percent}%"
    if entry.due_before and entry.due_before != entry.due_on:
        yield f"{_('due')} {entry.due_before} → {entry.due_on}"
    if entry.move == Move.ASK_EXTENSION:
        yield _("asks for %(date)s") % {"date": entry.asked_due_on}
    if entry.move in (Move.REPORT, Move.CLAIM, Move.CORRECT) and (number := entry.details.get("round")):
        late = _("%s, correction after closing") if entry.details.get("after_closing") else "%s"
        yield late % period_in_words(number)


def _who(entry: Entry) -> str:
    who = str(entry.actor) if entry.actor else entry.actor_label or _("the portal")
    return f"{who} · {_('for %(agency)s') % {'agency': entry.on_behalf.short}}" if entry.on_behalf else who


def _corrections(entry: Entry) -> Iterator[tuple[int, str]]:
    """Which entry this one corrects, and which corrects this one."""
    if entry.details.get("corrects"):
        yield entry.details["corrects"], _("corrects entry %(n)s") % {"n": entry.details["corrects"]}
    if entry.corrected_by:
        yield entry.corrected_by, _("corrected by entry %(n)s") % {"n": entry.corrected_by}
