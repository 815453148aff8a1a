"""Filters of the lists of agencies and places."""

from django_filters import rest_framework as filters

from agencies.enums import AgencyKind, Level
from agencies.filters import SearchFilter
from agencies.models import Agency, Jurisdiction


class AgencyFilter(filters.FilterSet):
    jurisdiction = filters.CharFilter(field_name="jurisdiction__code")
    kind = filters.ChoiceFilter(choices=AgencyKind.choices)
    q = SearchFilter(("code", "name_en", "name_zh", "short_en", "short_zh"))

    class Meta:
        model = Agency
        fields: list[str] = []


class JurisdictionFilter(filters.FilterSet):
    level = filters.ChoiceFilter(choices=Level.choices)
    parent = filters.CharFilter(field_name="parent__code")
    q = SearchFilter(("code", "name_en", "name_zh"))

    class Meta:
        model = Jurisdiction
        fields: list[str] = []
