"""The page of one task: official text and clauses, duties with the moves offered now, history, evidence."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from tasks import queries
from tasks.asof import asked_day
from tasks.enums import Role
from tasks.local import sections
from tasks.models import Assignment, Evidence, Measure, Plan, Slip, Task
from tasks.reminders.chasing import may_chase
from tasks.targets.listing import Row
from tasks.views.chases import chased, with_chases
from tasks.views.handed import Handed, handed_out, shown_in_full
from tasks.views.history import history_of
from tasks.views.measure_targets import TaskTargets, targets_of
from tasks.views.rows import Offer, offers, ready

AGENCY = "agency__jurisdiction"
SLIP = {
    "slip_at": "slips__entry__at",
    "slip_colour": "slips__colour",
    "slip_reply_by": "slips__reply_by",
}


@dataclass(slots=True)
class DutyCard:
    """One duty under its measure, with the moves offered (the `rare` ones folded away) and its slips.

    The texts are made here once: a template would ask for them piece by piece.
    """

    duty: Assignment
    code: str = field(init=False)
    agency: str = field(init=False)
    short: str = field(init=False)
    role: str = field(init=False)
    printed: str = field(init=False)
    due: str = field(init=False)
    moved: str = field(init=False)
    asked: str = field(init=False)
    objection: str = field(init=False)
    offers: list[Offer] = field(default_factory=list)
    rare: list[Offer] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    chased: str = field(init=False)
    may_chase: bool = False

    def __post_init__(self) -> None:
        duty, body = self.duty, self.duty.agency
        self.code, self.agency, self.short = body.code, str(body), body.short
        self.role = duty.get_role_display()
        is_other_name = duty.named and duty.named not in (body.name_en, body.name_zh)
        self.printed = _("printed as “%(named)s”") % {"named": duty.named} if is_other_name else ""
        self.due, self.moved = f"{_('Due')} {duty.at_due_on}", _moved(duty)
        asked, objecting = duty.at_asked_due_on, duty.at_objecting
        self.asked = _("extension to %(date)s asked for") % {"date": asked} if asked else ""
        self.objection = _("objection by %(agencies)s") % {"agencies": duty.objectors} if objecting else ""
        self.chased = chased(duty)


def _moved(duty: Assignment) -> str:
    """What the plan itself says where the date in force is another."""
    said = {"date": duty.original_due_on}
    if duty.at_due_on > duty.original_due_on:
        return _("originally %(date)s") % said
    return _("working date; the plan says %(date)s") % said if duty.at_due_on < duty.original_due_on else ""


@dataclass(slots=True)
class MeasureCard:
    measure: Measure
    named: list[DutyCard] = field(default_factory=list)
    implementing: list[DutyCard] = field(default_factory=list)
    handed: Handed | None = None
    targets: list[Row] = field(default_factory=list)


@require_safe
def detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    as_of = asked_day(request)
    task = _found(request, slug, number)
    rows = _rows(request, task, as_of)
    duties = queries.explain({row.pk: row for row in rows}.values(), as_of or clock.today())
    cards = [DutyCard(duty) for duty in duties]
    handed = handed_out(request.user, task, as_of)
    targets = targets_of(task, handed, as_of)
    if not as_of:
        _offer_moves(request, cards, targets)
    _add_slips(cards, rows, as_of)
    by_pk = {duty.pk: duty for duty in duties}
    evidence = _evidence(request, by_pk, as_of)
    context = {
        "task": task, "plan": task.area.plan, "as_of": as_of,
        "measures": _by_measure(task, cards, handed, targets),
        "summary": queries.task_summary(task, duties, as_of or clock.today()),
        "history": history_of(request, by_pk, _by_entry(evidence), as_of), "evidence": evidence,
    }  # fmt: skip
    local = {} if as_of else sections.of_task(request.user, task, task)
    return render(request, "tasks/detail.html", context | local)


def _found(request: HttpRequest, slug: str, number: str) -> Task:
    """The task of a visible plan, with the numbers of the `previous` and `next` one or None; else 404."""
    of_plan = Task.objects.filter(area__plan__in=Plan.objects.visible_to(request.user).filter(slug=slug))
    measures = Measure.objects.prefetch_related("deadlines", "targets")
    task = of_plan.filter(number=number).select_related("area__plan").prefetch_related(
        Prefetch("measures", measures)
    ).annotate(
        previous=_neighbour("lt", "-"), next=_neighbour("gt", ""), **sections.task_flags()
    ).first()  # fmt: skip
    if task is None:
        raise Http404
    return task


def _neighbour(side: str, order: str) -> Subquery:
    """The number of the task beside this one: the nearest of those before it or behind it in the plan."""
    area, place = OuterRef("area__position"), OuterRef("position")
    beside = Q(**{f"area__position__{side}": area}) | Q(area__position=area, **{f"position__{side}": place})
    near = Task.objects.filter(beside, area__plan=OuterRef("area__plan"))
    return Subquery(near.order_by(f"{order}area__position", f"{order}position").values("number")[:1])


def _rows(request: HttpRequest, task: Task, as_of: dt.date | None) -> list[Assignment]:
    """The duties listed, in their order, once for each of its slips; task and measures are there already."""
    found = queries.positions(request.user, plan=task.area.plan, as_of=as_of).filter(measure__task=task)
    found = with_chases(found.filter(shown_in_full(request)), as_of)
    found = found.select_related(AGENCY).annotate(**{name: F(path) for name, path in SLIP.items()})
    rows = list(found.order_by("measure__position", "position", "agency__position", "pk", "-slips__entry__n"))
    measures = {measure.pk: measure for measure in task.measures.all()}
    for row in rows:
        row.measure = measures[row.measure_id]
    return rows


def _offer_moves(request: HttpRequest, cards: list[DutyCard], targets: TaskTargets) -> None:
    by_measure: dict[int, list[Assignment]] = {}
    for card in cards:
        by_measure.setdefault(card.duty.measure_id, []).append(card.duty)
    for card in cards:
        offered = offers(request.user, card.duty, by_measure[card.duty.measure_id], "task")
        card.offers = [offer for offer in offered if not offer.is_rare]
        card.rare = [offer for offer in offered if offer.is_rare]
        card.may_chase = may_chase(request.user, card.duty)
    ready(request.user, chain.from_iterable(card.offers for card in cards), values=targets.values)


def _by_measure(
    task: Task, cards: list[DutyCard], handed: dict[int, Handed], targets: TaskTargets
) -> list[MeasureCard]:
    found = {
        measure.pk: MeasureCard(
            measure, handed=handed.get(measure.pk), targets=targets.rows.get(measure.pk, [])
        )
        for measure in task.measures.all()
    }
    for card in cards:
        measure = found[card.duty.measure_id]
        (measure.implementing if card.duty.role == Role.IMPLEMENTING else measure.named).append(card)
    return list(found.values())


def _add_slips(cards: list[DutyCard], rows: list[Assignment], as_of: dt.date | None) -> None:
    """Each of the rows of a duty carries one of its slips, the newest first."""
    by_duty = {card.duty.pk: card for card in cards}
    for row in rows:
        if row.slip_at and (as_of is None or row.slip_at < clock.end_of(as_of)):
            by_duty[row.pk].slips.append(Slip(colour=row.slip_colour, reply_by=row.slip_reply_by))


def _evidence(request: HttpRequest, duties: dict[int, Assignment], as_of: dt.date | None) -> list[Evidence]:
    """All evidence of these duties, newest first."""
    found = Evidence.objects.visible_to(request.user).filter(entry__assignment__in=duties)
    if as_of:
        found = found.filter(entry__at__lt=clock.end_of(as_of))
    rows = list(found.select_related("entry").order_by("-entry__n", "pk"))
    for row in rows:
        row.entry.assignment = duties[row.entry.assignment_id]
    return rows


def _by_entry(evidence: list[Evidence]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    for piece in evidence:
        found.setdefault(piece.entry_id, []).append(piece)
    return found
