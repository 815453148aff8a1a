"""The filters of the task list, shared with its export and with the API: all over at_… names, so that a past
date works. Expects rows as given by `tasks.queries.duties`."""

import datetime as dt
import unicodedata
from collections.abc import Mapping

import django_filters
from django import forms
from django.contrib import messages
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level
from agencies.filters import LONGEST_SEARCH, DayFilter, Several, WholeNumberFilter
from agencies.models import Agency, User
from agencies.permissions import own_place
from reformtracker.lib.bilingual import listed
from tasks import queries
from tasks.asof import PARAMETER, asked_day, parse_day
from tasks.enums import Role, Standing, State
from tasks.models import Plan, ReformArea
from tasks.models.assignment import AssignmentQuerySet
from tasks.rounds.filters import DUTIES_BY_ROUND, of_round
from tasks.workflow import SUPPORTING_ROLES

ALL_PLANS = "all"


class Part(models.TextChoices):
    """Whose duties a list shows: a plan handed to 32 places has twenty times as many of theirs."""

    BODIES = "bodies", pgettext_lazy("part of the duties", "Named bodies")
    PLACES = "places", pgettext_lazy("part of the duties", "Places")
    BOTH = "both", pgettext_lazy("part of the duties", "Both")


MAX_WORDS = 6
BY_NUMBER = (
    "measure__task__area__position",
    "measure__task__position",
    "measure__position",
    "position",
    "pk",
)
FORM_ORDER = (
    "q", "plan", "area", "task", "part", "place", "agency", "role", "state", "round", "due_before", "as_of",
    "standing", "supporting",
)  # fmt: skip
# Whoever asks for one of these knows whom they mean; nothing of it is left out for being a place's.
ASKING_FOR_SOMEBODY = ("q", "agency", "place", "role", "task", "round")
ORDERINGS = {
    "number": ("plan__slug",),
    "agency": ("agency__position",),
    "standing": ("at_rank",),
    "percent": ("at_percent",),
    "due_on": ("at_due_on",),
    "reported_on": ("at_reported_on",),
}


def usual_part(asked: Mapping[str, object], user: User | None) -> Part:
    """The plan's own duties, unless somebody is asked for, or the reader speaks for a place."""
    speaks_for_a_place = user is not None and any(own_place(post) for post in user.reporting_posts)
    named = any(asked.get(name) for name in ASKING_FOR_SOMEBODY)
    return Part.BOTH if named or speaks_for_a_place else Part.BODIES


