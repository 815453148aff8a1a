"""The form of the ledger's page by which an extract of what is seen is asked for."""

from typing import Any

from django import forms
from django.http import QueryDict

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid
from reports.enums import Format, Kind
from reports.services import LANGUAGES
from tasks.models import Plan

# What a request says beside its filter.
FRAME = {"csrfmiddlewaretoken", "kind", "plan", "as_of", "formats", "language"}


class ExtractForm(forms.Form):
    """Which ledger, up to which day, in which formats; the filter is the page's own and comes as it is."""

    plan = forms.ModelChoiceField(queryset=Plan.objects.none(), to_field_name="slug")
    as_of = forms.DateField(required=False)
    formats = forms.MultipleChoiceField(choices=Format)
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data)
        plan = self.fields["plan"]
        assert isinstance(plan, forms.ModelChoiceField)
        plan.queryset = Plan.objects.visible_to(user)

    def asked(self) -> dict[str, Any]:
        """What `services.request_report` takes; raises Invalid."""
        if not self.is_valid():
            faults = {name: str(found[0]) for name, found in self.errors.items()}
            raise Invalid(next(iter(faults.values())), fields=faults)
        said = {name: self.cleaned_data[name] for name in ("plan", "formats", "language")}
        filters = {name: value for name, value in self.data.items() if name not in FRAME}
        day = self.cleaned_data["as_of"] or clock.today()
        return said | {"kind": Kind.EXTRACT, "as_of": day, "filters": filters}
