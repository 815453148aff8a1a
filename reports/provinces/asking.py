"""What the address asks of the matrix: area, standing, order, folded areas, yardstick, past day."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.filters import FIRST_DAY, LAST_DAY
from reports.provinces.reading import Local
from reports.provinces.yardsticks import Yardstick
from tasks.enums import STANDING_ORDER, Standing


class MatrixForm(forms.Form):
    """The filter above the matrix. What switches set (yardstick, folded areas) goes along unseen."""

    area = forms.ChoiceField(label=_("Reform area"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY, "max": LAST_DAY}),
    )
    by = forms.CharField(required=False, widget=forms.HiddenInput)
    fold = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: QueryDict, areas: dict[int, str]) -> None:
        super().__init__(data)
        anything = ("", _("any"))
        named = [(str(position), title) for position, title in areas.items()]
        self._offer("area", [anything, *named])
        self._offer("fold", named)
        self._offer("standing", [anything, *((kind.value, kind.label) for kind in STANDING_ORDER)])
        # As asked, so that the marks of what narrows the list leave them out.
        self.initial = {"by": data.get("by", ""), "fold": data.get("fold", "")}

    def _offer(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes sense of it; anything else means all areas, any standing, the order of the places."""

    form: MatrixForm
    as_of: dt.date | None
    area: int | None
    standing: str
    folded: frozenset[int]
    data: QueryDict

    @property
    def ordering(self) -> str:
        return self.data.get("ordering", "")


def asked_of(data: QueryDict, local: Local) -> Asked:
    areas = {one.area: f"{one.area}. {one.area_title}" for one in local.measures}
    area, standing = data.get("area", ""), data.get("standing", "")
    return Asked(
        form=MatrixForm(data, areas),
        as_of=local.as_of,
        area=_among(area, areas),
        standing=standing if standing in Standing.values else "",
        folded=frozenset(position for text in data.getlist("fold") if (position := _among(text, areas))),
        data=data,
    )


def yardstick_of(data: QueryDict, yardsticks: list[tuple[str, str]]) -> str:
    """The yardstick that the address names, if it is one of these, else the share verified."""
    by = data.get("by", "")
    return by if by in dict(yardsticks) else Yardstick.VERIFIED.value


def _among(text: str, areas: dict[int, str]) -> int | None:
    return next((position for position in areas if str(position) == text), None)