class DutyFilter(django_filters.FilterSet):
    """What pages and programs ask of duties: text, plan, area, agency, role, state, standing, due date."""

    q = django_filters.CharFilter(
        label=_("Text"), help_text=_("Words in number, title, official text or agency."),
        method="matching", max_length=LONGEST_SEARCH,
    )  # fmt: skip
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    area = WholeNumberFilter(
        label=_("Reform area"), help_text=_("Position in the plan"),
        field_name="measure__task__area__position",
    )  # fmt: skip
    agency = django_filters.CharFilter(label=_("Agency"), field_name="agency__code")
    role = Several(label=_("Role"), choices=Role.choices)
    state = Several(label=_("State"), field_name="at_state", choices=State.choices)
    standing = Several(
        label=_("Standing"), field_name="at_standing", choices=Standing.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    due_before = DayFilter(label=_("Due before"), field_name="at_due_on", lookup_expr="lt")

    def matching(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        """Every word in the number, a title, the official text, or a name of the agency or its place."""
        for word in unicodedata.normalize("NFKC", value).split()[:MAX_WORDS]:
            rows = rows.filter(_mentions(word))
        return rows


SEARCHED = (
    "measure__task__title_en", "measure__task__title_zh", "measure__task__text", "agency__name_en",
    "agency__name_zh",
    "agency__short_en", "agency__short_zh", "agency__jurisdiction__name_en", "agency__jurisdiction__name_zh",
    "named",
)  # fmt: skip


def _mentions(word: str) -> Q:
    found = Q(measure__task__number__iexact=word)
    for name in SEARCHED:
        found |= Q(**{f"{name}__icontains": word})
    return found


class ShortSelect(forms.Select):
    """A choice among a few short words: a narrow field will do."""

    def __init__(self, attrs=None, choices=()) -> None:
        super().__init__({"class": "short"} | (attrs or {}), choices)


class ListFilter(DutyFilter):
    """The same for a person: plans, areas, agencies to choose from; the newest plan, owing duties only.

    `of_both` keeps the rows of bodies and places together, so that a page can count what it leaves out.
    """

    of_both: AssignmentQuerySet
    task = django_filters.CharFilter(
        label=_("Task number"), method="of_task", max_length=24, help_text=_("Of one measure: 2.5/2."),
        widget=forms.TextInput({"class": "short"}),
    )  # fmt: skip
    part = django_filters.ChoiceFilter(
        label=_("Whose duties"), choices=Part.choices, empty_label=None, method="kept", widget=ShortSelect
    )
    place = django_filters.CharFilter(label=_("Place"), method="in_place")
    plan = django_filters.CharFilter(label=_("Plan"), method="of_plan")
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, empty_label=_("any"), widget=ShortSelect
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), field_name="at_state", choices=State.choices, empty_label=_("any"),
        widget=ShortSelect,
    )  # fmt: skip
    round = django_filters.ChoiceFilter(
        label=_("Reporting round"), choices=DUTIES_BY_ROUND, empty_label=_("any"), method="of_round",
        widget=ShortSelect,
    )  # fmt: skip
    supporting = django_filters.BooleanFilter(
        label=_("Supporting duties too"), method="kept", widget=forms.CheckboxInput,
        help_text=_("Co-responsible and participating agencies owe no report of their own."),
    )  # fmt: skip
    as_of = DayFilter(
        label=_("As of"), method="kept", help_text=_("A past date shows what was on record then.")
    )

    def __init__(self, data, *, queryset: AssignmentQuerySet, request: HttpRequest) -> None:
        plans = list(Plan.objects.visible_to(request.user).assigning().newest_first())
        newest = next((plan.slug for plan in plans if plan.state == "issued"), ALL_PLANS)
        asked = data.copy()
        asked.setdefault("plan", newest)
        part = usual_part(asked, request.user)
        asked.setdefault("part", part)
        super().__init__(asked, queryset=queryset, request=request)
        self.plan = next((plan for plan in plans if plan.slug == asked["plan"]), None)
        self.form.initial |= {"plan": newest, "part": part}
        self.form.order_fields(FORM_ORDER)
        text = self.form.fields["q"]
        text.widget.attrs["placeholder"], text.help_text = text.help_text, ""
        self._offer_choices(plans)

    def _offer_choices(self, plans: list[Plan]) -> None:
        """Choices to pick from; they stay text fields for the API, which knows its codes."""
        slugs = [(plan.slug, str(plan)) for plan in plans]
        self._choose("plan", [*slugs, (ALL_PLANS, _("All plans"))], empty=False)
        areas = ReformArea.objects.filter(plan=self.plan) if self.plan else ReformArea.objects.none()
        self._choose("area", [(str(area.position), str(area)) for area in areas])
        name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
        carrying = Agency.objects.filter(pk__in=self.queryset.order_by().values("agency"))
        where = [f"jurisdiction__{field}" for field in ("level", "position", "code", name)]
        bodies = list(carrying.order_by("position").values_list("code", name, *where))
        self._choose("agency", [body[:2] for body in bodies])
        places = sorted({body[3:] for body in bodies if body[2] != Level.NATION})
        self._choose("place", [(code, said) for _position, code, said in places])

    def _choose(self, name: str, choices, *, empty: bool = True) -> None:
        label = self.form.fields[name].label
        offered = [*([("", _("any"))] if empty else []), *choices]
        self.form.fields[name] = forms.ChoiceField(label=label, required=False, choices=offered)

    def of_plan(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        return rows if value == ALL_PLANS else rows.filter(plan__slug=value)

    def of_task(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        """Duties of the task of that number, or of one of its measures: “2.5/2”."""
        number, _slash, position = value.strip().partition("/")
        rows = rows.filter(measure__task__number=number)
        if not position:
            return rows
        is_position = position.isascii() and position.isdigit() and len(position) < 5
        return rows.filter(measure__position=int(position)) if is_position else rows.none()

    def in_place(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        """Duties of bodies of the place and of those below it; the code stands in their paths."""
        return rows.filter(agency__jurisdiction__path__contains=f"/{value}/")

    def of_round(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        as_of = parse_day(self.data.get(PARAMETER))
        return of_round(rows, value, user=self.request.user, as_of=as_of)

    def kept(self, rows: AssignmentQuerySet, name: str, value) -> AssignmentQuerySet:
        return rows

    def filter_queryset(self, queryset: AssignmentQuerySet) -> AssignmentQuerySet:
        rows, asked = super().filter_queryset(queryset), self.form.cleaned_data
        if not asked.get("supporting") and asked.get("role") not in SUPPORTING_ROLES:
            rows = rows.owing()
        self.of_both = rows
        return {Part.BODIES: rows.central(), Part.PLACES: rows.local()}.get(asked.get("part"), rows)


def filtered_duties(request: HttpRequest) -> tuple[ListFilter, AssignmentQuerySet, dt.date | None]:
    """The list as the address asks for it, sorted: the filter, the duties, and the past day or None.

    A parameter that makes no sense is left out, and the reader is told.
    """
    as_of = asked_day(request)
    duty_filter = ListFilter(request.GET, queryset=queries.duties(request.user, as_of=as_of), request=request)
    wrong = [str(duty_filter.form.fields[name].label) for name in duty_filter.form.errors if name != "as_of"]
    if wrong:
        messages.warning(request, _t("Left out because it makes no sense: %s.") % listed(wrong))
    return duty_filter, ordered(duty_filter.qs, request.GET.get("ordering", "")), as_of


def ordered(rows: AssignmentQuerySet, ordering: str) -> AssignmentQuerySet:
    """Sorted by one of ORDERINGS ("-due_on" the other way round); anything else means by plan and number.

    Never reported stands before the oldest report, on either database engine.
    """
    backwards, name = ordering.startswith("-"), ordering.removeprefix("-")
    if name not in ORDERINGS:
        backwards, name = False, "number"
    first = [
        F(column).desc(nulls_last=True) if backwards else F(column).asc(nulls_first=True)
        for column in ORDERINGS[name]
    ]
    rest = [F(column).desc() if backwards and name == "number" else F(column).asc() for column in BY_NUMBER]
    return rows.order_by(*first, *rest)
