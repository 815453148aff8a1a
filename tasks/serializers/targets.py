"""Targets, their figures, and readings: what the API shows of them, and what a report or a claim may say."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from reformtracker.lib import clock
from tasks.enums import TargetState
from tasks.models import Reading, Target
from tasks.serializers.plans import PlainTargetSerializer
from tasks.targets.positions import aim_of
from tasks.targets.readings import LARGEST_ID, ReadingGiven


class Amount(serializers.DecimalField):
    """A number of up to fifteen digits, four of them behind the point; shown without trailing zeros."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(20, 4, normalize_output=True, **kwargs)


class TargetSerializer(PlainTargetSerializer):
    plan = serializers.CharField(source="measure.task.area.plan.slug", read_only=True)
    task_number = serializers.CharField(source="measure.task.number", read_only=True)
    baseline = Amount(read_only=True, allow_null=True)
    due = serializers.SerializerMethodField(
        help_text="`due_on`, else the measure's latest date, else the period's end."
    )

    class Meta(PlainTargetSerializer.Meta):
        fields = [
            *PlainTargetSerializer.Meta.fields,
            "measure",
            "plan",
            "task_number",
            "title_en",
            "title_zh",
            "kind",
            "direction",
            "baseline",
            "baseline_on",
            "due_on",
            "due",
            "cumulative",
            "per_place",
            "numerator_en",
            "numerator_zh",
            "denominator_en",
            "denominator_zh",
        ]

    def get_due(self, target: Target) -> dt.date | None:
        return aim_of(target).due_on


class ReadingSerializer(serializers.ModelSerializer):
    """A reading. What was said with it, when and by which entry is null for places out of sight."""

    place = serializers.CharField(source="jurisdiction.code", read_only=True)
    value = Amount(read_only=True)
    numerator = Amount(read_only=True, allow_null=True)
    denominator = Amount(read_only=True, allow_null=True)
    named = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Places that the source names."
    )
    note = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField(
        help_text="Document, day and passage of a value that nobody reported."
    )
    quote = serializers.SerializerMethodField()
    entry = serializers.SerializerMethodField(help_text="The entry of the ledger that reports it.")
    at = serializers.SerializerMethodField()

    class Meta:
        model = Reading
        fields = [
            "id", "place", "on", "value", "numerator", "denominator", "out_of", "named", "note", "source",
            "quote", "entry", "at",
        ]  # fmt: skip

    def get_note(self, reading: Reading) -> str | None:
        return _seen(reading, reading.note)

    def get_source(self, reading: Reading) -> str | None:
        return _seen(reading, reading.source)

    def get_quote(self, reading: Reading) -> str | None:
        return _seen(reading, reading.quote)

    def get_entry(self, reading: Reading) -> int | None:
        return _seen(reading, reading.entry_id)

    def get_at(self, reading: Reading) -> dt.datetime | None:
        return _seen(reading, reading.at)


def _seen(reading: Reading, detail: Any) -> Any:
    """The detail where the view has found the reading in the reader's sight."""
    return detail if getattr(reading, "in_sight", False) else None


class PlaceFigureSerializer(serializers.Serializer):
    place = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    value = Amount(allow_null=True, help_text="As reported; null: no reading.")
    figure = Amount(allow_null=True, help_text="Held against the target: of an increase the rise.")
    state = serializers.ChoiceField(TargetState.choices)
    reason = serializers.CharField(help_text="In the reader's language.")
    stale = serializers.BooleanField()


class TargetFiguresSerializer(serializers.Serializer):
    """One target over its places. A share is the sum of numerators over the sum of denominators."""

    target = serializers.IntegerField()
    as_of = serializers.DateField()
    state = serializers.ChoiceField(TargetState.choices)
    reason = serializers.CharField(help_text="In the reader's language.")
    figure = Amount(allow_null=True, help_text="Null for levels, which are not added up.")
    numerator = Amount(allow_null=True)
    denominator = Amount(allow_null=True)
    low = Amount(allow_null=True)
    middle = Amount(allow_null=True)
    high = Amount(allow_null=True)
    asked = serializers.IntegerField(help_text="Places whose value is waited for.")
    given = serializers.IntegerField(help_text="Places with a value.")
    meeting = serializers.IntegerField(help_text="Places that meet the target.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of places without a value."
    )
    stale = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of places with an old value."
    )
    for_whole = serializers.BooleanField(help_text="Whether the figure was given for the whole.")
    places = PlaceFigureSerializer(many=True)


class ReadingInput(serializers.Serializer):
    """A value of a target of the duty's measure; of a share its two numbers."""

    target = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    on = serializers.DateField(required=False, help_text="The day of the value; without it, today.")
    value = Amount(required=False, allow_null=True)
    numerator = Amount(required=False, allow_null=True)
    denominator = Amount(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, _("A reading has no such part.")))
        return super().to_internal_value(data)


def given(data: Mapping[str, Any]) -> ReadingGiven:
    """What the service takes, from what ReadingInput let through."""
    parts: dict[str, Decimal | None] = {
        part: data.get(part) for part in ("value", "numerator", "denominator")
    }  # fmt: skip
    return ReadingGiven(data["target"], data.get("on") or clock.today(), **parts, note=data.get("note", ""))
