"""The readings asked for with a report or a claim: which targets, their last values, the fields to fill."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid
from tasks.enums import TargetKind
from tasks.models import Assignment, Target
from tasks.targets import positions, readings, wording
from tasks.targets.figures import Value
from tasks.targets.readings import PARTS, ReadingGiven, field
from tasks.validators import clean_text

LONGEST_NOTE = 500
# No form shows more targets than a person fills in; the API takes them all.
MOST_SHOWN = 12
# By target and place (their keys) the newest value.
Values = Mapping[int, Mapping[int, Value]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A target that the duty's agency can answer, with the newest value of its place."""

    target: Target
    last: Value | None

    @property
    def title(self) -> str:
        return str(self.target.title or self.target.text)

    @property
    def goal(self) -> str:
        return wording.goal(positions.aim_of(self.target))

    @property
    def last_words(self) -> str:
        """The newest value with its day: "18% (9 / 50) on 2018-10-31"."""
        if self.last is None:
            return gettext("no value yet")
        said = wording.amount(self.last.value, self.target.unit)
        if self.last.numerator is not None and self.last.denominator is not None:
            digits = wording.digits
            said += f" ({digits(self.last.numerator)} / {digits(self.last.denominator)})"
        return gettext("%(value)s on %(on)s") % {"value": said, "on": self.last.on}


def asked_of(duties: Iterable[Assignment], values: Values | None = None) -> dict[int, list[Asked]]:
    """By duty what can be answered with it; one query for any number of duties without targets, else three.

    Needs agency and measure with task, area and plan. `values`: what `positions.latest` gives for them.
    """
    given = list(duties)
    measures = list({duty.measure_id: duty.measure for duty in given}.values())
    prefetch_related_objects(measures, "targets")
    prefetch_related_objects([measure for measure in measures if measure.targets.all()], "deadlines")
    answered = {
        duty.pk: [target for target in duty.measure.targets.all() if readings.is_answered_by(target, duty)]
        for duty in given
    }
    wanted = {target.pk: target for found in answered.values() for target in found}
    last = positions.latest(wanted.values()) if wanted and values is None else values or {}
    return {
        duty.pk: [
            Asked(target, last.get(target.pk, {}).get(duty.agency.jurisdiction_id))
            for target in answered[duty.pk][:MOST_SHOWN]
        ]
        for duty in given
    }


class AmountField(forms.DecimalField):
    """A number as the column keeps it; nothing is rounded."""

    def __init__(self, **kwargs) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
        super().__init__(max_digits=19, decimal_places=4, required=False, widget=widget, **kwargs)


class RemarkField(forms.CharField):
    """A short remark, cleaned by the rule that the services follow too."""

    def clean(self, value):
        try:
            return clean_text(super().clean(value))
        except Invalid as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


def fields_of(asked: Asked, day_field: forms.Field) -> dict[str, forms.Field]:
    """The inputs of one target by name; all may stay empty, then nothing is said of the target."""
    target = asked.target
    made: dict[str, forms.Field] = {}
    if target.kind == TargetKind.SHARE:
        made[field(target.pk, "numerator")] = AmountField(
            label=target.numerator or _("Number that counts"), min_value=Decimal(0)
        )
        made[field(target.pk, "denominator")] = AmountField(
            label=target.denominator or _("Number of them all"), min_value=Decimal(0)
        )
    else:
        made[field(target.pk, "value")] = AmountField(label=_value_label(target))
    made[field(target.pk, "on")] = day_field
    made[field(target.pk, "note")] = RemarkField(
        label=_("Remark on the value"), required=False, max_length=LONGEST_NOTE
    )
    return made


def _value_label(target: Target) -> str:
    return gettext("Value in %s") % target.unit if target.unit else gettext("Value")


def given_in(asked: Sequence[Asked], cleaned: Mapping[str, Any]) -> list[ReadingGiven]:
    """What was filled in, of the day given, else of today; the service asks a remark alone for its value."""
    found = []
    for one in asked:
        said = {part: cleaned.get(field(one.target.pk, part)) for part in (*PARTS, "on", "note")}
        if any(said[part] is not None for part in PARTS) or said["note"]:
            given = said | {"on": said["on"] or clock.today(), "note": said["note"] or ""}
            found.append(ReadingGiven(one.target.pk, **given))
    return found
