"""Filters that lists are made of, on pages and in the API: each refuses what no database should see."""

import datetime as dt

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_field

# As for every day that the portal takes in: tasks.validators.clean_day.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 100


class DayFilter(django_filters.DateFilter):
    """A day such as 2018-10-31, from 2000 to 2100; on a page, chosen from the browser's calendar."""

    def __init__(self, *args, **kwargs) -> None:
        bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        attrs = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        widget = forms.DateInput(format="%Y-%m-%d", attrs=attrs)
        super().__init__(*args, input_formats=["%Y-%m-%d"], validators=bounds, widget=widget, **kwargs)


@extend_schema_field(int)
class WholeNumberFilter(django_filters.NumberFilter):
    """A whole number that a column can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, min_value=0, max_value=LARGEST_ID, **kwargs)


class Several(django_filters.MultipleChoiceFilter):
    """Any of the values: `state=assigned&state=in_progress`."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, distinct=False, **kwargs)


class SearchFilter(django_filters.CharFilter):
    """Rows in which one of the columns contains the text, whatever the case."""

    def __init__(self, columns: tuple[str, ...], **kwargs) -> None:
        super().__init__(max_length=LONGEST_SEARCH, help_text="Text contained in names or titles.", **kwargs)
        self.columns = columns

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        found = Q()
        for column in self.columns:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found) if value else rows
