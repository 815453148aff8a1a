"""The forms by which the secretariat sets how a plan reports, and acts on its rounds by hand."""

from collections.abc import Callable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reformtracker.lib.errors import Refused
from tasks.enums import RoundPace
from tasks.forms import DayField, TextField
from tasks.models import Plan, Round
from tasks.rounds import life


class RefusableForm(forms.Form):
    """A form that shows a service's refusal beside the fields that it names."""

    def refuse(self, refusal: Refused) -> None:
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
        if not refusal.fields:
            self.add_error(None, str(refusal.message))


class RuleForm(RefusableForm):
    """How a plan reports: tasks.models.RoundRule."""

    pace = forms.ChoiceField(label=_("Rounds"), choices=RoundPace.choices, initial=RoundPace.MONTHLY)
    opens_day = forms.IntegerField(
        label=_("Opens on day"), min_value=1, max_value=30, initial=20,
        help_text=_("Of the period's last month; a day off moves to the working day before."),
    )  # fmt: skip
    due_day = forms.IntegerField(label=_("Due on day"), min_value=2, max_value=31, initial=28)
    grace = forms.IntegerField(
        label=_("Closes after"), min_value=0, max_value=life.MOST_GRACE, initial=5,
        help_text=_("Working days after the due day; what comes then counts as late."),
    )  # fmt: skip

    def carry_out(self, plan: Plan, *, by: User) -> None:
        life.set_rule(plan, by=by, **self.cleaned_data)


class ActForm(RefusableForm):
    """Something done to a round by hand; ids are unique, because several of these stand on one page."""

    act = ""
    button: object = ""
    # The function of tasks.rounds.life that does it; what the form asks for are its arguments.
    door: Callable[..., object]

    def __init__(self, data: Mapping | None = None, **kwargs) -> None:
        super().__init__(data, auto_id=f"{self.act}-%s", **kwargs)

    def carry_out(self, round_: Round, *, by: User) -> None:
        type(self).door(round_, by=by, **self.cleaned_data)


class OpenForm(ActForm):
    act, button, door = "open", _("Open now"), staticmethod(life.open_early)


class CloseForm(ActForm):
    act, button, door = "close", _("Close now"), staticmethod(life.close)
    note = TextField(label=_("Note"), required=False, rows=2)


class ReopenForm(ActForm):
    act, button, door = "reopen", _("Open again"), staticmethod(life.reopen)
    until = DayField(label=_("Until"), help_text=_("The due day stays: what comes now counts as late."))
    reason = TextField(label=_("Reason"), rows=2)


class MoveDueForm(ActForm):
    act, button, door = "move", _("Move the due day"), staticmethod(life.move_due)
    due_on = DayField(label=_("New due day"))
    reason = TextField(label=_("Reason"), rows=2)


ACTS: dict[str, type[ActForm]] = {form.act: form for form in (OpenForm, CloseForm, ReopenForm, MoveDueForm)}
