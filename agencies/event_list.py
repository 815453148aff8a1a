"""The access events as a page, a file and the API ask for them: who may see which, what can be asked."""

import datetime as dt

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import EventKind, Outcome, UserRole
from agencies.filters import LONGEST_SEARCH, DayFilter
from agencies.models import AccessEvent, User
from reformtracker.lib import clock

# What the security administrator works with; what was taken out, and where, is not theirs to know.
SECURITY_KINDS = frozenset({
    EventKind.SIGN_IN, EventKind.SIGN_OUT, EventKind.REFUSED, EventKind.ACCOUNT, EventKind.ROLE_GRANTED,
    EventKind.ROLE_REVOKED,
})  # fmt: skip
READERS = frozenset({UserRole.AUDIT_ADMIN, UserRole.AUDITOR})


def reads_all(user: User) -> bool:
    return bool(user.roles & READERS)


def reads_some(user: User) -> bool:
    return reads_all(user) or UserRole.SECURITY_ADMIN in user.roles


def visible_to(user: User) -> QuerySet[AccessEvent]:
    """The events that the user may see; raises PermissionDenied for everybody to whom none are open."""
    if reads_all(user):
        return AccessEvent.objects.all()
    if reads_some(user):
        return AccessEvent.objects.filter(kind__in=SECURITY_KINDS)
    raise PermissionDenied


class SinceFilter(DayFilter):
    """From that Shanghai day on. As a moment, so that the index by time serves."""

    def filter(self, rows: QuerySet, value: dt.date | None) -> QuerySet:
        return rows.filter(at__gte=clock.end_of(value - dt.timedelta(days=1))) if value else rows


class UntilFilter(DayFilter):
    """Up to the end of that Shanghai day."""

    def filter(self, rows: QuerySet, value: dt.date | None) -> QuerySet:
        return rows.filter(at__lt=clock.end_of(value)) if value else rows


class WhoFilter(django_filters.CharFilter):
    """Part of the name of the account or its office; of a sign-in that failed, of the name typed."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=LONGEST_SEARCH, help_text=_("Part of an account's name."), **kwargs)

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        typed = Q(kind=EventKind.SIGN_IN, actor=None, subject__icontains=value)
        return rows.filter(Q(actor_label__icontains=value) | typed) if value else rows


class EventFilter(django_filters.FilterSet):
    """What can be asked of access events; both days included."""

    kind = django_filters.ChoiceFilter(label=_("Event"), choices=EventKind.choices, empty_label=_("any"))
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, empty_label=_("any"))
    who = WhoFilter(label=_("Who"))
    source = django_filters.CharFilter(
        label=_("Address"), lookup_expr="startswith", max_length=64,
        help_text=_("The network address it came from, or how that begins."),
    )  # fmt: skip
    since = SinceFilter(label=_("From"))
    until = UntilFilter(label=_("To"))

    class Meta:
        model = AccessEvent
        fields: list[str] = []


class PageFilter(EventFilter):
    """The same on a page, which offers only the kinds that the reader may see."""

    def __init__(self, data, *, user: User) -> None:
        super().__init__(data, queryset=visible_to(user).order_by("-n"))
        if not reads_all(user):
            offered = [(kind.value, kind.label) for kind in EventKind if kind in SECURITY_KINDS]
            self.form.fields["kind"].choices = [("", _("any")), *offered]
