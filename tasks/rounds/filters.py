"""The filters of returns, shared by the page of a round, its export and the API; and of duties by round."""

import datetime as dt

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level
from agencies.filters import DayFilter, Several
from agencies.models import User
from agencies.permissions import spoken_for
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from tasks.asof import asked_day
from tasks.enums import Punctuality
from tasks.models import Return, Round
from tasks.models.assignment import AssignmentQuerySet
from tasks.rounds.punctuality import with_punctuality
from tasks.rounds.tallies import pressing_on

OWED, OWN = "owed", "own"
DUTIES_BY_ROUND = [(OWED, _("return still owed")), (OWN, _("return still owed by those I report for"))]
IN_PLAN = (
    "assignment__measure__task__area__position", "assignment__measure__task__position",
    "assignment__measure__position", "assignment__position", "pk",
)  # fmt: skip
ORDERINGS = {
    "number": (),
    "agency": ("assignment__agency__position",),
    "place": ("assignment__agency__jurisdiction__position",),
    "given_on": ("given_on",),
}
UNSHOWN = ("text", "title", "area__title")


def of_round(
    duties: AssignmentQuerySet, which: str, *, user: User | None, as_of: dt.date | None
) -> AssignmentQuerySet:
    """The duties whose return an open round still asks for (OWN: of those for whom the user reports)."""
    returns = pressing_on(as_of) if as_of else Return.objects.pressing()
    if which == OWN:
        returns = returns.filter(spoken_for(user, "assignment__agency")) if user else returns.none()
    return duties.filter(pk__in=returns.values("assignment"))


class ReturnFilter(django_filters.FilterSet):
    """What is asked of the returns of a round: place, agency, how they stand."""

    place = django_filters.CharFilter(label=_("Place"), method="in_place")
    agency = django_filters.CharFilter(label=_("Agency"), field_name="assignment__agency__code")
    punctuality = Several(
        label=_("How it stands"), field_name="at_punctuality", choices=Punctuality.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def in_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Of bodies of the place and of those in it; the code stands in their paths."""
        return rows.filter(assignment__agency__jurisdiction__path__contains=f"/{value}/")


class PageFilter(ReturnFilter):
    """The same for a person: places and agencies to choose from, and a past day."""

    as_of = DayFilter(
        label=_("As of"), method="kept", help_text=_("A past date shows what was on record then.")
    )

    def __init__(self, data, *, queryset: QuerySet, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
        body, where = "assignment__agency", f"assignment__agency__jurisdiction__{name}"
        fields = (
            "position",
            "code",
            name,
            "jurisdiction__level",
            "jurisdiction__position",
            "jurisdiction__code",
        )
        rows = queryset.order_by().values_list(*(f"{body}__{field}" for field in fields), where).distinct()
        bodies = sorted(rows)
        self._choose("agency", [(code, said) for _position, code, said, *_where in bodies])
        places = sorted({tuple(row[4:]) for row in bodies if row[3] != Level.NATION})
        self._choose("place", [(code, said) for _position, code, said in places])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        label = self.form.fields[name].label
        self.form.fields[name] = forms.ChoiceField(
            label=label, required=False, choices=[("", _("any")), *choices]
        )

    def kept(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        return rows


def returns_in_sight(user: User, round_: Round, day: dt.date) -> QuerySet[Return]:
    """The returns of the round that the user may see, each with how it stands on the day (at_punctuality)."""
    return with_punctuality(Return.objects.visible_to(user).filter(round=round_), day)


def filtered_returns(request: HttpRequest, round_: Round) -> tuple[PageFilter, QuerySet, dt.date | None]:
    """The returns as the address asks for them, sorted: the filter, the returns, the past day or None."""
    as_of = asked_day(request)
    seen = returns_in_sight(request.user, round_, as_of or clock.today())
    asked = PageFilter(request.GET, queryset=seen, request=request)
    wrong = [str(asked.form.fields[name].label) for name in asked.form.errors if name != "as_of"]
    if wrong:
        messages.warning(request, _t("Left out because it makes no sense: %s.") % listed(wrong))
    return asked, ordered(asked.qs, request.GET.get("ordering", "")), as_of


def ordered(rows: QuerySet, ordering: str) -> QuerySet:
    """Sorted by one of ORDERINGS ("-given_on" the other way round), else by the plan; what is given last."""
    backwards, name = ordering.startswith("-"), ordering.removeprefix("-")
    first = [
        F(column).desc(nulls_last=True) if backwards else F(column).asc(nulls_last=True)
        for column in ORDERINGS.get(name, ())
    ]
    rest = [F(column).desc() if backwards and name == "number" else F(column).asc() for column in IN_PLAN]
    shown = rows.select_related(
        "round", "assignment__agency__jurisdiction", "assignment__measure__task__area__plan"
    )
    task = "assignment__measure__task__"
    unshown = [f"{task}{name}" for name in UNSHOWN]
    return shown.defer("assignment__measure__text", "assignment__measure__clause", *unshown).order_by(
        *first, *rest
    )
