"""Handing measures to places through the API: what is asked (input) and what was made (output)."""

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from agencies.models import Jurisdiction
from reformtracker.lib.errors import Invalid
from tasks.models import Measure, Plan
from tasks.serializers.moves import LARGEST_ID, DayField, PlainInput, TextField

MOST_MEASURES, MOST_PLACES = 1_000, 4_000
K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=Model)


class HandOutInput(PlainInput):
    """Measures of the plan and places below its own; without `due_on` each measure keeps its own day."""

    measures = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), max_length=MOST_MEASURES,
        help_text="`id` of each measure.",
    )  # fmt: skip
    places = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=MOST_PLACES,
        help_text="`code` of each jurisdiction: 350000.",
    )  # fmt: skip
    due_on = DayField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True)

    def asked(self, plan: Plan) -> tuple[list[Measure], list[Jurisdiction], dt.date | None, str]:
        """What the service gets. Raises Invalid for a measure or a place that nobody knows."""
        said = self.said()
        measures = {row.pk: row for row in Measure.objects.filter(task__area__plan=plan)}
        places = {row.code: row for row in Jurisdiction.objects.filter(code__in=said["places"])}
        return (
            _found("measures", said["measures"], measures),
            _found("places", said["places"], places),
            said.get("due_on"),
            said.get("note", ""),
        )


def _found(name: str, wanted: Sequence[K], known: dict[K, M]) -> list[M]:
    unknown = [str(one) for one in wanted if one not in known]
    if unknown:
        sentence = _("Not known here: %s.") % ", ".join(unknown[:10])
        raise Invalid(sentence, fields={name: sentence})
    return [known[one] for one in wanted]


class HandedOutSerializer(serializers.Serializer):
    """What one action gave."""

    made = serializers.IntegerField(help_text="New duties.")
    held = serializers.IntegerField(help_text="Pairs of measure and place that had their duty already.")
    assignments = serializers.ListField(child=serializers.IntegerField(), help_text="`id` of each new duty.")
