"""The page of one task: official text and clauses, duties with the moves offered now, history, evidence."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import F, IntegerField, OuterRef, Prefetch, Subquery, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lag
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from tasks import queries
from tasks.asof import asked_day
from tasks.enums import Move, Role
from tasks.models import Assignment, Entry, Evidence, Measure, Plan, Slip, Task
from tasks.views.rows import Offer, offers, ready

HISTORY_PAGE = 30
AGENCY = "agency__jurisdiction"


@dataclass(slots=True)
class DutyCard:
    """One duty under its measure, with the moves offered (the `rare` ones folded away) and its slips."""

    duty: Assignment
    offers: list[Offer] = field(default_factory=list)
    rare: list[Offer] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)


@dataclass(slots=True)
class MeasureCard:
    measure: Measure
    named: list[DutyCard] = field(default_factory=list)
    implementing: list[DutyCard] = field(default_factory=list)


@require_safe
def detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    as_of = asked_day(request)
    task = _found(request, slug, number)
    duties = _duties(request, task, as_of)
    cards = [DutyCard(duty) for duty in duties]
    if not as_of:
        _offer_moves(request, cards)
    _add_slips(request, task, cards, as_of)
    by_pk = {duty.pk: duty for duty in duties}
    entries, older = _history(request, task, by_pk, as_of)
    context = {
        "task": task, "plan": task.area.plan, "measures": _by_measure(task, cards), "as_of": as_of,
        "summary": queries.task_summary(task, duties, as_of or clock.today()),
        "entries": entries, "older": older, "evidence": _evidence(request, task, by_pk, entries, as_of),
    }  # fmt: skip
    return render(request, "tasks/detail.html", context)


def _found(request: HttpRequest, slug: str, number: str) -> Task:
    """The task of a visible plan, with the numbers of the `previous` and `next` one or None; else 404."""
    of_plan = Task.objects.filter(area__plan__in=Plan.objects.visible_to(request.user).filter(slug=slug))
    of_plan = of_plan.order_by("area__position", "position")
    measures = Measure.objects.prefetch_related("deadlines", "targets")
    task = of_plan.filter(number=number).select_related("area__plan").prefetch_related(
        Prefetch("measures", measures)
    ).first()  # fmt: skip
    if task is None:
        raise Http404
    found = list(of_plan.values_list("pk", "number"))
    place = [pk for pk, _number in found].index(task.pk)
    task.previous = found[place - 1][1] if place else None
    task.next = found[place + 1][1] if place + 1 < len(found) else None
    return task


def _duties(request: HttpRequest, task: Task, as_of: dt.date | None) -> list[Assignment]:
    """The duties in their order, explained; their task and its measures are there already."""
    found = queries.positions(request.user, plan=task.area.plan, as_of=as_of).filter(measure__task=task)
    in_order = found.select_related(AGENCY).order_by("measure__position", "position", "agency__position")
    duties = queries.explain(in_order, as_of or clock.today())
    measures = {measure.pk: measure for measure in task.measures.all()}
    for duty in duties:
        duty.measure = measures[duty.measure_id]
    return duties


def _offer_moves(request: HttpRequest, cards: list[DutyCard]) -> None:
    by_measure: dict[int, list[Assignment]] = {}
    for card in cards:
        by_measure.setdefault(card.duty.measure_id, []).append(card.duty)
    for card in cards:
        offered = offers(request.user, card.duty, by_measure[card.duty.measure_id], "task")
        card.offers = [offer for offer in offered if not offer.is_rare]
        card.rare = [offer for offer in offered if offer.is_rare]
    ready(request.user, chain.from_iterable(card.offers for card in cards))


def _by_measure(task: Task, cards: list[DutyCard]) -> list[MeasureCard]:
    found = {measure.pk: MeasureCard(measure) for measure in task.measures.all()}
    for card in cards:
        measure = found[card.duty.measure_id]
        (measure.implementing if card.duty.role == Role.IMPLEMENTING else measure.named).append(card)
    return list(found.values())


def _add_slips(request: HttpRequest, task: Task, cards: list[DutyCard], as_of: dt.date | None) -> None:
    slips = Slip.objects.visible_to(request.user).filter(assignment__measure__task=task)
    if as_of:
        slips = slips.filter(entry__at__lt=clock.end_of(as_of))
    by_duty = {card.duty.pk: card for card in cards}
    for slip in slips:
        by_duty[slip.assignment_id].slips.append(slip)


def _before(name: str) -> Window:
    return Window(Lag(name), partition_by=F("assignment"), order_by=F("n").asc())


def _history(
    request: HttpRequest, task: Task, duties: dict[int, Assignment], as_of: dt.date | None
) -> tuple[list[Entry], int | None]:
    """One page of the entries of all duties, newest first, with what was before each and what corrected it.

    The second value is the number of the next page, or None at the end.
    """
    corrections = Entry.objects.filter(
        plan=OuterRef("plan"), assignment=OuterRef("assignment"), move=Move.CORRECT
    )
    corrections = corrections.annotate(target=Cast(KT("details__corrects"), IntegerField())).filter(
        target=OuterRef("n")
    )
    found = Entry.objects.visible_to(request.user).filter(assignment__measure__task=task)
    if as_of:
        found = found.filter(at__lt=clock.end_of(as_of))
        corrections = corrections.filter(at__lt=clock.end_of(as_of))
    found = found.annotate(
        state_before=_before("state"), percent_before=_before("percent"), due_before=_before("due_on"),
        corrected_by=Subquery(corrections.order_by("-n").values("n")[:1]),
    )  # fmt: skip
    text = request.GET.get("history", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    start = max(page - 1, 0) * HISTORY_PAGE
    in_order = found.select_related("actor", "on_behalf").order_by("-n")
    rows = list(in_order[start : start + HISTORY_PAGE + 1])
    for entry in rows:
        entry.assignment = duties[entry.assignment_id]
    return rows[:HISTORY_PAGE], page + 1 if len(rows) > HISTORY_PAGE else None


def _evidence(
    request: HttpRequest,
    task: Task,
    duties: dict[int, Assignment],
    entries: list[Entry],
    as_of: dt.date | None,
) -> list[Evidence]:
    """All evidence of the task, newest first; each entry of the history gets its own as `pieces`."""
    found = Evidence.objects.visible_to(request.user).filter(entry__assignment__measure__task=task)
    if as_of:
        found = found.filter(entry__at__lt=clock.end_of(as_of))
    rows = list(found.select_related("entry").order_by("-entry__n", "pk"))
    by_entry: dict[int, list[Evidence]] = {}
    for row in rows:
        row.entry.assignment = duties[row.entry.assignment_id]
        by_entry.setdefault(row.entry_id, []).append(row)
    for entry in entries:
        entry.pieces = by_entry.get(entry.pk, [])
    return rows
