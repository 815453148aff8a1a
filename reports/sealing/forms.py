"""The form with which the audit administrator says where a root was published."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.sealing.publishing import MOST_LETTERS


class PublishForm(forms.Form):
    where = forms.CharField(
        label=_("Published where"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Outside this portal, where others can find it: a gazette, another agency, a printed file."
        ),
    )
