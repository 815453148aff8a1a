"""Filters that lists of the API are made of: each refuses what no database should see."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from agencies.enums import AgencyKind, Level
from agencies.models import Agency, Jurisdiction

# As for every day that the portal takes in: tasks.validators.clean_day.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 100


class DayFilter(filters.DateFilter):
    """A day such as 2018-10-31, from 2000 to 2100."""

    def __init__(self, *args, **kwargs) -> None:
        bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(*args, input_formats=["%Y-%m-%d"], validators=bounds, **kwargs)


class WholeNumberFilter(filters.NumberFilter):
    """A whole number that a column can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, min_value=0, max_value=LARGEST_ID, **kwargs)


class SearchFilter(filters.CharFilter):
    """Rows in which one of the columns contains the text, whatever the case."""

    def __init__(self, columns: tuple[str, ...], **kwargs) -> None:
        super().__init__(max_length=LONGEST_SEARCH, help_text="Text contained in names or titles.", **kwargs)
        self.columns = columns

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        found = Q()
        for column in self.columns:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found) if value else rows


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
