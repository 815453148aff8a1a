"""The form by which a person asks for a report."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level
from agencies.filters import FIRST_DAY
from agencies.models import Agency, Jurisdiction, User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reports.enums import Format, Kind
from reports.services import LANGUAGES, formats_of
from tasks.enums import Field
from tasks.models import Assignment, Plan, ReformArea, SavedFilter
from tasks.saved import views_of

# What of the plan the report is about; an extract from the ledger knows fewer of these.
NARROWING = ("agency", "place", "area", "field", "saved")
OF_EXTRACT = ("agency", "place")
# Values that an address may bring along, beside the kind.
BROUGHT = ("plan", "as_of", "since", "language", *NARROWING)
# Ticked to begin with: one to read and one to work with.
USUAL = (Format.PDF, Format.XLSX)


def kinds_for(user: User) -> list[Kind]:
    """The kinds that the user may ask for: the ledger is open to those who see everything."""
    return [kind for kind in Kind if kind != Kind.EXTRACT or sees_everything(user)]


class DayInput(forms.DateInput):
    """The browser's calendar up to today."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY.isoformat()})


class ReportForm(forms.Form):
    """Kind, plan, day, narrowing, formats and language; offers what the kind has and the user may see."""

    kind = forms.ChoiceField(widget=forms.HiddenInput)
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), to_field_name="slug", empty_label=None
    )
    since = forms.DateField(
        label=_("Since the end of"), widget=DayInput, help_text=_("What was on record then is compared.")
    )
    as_of = forms.DateField(
        label=_("As of the end of"),
        help_text=_("The report shows what was on record at the end of that day."),
        widget=DayInput,
    )
    agency = forms.ModelChoiceField(
        label=_("Only this agency"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All agencies"),
    )
    place = forms.ModelChoiceField(
        label=_("Only this place"),
        queryset=Jurisdiction.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All places"),
        help_text=_("What its bodies hold, and those of the places in it."),
    )
    area = forms.ChoiceField(label=_("Only this reform area"), required=False)
    field = forms.ChoiceField(
        label=_("Only this reform field"), choices=[("", _("All fields")), *Field.choices], required=False
    )
    saved = forms.ModelChoiceField(
        label=_("Only what one of my views shows"),
        queryset=SavedFilter.objects.none(),
        required=False,
        empty_label=_("No view"),
        help_text=_("Views are kept on the task list."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("zh-hans", "中文")])
    formats = forms.MultipleChoiceField(label=_("Formats"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, data: QueryDict | None = None, *, user: User, brought: Mapping[str, str] | None = None
    ) -> None:
        """`brought`: values that an address brings along, to start with; what is not offered is left out."""
        super().__init__(data)
        self.user, brought = user, brought or {}
        kinds = kinds_for(user)
        asked = brought.get("kind") if data is None else data.get("kind")
        self.chosen = next((kind for kind in kinds if kind == asked), Kind.PROGRESS)
        self._choose("kind", [(kind.value, str(kind.label)) for kind in kinds])
        self._choose("formats", [(one, Format(one).label) for one in formats_of(self.chosen)])
        self._fit_to_kind()
        self._offer_what_is_seen()
        self._start_with(brought)

    def _fit_to_kind(self) -> None:
        """Takes away what the kind does not ask for."""
        if self.chosen != Kind.CHANGES:
            del self.fields["since"]
        else:
            self.fields["as_of"].label = _("Up to the end of")
        if self.chosen == Kind.EXTRACT:
            for name in set(NARROWING) - set(OF_EXTRACT):
                del self.fields[name]

    def _offer_what_is_seen(self) -> None:
        plans = Plan.objects.visible_to(self.user).issued().newest_first()
        seen = Assignment.objects.visible_to(self.user).filter(plan__in=plans.order_by()).order_by()
        self._offer("plan", plans)
        self._offer("agency", Agency.objects.filter(pk__in=seen.values("agency")))
        places = Jurisdiction.objects.filter(pk__in=seen.values("agency__jurisdiction"))
        self._offer("place", places.exclude(level=Level.NATION))
        if self.chosen != Kind.EXTRACT:
            self._choose("area", _areas(plans))
            self._offer("saved", views_of(self.user))

    def _offer(self, name: str, choices: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def _choose(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _start_with(self, brought: Mapping[str, str]) -> None:
        active = (get_language() or "").lower()
        start = {
            "kind": self.chosen.value,
            "as_of": clock.today(),
            "language": active if active in LANGUAGES else LANGUAGES[0],
            "formats": [one for one in USUAL if one in formats_of(self.chosen)],
        }
        start |= {name: brought[name] for name in BROUGHT if brought.get(name)}
        if "plan" in start and "area" in start:
            start["area"] = f"{start['plan']}/{start['area']}"
        self.initial = {name: value for name, value in start.items() if name in self.fields}
        self.fields["as_of"].widget.attrs["max"] = clock.today().isoformat()

    def clean_area(self) -> str:
        """The position of the area in its plan."""
        slug, _slash, position = self.cleaned_data["area"].partition("/")
        if slug and slug != getattr(self.cleaned_data.get("plan"), "slug", slug):
            raise forms.ValidationError(_("That area belongs to another plan."))
        return position

    @property
    def days(self) -> list[BoundField]:
        """Of what and when: always shown."""
        return [self[name] for name in ("plan", "since", "as_of") if name in self.fields]

    @property
    def narrowing(self) -> list[BoundField]:
        return [self[name] for name in NARROWING if name in self.fields]

    @property
    def is_narrowed(self) -> bool:
        """Whether any part of the narrowing is in use, or faulty, so that it has to be seen."""
        return any(bound.errors or bound.value() for bound in self.narrowing)

    @property
    def making(self) -> list[BoundField]:
        """As what: language and formats."""
        return [self["language"], self["formats"]]

    def asked(self) -> dict[str, Any]:
        """The clean data as `services.request_report` takes them."""
        data = self.cleaned_data
        filters = {
            "agency": data["agency"].code if data["agency"] else "",
            "place": data["place"].code if data["place"] else "",
            "area": data.get("area", ""),
            "field": data.get("field", ""),
            "saved": str(data["saved"].pk) if data.get("saved") else "",
            "since": data["since"].isoformat() if data.get("since") else "",
        }
        return {name: data[name] for name in ("kind", "plan", "as_of", "formats", "language")} | {
            "filters": filters
        }


def _areas(plans: QuerySet[Plan]) -> list:
    """The reform areas under their plans: their numbers mean nothing without."""
    areas = ReformArea.objects.filter(plan__in=plans.order_by()).select_related("plan")
    ordered = sorted(areas, key=lambda area: (area.plan.slug, area.position))
    groups = [
        (str(plan), [(f"{plan.slug}/{area.position}", str(area)) for area in own])
        for plan, own in groupby(ordered, key=lambda area: area.plan)
    ]
    return [("", _("All areas")), *groups]
