"""What is said when an edition is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reformtracker.lib.errors import Refused
from tasks.forms import TextField


class CorrectForm(forms.Form):
    """Why the edition is corrected; stands in the new one and beside the old one."""

    reason = TextField(label=_("Why is the edition corrected?"), rows=3)

    def refuse(self, refusal: Refused) -> None:
        """Shows what the door said."""
        for name, sentence in (refusal.fields or {"": refusal.message}).items():
            self.add_error(name if name in self.fields else None, str(sentence))
