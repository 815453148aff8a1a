"""What a filter asks, in words."""

import pytest
from django import forms
from django.http import QueryDict

from reformtracker.lib.filtering import asked, without
from tasks.enums import Standing


class _Filter(forms.Form):
    q = forms.CharField(label="Text", required=False)
    plan = forms.ChoiceField(label="Plan", choices=[("p", "Plan p"), ("q", "Plan q")], required=False)
    standing = forms.MultipleChoiceField(label="Standing", choices=Standing.choices, required=False)
    supporting = forms.BooleanField(label="Supporting too", required=False)


def _asked(query: str) -> list[str]:
    data = QueryDict(query)
    return [str(one) for one in asked(_Filter(data, initial={"plan": "p"}), data)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=&page=2&ordering=q", []),
        ("q=x", ["Text: x"]),
        ("standing=overdue&standing=stale", ["Standing: Overdue", "Standing: No recent report"]),
        ("supporting=on", ["Supporting too"]),
        ("supporting=false", []),
    ],
)
def test_every_value_is_said_as_the_form_offers_it(query, said):
    assert _asked(query) == said


def test_what_the_form_presets_anyhow_is_not_said():
    assert (_asked("plan=p"), _asked("plan=q")) == ([], ["Plan: Plan q"])


def test_what_makes_no_sense_narrows_nothing_and_is_not_said():
    assert _asked("plan=nowhere&standing=overdue&standing=bad&q=x") == ["Text: x"]


def test_one_value_is_taken_out_of_an_address_and_the_others_stay():
    query = QueryDict("standing=overdue&standing=stale&q=x&page=3&ordering=due_on")
    overdue = next(one for one in asked(_Filter(query), query) if one.value == "overdue")

    left = without(query, overdue)

    assert left.urlencode() == "standing=stale&q=x&ordering=due_on"
