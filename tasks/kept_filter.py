"""The filter of the task list kept as a query: cleaned, said in words, and asked again on any day.

Raises reformtracker.lib.errors.Invalid, which names the parameters that make no sense.
"""

import datetime as dt

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib.bilingual import listed
from reformtracker.lib.errors import Invalid
from reformtracker.lib.filtering import asked as in_words
from tasks.filters import ALL_PLANS, FORM_ORDER, ORDERINGS, ListFilter
from tasks.models import Assignment, Plan, ReformArea
from tasks.models.assignment import AssignmentQuerySet
from tasks.models.saved import LONGEST_QUERY
from tasks.rounds.filters import of_round

# A view is looked at on any day and from its first page on: neither belongs to it.
NAMES = tuple(name for name in FORM_ORDER if name != "as_of")
ORDERING = "ordering"


class KeptFilter(ListFilter):
    """The filter of the task list from a kept query, whoever asks (`user` None: the portal) on whichever day.

    The rows come with position and standing, as for the list. Choices are not offered: they are made.
    """

    def __init__(
        self,
        query: str,
        *,
        queryset: AssignmentQuerySet | None = None,
        user: User | None = None,
        as_of: dt.date | None = None,
    ) -> None:
        self.user, self.day = user, as_of
        rows = Assignment.objects.none() if queryset is None else queryset
        super(ListFilter, self).__init__(QueryDict(query), queryset=rows)

    def of_round(self, rows: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        return of_round(rows, value, user=self.user, as_of=self.day)


def cleaned(query: str, by: User | None) -> str:
    """The query as it is kept; Invalid when a part of it makes no sense to who asks (None: the portal)."""
    text = spelled(query)
    if len(text) > LONGEST_QUERY:
        raise _refused(_("The filter is too long to be kept."))
    _check(QueryDict(text), Plan.objects.all() if by is None else Plan.objects.visible_to(by))
    return text


def spelled(query: str) -> str:
    """The query with what the list knows, in the order of its form, without empty values, day and page."""
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in (*NAMES, ORDERING):
        values = [value for value in given.getlist(name) if value]
        if values:
            kept.setlist(name, list(dict.fromkeys(values)) if name == "standing" else values[-1:])
    return kept.urlencode()


def narrowed(rows: AssignmentQuerySet, query: str, *, user: User | None, day: dt.date) -> AssignmentQuerySet:
    """The rows, which have their position at the end of the day, that fit the query."""
    return KeptFilter(query, queryset=rows.with_standing(day), user=user, as_of=day).qs


def words(query: str, plan: Plan | None = None) -> list[str]:
    """What the query asks, value by value, in the active language; areas by title where the plan is known."""
    asked = QueryDict(query)
    form = KeptFilter(query).form
    _name(form, "agency", Agency.objects.filter(code=asked.get("agency", "")), "code")
    _name(form, "place", Jurisdiction.objects.filter(code=asked.get("place", "")), "code")
    if plan is not None and asked.get("area", ""):
        _name(form, "area", ReformArea.objects.filter(plan=plan, position=asked["area"]), "position")
    return [str(one) for one in in_words(form, asked)]


def _name(form: forms.Form, name: str, rows, key: str) -> None:
    """Lets the field say its value by the name of the row."""
    choices = [(str(getattr(row, key)), str(row)) for row in rows]
    form.fields[name] = forms.ChoiceField(label=form.fields[name].label, choices=choices, required=False)


def _check(query: QueryDict, plans: QuerySet[Plan]) -> None:
    form = KeptFilter(query.urlencode()).form
    wrong = [str(form.fields[name].label) for name in form.errors]
    for name, known in (("agency", Agency), ("place", Jurisdiction)):
        if (code := query.get(name)) and not known.objects.filter(code=code).exists():
            wrong.append(str(form.fields[name].label))
    plan = query.get("plan", ALL_PLANS)
    if plan != ALL_PLANS and not plans.filter(slug=plan).exists():
        wrong.append(str(form.fields["plan"].label))
    if query.get(ORDERING, "number").removeprefix("-") not in ORDERINGS:
        wrong.append(_("Order"))
    if wrong:
        raise _refused(_("This makes no sense in a filter: %s.") % listed(wrong))


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"query": sentence})
