"""My desk: what waits for this person, each row updatable in place, with or without JavaScript."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agencies.enums import Level
from agencies.models import User
from reformtracker.lib import clock
from tasks import queries
from tasks.models import Assignment, Entry
from tasks.views.desk_rounds import round_lines
from tasks.views.office_desk import Office
from tasks.views.own_desk import Own, sections, with_words, words_of
from tasks.views.rows import (
    CO_BODY_MOVES,
    REPORTERS_MOVES,
    Offer,
    Row,
    Section,
    all_offers,
    offers,
    once,
    ready,
)

CHANGES = 12


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the desk's first line, leading to its section."""

    key: str
    number: int
    text: str

    @property
    def hot(self) -> bool:
        return self.number > 0 and self.key in ("overdue", "returned", "objections")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    user, today = request.user, clock.today()
    if not user.sees_business:
        raise PermissionDenied
    line, found = _reporters_part(user, today) if user.reporting_posts else ([], [])
    if user.is_secretariat:
        office = Office(user, today)
        line, found = line + _office_line(office), found + office.sections()
    ready(user, all_offers(once(found)))
    context = {
        "line": line,
        "sections": [section for section in found if not section.is_quiet],
        "quiet": [section for section in found if section.is_quiet],
        "nothing": all(section.is_quiet and not section.lines for section in found),
        "holder": _holder(user),
        "today": today,
        "changes": _changes(user),
        "round_lines": round_lines(user),
    }
    return render(request, "tasks/desk.html", context)


def _holder(user: User) -> str:
    """The place or agency whose duties stand on the desk of somebody who reports, or an empty text."""
    body = next((post.agency for post in user.reporting_posts if post.agency), None)
    if body is None or user.is_secretariat:
        return ""
    place = body.jurisdiction
    return place.short if place.level != Level.NATION else body.short


def _reporters_part(user: User, today: dt.date) -> tuple[list[Count], list[Section]]:
    own = Own.of(user, today)
    return _own_line(own), sections(user, own)


def _own_line(own: Own) -> list[Count]:
    owed, overdue, returned = len(own.owed), len(own.overdue), len(own.returned)
    updates = ngettext("%(n)s update owed by %(date)s", "%(n)s updates owed by %(date)s", owed)
    return [
        Count("owed", owed, updates % {"n": owed, "date": own.month.by}),
        Count("overdue", overdue, _("%s overdue") % overdue),
        Count("returned", returned, _("%s returned to you") % returned),
    ]


def _office_line(office: Office) -> list[Count]:
    totals = office.totals
    words = {
        "claims": ngettext("%s claim to verify", "%s claims to verify", totals["claims"]),
        "objections": ngettext("%s objection", "%s objections", totals["objections"]),
        "extensions": ngettext("%s extension to decide", "%s extensions to decide", totals["extensions"]),
        "overdue": _("%s overdue without a report this month"),
    }
    return [Count(key, totals[key], text % totals[key]) for key, text in words.items()]


def _changes(user: User) -> list[Entry]:
    """What happened last, for those who only read."""
    if user.reporting_posts or user.is_secretariat:
        return []
    entries = Entry.objects.visible_to(user).select_related(
        "assignment__agency", "assignment__measure__task__area__plan", "actor", "on_behalf"
    )
    return list(entries.order_by("-at", "-n")[:CHANGES])


def _seen(user: User, pk: int) -> Assignment:
    rows = with_words(queries.positions(user).for_list().select_related("agency__jurisdiction"))
    return queries.explain([get_object_or_404(rows, pk=pk)], clock.today())[0]


def _offered(user: User, duty: Assignment) -> list[Offer]:
    measure = list(Assignment.objects.filter(measure=duty.measure_id).select_related("agency__jurisdiction"))
    return offers(user, duty, measure, "desk", only=(*REPORTERS_MOVES, *CO_BODY_MOVES))


def _line(user: User) -> list[Count]:
    today = clock.today()
    line = _own_line(Own.of(user, today)) if user.reporting_posts else []
    return line + (_office_line(Office(user, today)) if user.is_secretariat else [])


def row_after(request: HttpRequest, pk: int, *, saved: str) -> HttpResponse:
    """The row of a duty after its move, to be put in place of the old one, and the first line counted."""
    duty = _seen(request.user, pk)
    row = Row(duty, _offered(request.user, duty), words_of(duty), saved=saved)
    return render(request, "tasks/_row_answer.html", {"row": row, "line": _line(request.user)})


def row_again(request: HttpRequest, offer: Offer) -> HttpResponse:
    """The row with the refused form open and its text kept.

    The answer is 200 all the same: htmx leaves the page alone when it gets an error's status.
    """
    duty = _seen(request.user, offer.duty.pk)
    others = [other for other in _offered(request.user, duty) if other.move != offer.move]
    return render(request, "tasks/_row_answer.html", {"row": Row(duty, [offer, *others], words_of(duty))})
