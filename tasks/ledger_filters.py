"""What can be asked of a plan's entries: shared by the ledger's page, its exports and its slices."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.filters import DayFilter, WholeNumberFilter
from reformtracker.lib import clock
from reformtracker.lib.bilingual import is_chinese
from tasks.enums import Move
from tasks.models import Assignment, Plan
from tasks.models.ledger import LedgerQuerySet


class EntryFilter(django_filters.FilterSet):
    """Move, bodies, places, persons, tasks, days and numbers; both ends of a span are included."""

    move = django_filters.ChoiceFilter(
        label=pgettext_lazy("column", "Move"), choices=Move.choices, empty_label=_("any")
    )
    task = django_filters.CharFilter(
        label=_("Task number"), field_name="assignment__measure__task__number", max_length=16
    )
    agency = django_filters.CharFilter(
        label=_("Agency code"), field_name="assignment__agency__code", lookup_expr="iexact", max_length=24
    )
    place = django_filters.CharFilter(label=_("Place"), method="in_place", max_length=12)
    unit = django_filters.CharFilter(
        label=_("Reporting unit (code)"), field_name="on_behalf__code", lookup_expr="iexact", max_length=24
    )
    actor = django_filters.CharFilter(
        label=_("User name"), field_name="actor__username", lookup_expr="iexact", max_length=150
    )
    since = DayFilter(label=_("From"), method="from_day")
    until = DayFilter(label=_("To"), method="to_day")
    n_from = WholeNumberFilter(label=_("From entry"), field_name="n", lookup_expr="gte")
    n_to = WholeNumberFilter(label=_("To entry"), field_name="n", lookup_expr="lte")

    def in_place(self, entries: LedgerQuerySet, name: str, value: str) -> LedgerQuerySet:
        """Entries about duties of bodies of the place and of those in it; the code stands in their paths."""
        return entries.filter(assignment__agency__jurisdiction__path__contains=f"{value.strip()}/")

    def from_day(self, entries: LedgerQuerySet, name: str, value) -> LedgerQuerySet:
        return entries.filter(at__gte=clock.start_of(value))

    def to_day(self, entries: LedgerQuerySet, name: str, value) -> LedgerQuerySet:
        return entries.filter(at__lt=clock.end_of(value))


# The span of a chain; everything else picks entries within it.
SPAN = ("n_from", "n_to", "since", "until")


class PageFilter(EntryFilter):
    """The same on the page of one plan's ledger: the places that hold duties under it to choose from."""

    def __init__(self, *args, plan: Plan, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        place = self.form.fields["place"]
        self.form.fields["place"] = forms.ChoiceField(
            label=place.label, required=False, choices=[("", _("any")), *_places(plan)]
        )


def _places(plan: Plan) -> list[tuple[str, str]]:
    """Code and name of the places whose bodies hold duties under the plan, in their official order."""
    duties = Assignment.objects.filter(plan=plan).order_by()
    where = [f"agency__jurisdiction__{name}" for name in ("position", "code", "name_en", "name_zh")]
    found = duties.values_list(*where).distinct()
    return [(code, zh if is_chinese() else en) for _position, code, en, zh in sorted(found)]
