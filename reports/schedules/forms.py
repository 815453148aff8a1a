"""The forms by which the secretariat sets up and changes schedules."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib.errors import Refused
from reports.enums import Every, Format
from reports.models import Schedule
from reports.schedules.changing import SCHEDULED_KINDS, change, possible_recipients, set_up
from tasks.enums import Field
from tasks.models import Assignment, Plan

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]


class ScheduleForm(forms.Form):
    """What the reports of a schedule are like and who gets them."""

    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=Format.choices,
        initial=[Format.XLSX, Format.PDF],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    agency = forms.ModelChoiceField(
        label=_("Only this agency"), queryset=Agency.objects.none(), to_field_name="code", required=False,
        empty_label=_("All agencies"),
    )  # fmt: skip
    field = forms.ChoiceField(
        label=_("Only this reform field"), choices=[("", _("All fields")), *Field.choices], required=False
    )
    place = forms.ModelChoiceField(
        label=_("Only this place"), queryset=Jurisdiction.objects.none(), to_field_name="code",
        required=False, empty_label=_("All places"),
    )  # fmt: skip
    recipients = forms.ModelMultipleChoiceField(
        label=_("Recipients"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told of each report and may read it whole, whatever else they may see."),
    )
    issue = forms.BooleanField(
        label=_("Issue each report as an edition at once"),
        required=False,
        help_text=_("Otherwise the secretariat issues it when it has read it."),
    )

    def __init__(self, *args: Any, user: User, schedule: Schedule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.schedule = user, schedule
        self._offer("recipients", possible_recipients())
        holding = Assignment.objects.visible_to(user).order_by()
        self._offer("agency", Agency.objects.filter(pk__in=holding.values("agency")))
        self._offer("place", Jurisdiction.objects.provinces())
        if schedule is not None:
            self.initial = starting(schedule)

    def _offer(self, name: str, choices: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def wanted(self) -> dict[str, Any]:
        """The clean data as the doors of schedules take them."""
        data = self.cleaned_data
        narrowed = {name: data[name].code for name in ("agency", "place") if data[name]}
        if data["field"]:
            narrowed["field"] = data["field"]
        kept = self._kept()
        return {
            "formats": data["formats"],
            "language": data["language"],
            "filters": kept | narrowed,
            "recipients": list(data["recipients"]),
            "issue": data["issue"],
        }

    def _kept(self) -> dict[str, Any]:
        """What the filter holds beyond the form's fields, set through the API; it stays."""
        if self.schedule is None:
            return {}
        whole = self.schedule.parameters.get("filter", {})
        return {name: value for name, value in whole.items() if name not in ("agency", "place", "field")}

    def carry_out(self, *, source: str) -> Schedule:
        """Changes the schedule. Raises Refused."""
        assert self.schedule is not None
        change(self.schedule, **self.wanted(), by=self.user, source=source)
        return self.schedule

    def refuse(self, refusal: Refused) -> None:
        """Shows what a door said at the field that it means."""
        for name, sentence in (refusal.fields or {"": refusal.message}).items():
            self.add_error(name if name in self.fields else None, str(sentence))


class NewScheduleForm(ScheduleForm):
    """The same with what cannot be changed later; these come first."""

    kind = forms.ChoiceField(
        label=_("Report"), choices=[(kind.value, kind.label) for kind in SCHEDULED_KINDS]
    )
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), to_field_name="slug", empty_label=None
    )
    every = forms.ChoiceField(label=_("How often"), choices=Every.choices, initial=Every.MONTH)
    field_order = ["kind", "plan", "every"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._offer("plan", Plan.objects.visible_to(user).issued())

    def carry_out(self, *, source: str) -> Schedule:
        """Sets the schedule up. Raises Refused."""
        data = self.cleaned_data
        fixed = {name: data[name] for name in ("kind", "plan", "every")}
        return set_up(**fixed, **self.wanted(), by=self.user, source=source)


def starting(schedule: Schedule) -> dict[str, Any]:
    """The schedule as its form shows it."""
    narrowed = schedule.parameters.get("filter", {})
    return {
        "formats": schedule.parameters.get("formats", []),
        "language": schedule.parameters.get("language", "en"),
        "agency": narrowed.get("agency", ""),
        "field": narrowed.get("field", ""),
        "place": narrowed.get("place", ""),
        "recipients": list(schedule.recipients.all()),
        "issue": schedule.issue,
    }
