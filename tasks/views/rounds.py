"""Reporting rounds: all of them, one with what it asked of whom, and what the secretariat does by hand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import User
from agencies.permissions import spoken_for
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.calendar_words import day_in_words, period_in_words, workdays_left
from reformtracker.lib.errors import Invalid, NotAllowed, Refused
from tasks.asof import asked_day
from tasks.enums import PlanState, Punctuality, RoundEventKind
from tasks.models import Plan, Return, Round, RoundEvent, RoundRule
from tasks.rounds.charts import chip, counts_of, in_words, strip
from tasks.rounds.filters import filtered_returns
from tasks.rounds.forms import ACTS, ActForm, CloseForm, MoveDueForm, OpenForm, ReopenForm, RuleForm
from tasks.rounds.tallies import Line, counted

PER_PAGE = 50
DONE = {
    "open": gettext_lazy("The round is open."),
    "close": gettext_lazy("The round is closed."),
    "reopen": gettext_lazy("The round is open again."),
    "move": gettext_lazy("The due day has moved."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One round on a day: its name, its state ("planned", "open", "closed") and how its returns stand."""

    round: Round
    day: dt.date
    line: Line
    own: Line | None = None

    @property
    def name(self) -> str:
        return period_in_words(self.round.number)

    @property
    def state(self) -> str:
        """By the moments of opening and closing; of a past day, by what had happened by its end."""
        until = clock.end_of(self.day)
        if self.round.opened_at is None or self.round.opens_on > self.day:
            return "planned"
        return "closed" if self.round.closed_at and self.round.closed_at < until else "open"

    @property
    def state_label(self) -> str:
        return {
            "planned": pgettext("round", "Planned"),
            "open": pgettext("round", "Open"),
            "closed": pgettext("round", "Closed"),
        }[self.state]

    @property
    def due(self) -> str:
        return day_in_words(self.round.due_on)

    @property
    def left(self) -> str:
        return workdays_left(self.day, self.round.due_on)

    @property
    def strip(self) -> SafeString:
        return strip(self.line)

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(str(kind.label), count) for kind, count in counts_of(self.line)]

    @property
    def chips(self) -> list[tuple[SafeString, str, int]]:
        return [(chip(kind), kind.value, count) for kind, count in counts_of(self.line)]


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    if not request.user.sees_business:
        raise Http404
    as_of = asked_day(request)
    day = as_of or clock.today()
    seen = Round.objects.visible_to(request.user).filter(plan__state=PlanState.ISSUED)
    every = list(seen.select_related("plan").order_by("-plan__period_start", "plan__slug", "-opens_on"))
    lines, own = _lines(request.user, every, day)
    shown = [Shown(one, day, lines.get(one.pk, Line()), own.get(one.pk)) for one in every]
    context = {
        "plans": [(plan, list(found)) for plan, found in groupby(shown, key=lambda one: one.round.plan)],
        "ruleless": _ruleless(request.user),
        "as_of": as_of,
        "day": day,
    }
    return render(request, "tasks/rounds.html", context)


def _lines(user: User, every: Iterable[Round], day: dt.date) -> tuple[dict[int, Line], dict[int, Line]]:
    """How all returns of the rounds stand, and those of the bodies for which the user reports."""
    returns = Return.objects.filter(round__in=[one.pk for one in every])
    lines = {pk: line for (pk,), line in counted(returns, day, "round").items()}
    if not user.reporting_posts:
        return lines, {}
    own = returns.filter(spoken_for(user, "assignment__agency"))
    return lines, {pk: line for (pk,), line in counted(own, day, "round").items()}


def _ruleless(user: User) -> list[Plan]:
    """Issued plans for which the secretariat has not said yet how they report."""
    if not user.is_secretariat:
        return []
    return list(Plan.objects.visible_to(user).issued().filter(round_rule=None).newest_first())


def _round(request: HttpRequest, slug: str, number: str) -> Round:
    seen = Round.objects.visible_to(request.user).select_related("plan__jurisdiction", "plan__round_rule")
    return get_object_or_404(seen, plan__slug=slug, number=number)


@require_safe
def round_page(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    found = _round(request, slug, number)
    return _page(request, found, _acts(request.user, found))


@require_POST
def act(request: HttpRequest, slug: str, number: str, act: str) -> HttpResponse:
    """Opens, closes, reopens the round or moves its due day; what is refused is shown with the form."""
    found = _round(request, slug, number)
    if not request.user.is_secretariat:
        raise NotAllowed(_("Only the secretariat sets, opens and closes reporting rounds."))
    if act not in ACTS:
        raise Http404
    form = ACTS[act](request.POST)
    try:
        if form.is_valid():
            form.carry_out(found, by=request.user)
            messages.success(request, DONE[act])
            return redirect("tasks:round", slug, number)
    except Refused as refusal:
        form.refuse(refusal)
    others = [other for other in _acts(request.user, found) if other.act != act]
    return _page(request, found, [form, *others], status=Invalid.status)


def _acts(user: User, found: Round) -> list[ActForm]:
    """What the user may do to the round now, each with its form."""
    if not user.is_secretariat:
        return []
    if found.opened_at is None:
        return [OpenForm()]
    if found.closed_at:
        return [ReopenForm()]
    return [MoveDueForm(initial={"due_on": found.due_on}), CloseForm()]


def _page(request: HttpRequest, found: Round, acts: list[ActForm], status: int = 200) -> HttpResponse:
    asked, rows, as_of = filtered_returns(request, found)
    day = as_of or clock.today()
    lines, own = _lines(request.user, [found], day)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": Shown(found, day, lines.get(found.pk, Line()), own.get(found.pk)),
        "round": found,
        "plan": found.plan,
        "filter": asked,
        "page": page,
        "rows": [(row, chip(row.at_punctuality)) for row in page.object_list],
        "chosen": set(request.GET.getlist("punctuality")),
        "events": [(event, _sentence(event)) for event in found.events.select_related("by")],
        "acts": acts,
        "as_of": as_of,
        "day": day,
    }
    return render(request, "tasks/round.html", context, status=status)


def _sentence(event: RoundEvent) -> str:
    """What the event says beyond its kind: the counts of that moment, or the days before and after."""
    counts = event.counts
    if event.kind == RoundEventKind.MOVED:
        return f"{counts['due_before']} → {counts['due_on']}"
    if event.kind == RoundEventKind.REOPENED:
        return f"{counts['closes_before']} → {counts['closes_on']}"
    asked = ngettext("%(count)s return asked for", "%(count)s returns asked for", counts["asked"])
    if event.kind == RoundEventKind.OPENED:
        given = _("given already: %s") % counts["given"] if counts["given"] else ""
        return clauses([asked % {"count": counts["asked"]}, given])
    stood = [(kind.value, counts[kind]) for kind in Punctuality if counts.get(kind)]
    return clauses([asked % {"count": counts["asked"]}, in_words(stood)])


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """How a plan reports: the form of the secretariat."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).issued(), slug=slug)
    if not request.user.is_secretariat:
        raise NotAllowed(_("Only the secretariat sets, opens and closes reporting rounds."))
    known = RoundRule.objects.filter(plan=plan).select_related("set_by").first()
    names = ("pace", "opens_day", "due_day", "grace")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            form.carry_out(plan, by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rounds of the plan are set."))
            return redirect(reverse("tasks:rounds") + f"#plan-{plan.slug}")
    status = Invalid.status if form.errors else 200
    return render(
        request, "tasks/round_rule.html", {"plan": plan, "form": form, "rule": known}, status=status
    )
