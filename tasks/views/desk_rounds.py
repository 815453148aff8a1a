"""The desk's first line about rounds: what is still owed, by when, and, for the office, by whom."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import User
from agencies.permissions import spoken_for
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, listed
from reformtracker.lib.calendar_words import day_in_words, period_in_words, workdays_left
from tasks.enums import PlanState
from tasks.models import Return
from tasks.rounds.filters import OWED, OWN
from tasks.rounds.places import UNGIVEN, ProvinceReturns, by_province

ROUND = ("round__plan__slug", "round__number", "round__due_on")
NAMED = 6


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One open round in a sentence; `url` leads to exactly the duties that it counts, `hot` when overdue."""

    text: str
    url: str
    more: str = ""
    hot: bool = False


def round_lines(user: User) -> list[RoundLine]:
    """One line for each round that is open; one query for those who report, one for the office."""
    opened = Return.objects.filter(
        round__opened_at__isnull=False, round__closed_at=None, round__plan__state=PlanState.ISSUED
    )
    lines = _own_lines(opened.filter(spoken_for(user, "assignment__agency"))) if user.reporting_posts else []
    return lines + (_office_lines(opened) if user.is_secretariat else [])


def _own_lines(returns) -> list[RoundLine]:
    asked = returns.filter(excused_on=None).order_by("round__due_on", *ROUND).values(*ROUND)
    return [
        _own_line(row, row["asked"], row["pressing"])
        for row in asked.annotate(asked=Count("pk"), pressing=Count("pk", filter=UNGIVEN))
    ]


def _own_line(row: dict, asked: int, pressing: int) -> RoundLine:
    slug, number, due_on = (row[name] for name in ROUND)
    if not pressing:
        text = ngettext(
            "The %(asked)s return of %(period)s has been given.",
            "All %(asked)s returns of %(period)s have been given.",
            asked,
        )
        return RoundLine(text % {"asked": asked, "period": period_in_words(number)}, _round_url(slug, number))
    said = {"owed": pressing, "asked": asked, "day": day_in_words(due_on), "left": _left(due_on)}
    if due_on < clock.today():
        text = ngettext(
            "%(owed)s of %(asked)s return still missing; due by %(day)s, %(left)s",
            "%(owed)s of %(asked)s returns still missing; due by %(day)s, %(left)s",
            asked,
        )
    else:
        text = ngettext(
            "%(owed)s of %(asked)s return still owed by %(day)s, %(left)s",
            "%(owed)s of %(asked)s returns still owed by %(day)s, %(left)s",
            asked,
        )
    return RoundLine(text % said, _list_url(slug, OWN), hot=due_on < clock.today())


def _office_lines(returns) -> list[RoundLine]:
    found = by_province(returns, *ROUND)
    return [_office_line(key, found[key]) for key in sorted(found, key=lambda key: (key[2], key))]


def _office_line(key: tuple, provinces: list[ProvinceReturns]) -> RoundLine:
    slug, number, due_on = key
    waiting = [one for one in provinces if one.pressing]
    over = due_on < clock.today()
    text = ngettext(
        "%(period)s: %(complete)s of %(total)s province complete",
        "%(period)s: %(complete)s of %(total)s provinces complete",
        len(provinces),
    ) % {
        "period": period_in_words(number),
        "complete": len(provinces) - len(waiting),
        "total": len(provinces),
    }
    by = _("was due by %(day)s, %(left)s") if over else _("due by %(day)s, %(left)s")
    said = by % {"day": day_in_words(due_on), "left": _left(due_on)}
    more = clauses([said, _waiting(waiting, over=over)])
    url = _list_url(slug, OWED) if waiting else _round_url(slug, number)
    return RoundLine(text, url, more, hot=over and bool(waiting))


def _waiting(provinces: list[ProvinceReturns], *, over: bool) -> str:
    """The provinces that still owe most, each with how many returns; how many more there are."""
    if not provinces:
        return ""
    first = sorted(provinces, key=lambda one: -one.pressing)[:NAMED]
    names = listed(f"{one.label} ({one.pressing})" for one in first)
    rest = len(provinces) - len(first)
    if rest:
        names = _("%(names)s and %(rest)s more") % {"names": names, "rest": rest}
    return (_("overdue by %s") if over else _("still owed by %s")) % names


def _left(due_on) -> str:
    return workdays_left(clock.today(), due_on)


def _list_url(slug: str, which: str) -> str:
    return f"{reverse('tasks:list')}?{urlencode({'plan': slug, 'round': which})}"


def _round_url(slug: str, number: str) -> str:
    return reverse("tasks:round", args=[slug, number])
