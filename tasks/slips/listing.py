"""The slips in sight as rows, with whether they were answered; filters shared by page and export."""

import datetime as dt

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agencies.filters import DayFilter, Several
from agencies.models import Agency, User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from tasks.asof import asked_day
from tasks.enums import CLOSED_STATES, Move, SlipColour
from tasks.models import Entry, Plan, Slip
from tasks.models.assignment import UNSHOWN
from tasks.models.ledger import LedgerQuerySet

REPLIES = (Move.REPORT, Move.CLAIM)
AWAITED, OVERDUE, REPLIED, CLOSED = "awaited", "overdue", "replied", "closed"
REPLY_LABELS = {
    AWAITED: pgettext_lazy("reply to a slip", "Reply awaited"),
    OVERDUE: pgettext_lazy("reply to a slip", "Reply overdue"),
    REPLIED: pgettext_lazy("reply to a slip", "Replied"),
    CLOSED: pgettext_lazy("reply to a slip", "Duty closed"),
}
ORDERINGS = {
    "issued": "entry__at",
    "reply_by": "reply_by",
    "agency": "assignment__agency__position",
}


def slips(user: User, as_of: dt.date | None = None) -> LedgerQuerySet:
    """Slips in sight, now or at the end of a past day, with `replied_at` and `reply` (REPLY_LABELS).

    A reply is the first report or claim after the slip.
    """
    day = as_of or clock.today()
    before = {"at__lt": clock.end_of(as_of)} if as_of else {}
    rows = Slip.objects.visible_to(user)
    if as_of:
        rows = rows.filter(entry__at__lt=clock.end_of(as_of))
    later = Entry.objects.filter(
        assignment=OuterRef("assignment"), n__gt=OuterRef("entry__n"), move__in=REPLIES, **before
    )
    newest = Entry.objects.filter(assignment=OuterRef("assignment"), **before).order_by("-n")
    state = Subquery(newest.values("state")[:1]) if as_of else F("assignment__state")
    return rows.annotate(
        replied_at=Subquery(later.order_by("n").values("at")[:1]), duty_state=state
    ).annotate(
        reply=Case(
            When(replied_at__isnull=False, then=Value(REPLIED)),
            When(duty_state__in=CLOSED_STATES, then=Value(CLOSED)),
            When(reply_by__lt=day, then=Value(OVERDUE)),
            default=Value(AWAITED),
            output_field=CharField(),
        )
    )


def with_duties(rows: QuerySet[Slip]) -> QuerySet[Slip]:
    """What a row shows, in one query, without the long texts."""
    unshown = [f"assignment__{name}" for name in UNSHOWN]
    return rows.select_related(
        "entry", "assignment__agency__jurisdiction", "assignment__measure__task__area__plan"
    ).defer(*unshown)


def replied_on(slip: Slip) -> dt.date | None:
    """The Shanghai day of the reply to a slip that `slips` gave."""
    at: dt.datetime | None = getattr(slip, "replied_at", None)
    return clock.day_of(at) if at else None


def reply_words(slip: Slip) -> str:
    """What became of a slip that `slips` gave, in words."""
    return str(REPLY_LABELS[getattr(slip, "reply", AWAITED)])


class SlipFilter(django_filters.FilterSet):
    """What the page of slips and its export are asked for."""

    plan = django_filters.ChoiceFilter(
        label=_("Plan"), field_name="assignment__plan__slug", empty_label=_("any")
    )
    agency = django_filters.ChoiceFilter(
        label=_("Agency"), field_name="assignment__agency__code", empty_label=_("any")
    )
    colour = Several(
        label=_("Colour of the slip"), choices=SlipColour.choices, widget=forms.CheckboxSelectMultiple
    )
    reply = Several(label=_("Reply"), choices=list(REPLY_LABELS.items()), widget=forms.CheckboxSelectMultiple)
    as_of = DayFilter(
        label=_("As of"), method="kept", help_text=_("A past date shows what was on record then.")
    )

    def __init__(self, data, *, queryset: QuerySet[Slip], user: User) -> None:
        super().__init__(data, queryset=queryset)
        plans = Plan.objects.visible_to(user).issued().newest_first()
        self.form.fields["plan"].choices = [("", _("any")), *((plan.slug, str(plan)) for plan in plans)]
        name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
        seen = Slip.objects.visible_to(user).order_by()
        carrying = Agency.objects.filter(pk__in=seen.values("assignment__agency"))
        codes = carrying.order_by("position").values_list("code", name)
        self.form.fields["agency"].choices = [("", _("any")), *codes]

    def kept(self, rows: QuerySet[Slip], name: str, value: object) -> QuerySet[Slip]:
        return rows


def asked_slips(request: HttpRequest) -> tuple[SlipFilter, QuerySet[Slip], dt.date | None]:
    """The slips as the address asks for them, sorted: the filter, the rows, and the past day or None."""
    as_of = asked_day(request)
    asked = SlipFilter(request.GET, queryset=slips(request.user, as_of), user=request.user)
    wrong = [str(asked.form.fields[name].label) for name in asked.form.errors if name != "as_of"]
    if wrong:
        messages.warning(request, gettext("Left out because it makes no sense: %s.") % listed(wrong))
    return asked, ordered(asked.qs, request.GET.get("ordering", "")), as_of


def ordered(rows: QuerySet[Slip], ordering: str) -> QuerySet[Slip]:
    """Sorted by one of ORDERINGS ("-reply_by" the other way round); anything else means newest first."""
    backwards, name = ordering.startswith("-"), ordering.removeprefix("-")
    if name not in ORDERINGS:
        backwards, name = True, "issued"
    return rows.order_by(f"{'-' if backwards else ''}{ORDERINGS[name]}", "-pk")
