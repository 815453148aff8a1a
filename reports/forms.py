"""The form by which a person asks for a report."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from reformtracker.lib import clock
from reports.enums import Format, Kind
from reports.services import LANGUAGES
from tasks.enums import Field
from tasks.models import Assignment, Plan


class ReportForm(forms.Form):
    """Kind, plan, day, formats, language and filter; offers only what the user may see."""

    kind = forms.ChoiceField(label=_("Report"), choices=Kind)
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), to_field_name="slug", empty_label=None
    )
    as_of = forms.DateField(
        label=_("As of the end of"),
        help_text=_("The report shows what was on record at the end of that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    formats = forms.MultipleChoiceField(
        label=_("Formats"), choices=Format, initial=Format.values, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("zh-hans", "中文")])
    agency = forms.ModelChoiceField(
        label=_("Only this agency"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All agencies"),
    )
    field = forms.ChoiceField(
        label=_("Only this reform field"), choices=[("", _("All fields")), *Field.choices], required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(user).issued()
        seen = Assignment.objects.visible_to(user).filter(plan__in=plans)
        self._offer("plan", plans)
        self._offer("agency", Agency.objects.filter(pk__in=seen.values("agency")))
        today = clock.today()
        self.fields["as_of"].initial = today
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()
        active = (get_language() or "").lower()
        self.fields["language"].initial = active if active in LANGUAGES else LANGUAGES[0]

    def _offer(self, name: str, choices: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices

    def asked(self) -> dict[str, Any]:
        """The clean data as `services.request_report` takes them."""
        data = self.cleaned_data
        agency = data["agency"].code if data["agency"] else ""
        return {name: data[name] for name in ("kind", "plan", "as_of", "formats", "language")} | {
            "filters": {"agency": agency, "field": data["field"]}
        }
