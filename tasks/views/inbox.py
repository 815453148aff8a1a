"""The inbox: what the portal has told this person, one digest for each kind and run."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies.filters import Several
from reformtracker.lib import clock
from tasks.enums import NotificationKind
from tasks.models import Notification, Reminder
from tasks.reminders import wording
from tasks.reminders.kinds import ICONS

PAGE_SIZE = 25
# Of each digest so many lines stand in the list.
PREVIEW = 2


class InboxFilter(django_filters.FilterSet):
    """Which digests the list shows."""

    kind = Several(
        label=gettext_lazy("Kind"), choices=NotificationKind.choices, widget=forms.CheckboxSelectMultiple
    )
    unread = django_filters.BooleanFilter(
        label=gettext_lazy("Unread only"), method="only_unread", widget=forms.CheckboxInput
    )

    def only_unread(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(read_at=None) if value else rows


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Unread digests first, then the newest."""
    asked = InboxFilter(request.GET, queryset=_own(request))
    first = Prefetch("reminders", wording.with_subjects(Reminder.objects.order_by("pk"))[:PREVIEW], "first")
    rows = asked.qs.annotate(count=Count("reminders")).prefetch_related(first)
    in_order = rows.order_by(F("read_at").desc(nulls_first=True), "-at", "pk")
    page = Paginator(in_order, PAGE_SIZE).get_page(request.GET.get("page"))
    _say(request, page.object_list)
    context = {"filter": asked, "page": page, "unread": _own(request).filter(read_at=None).exists()}
    return render(request, "tasks/inbox.html", context)


@require_safe
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_own(request), pk=pk)
    reminders = list(wording.with_subjects(found.reminders.order_by("pk")))
    lines = wording.lines(reminders, request.user)
    found.icon = ICONS[NotificationKind(found.kind)]
    context = {"digest": found, "lines": lines, "hidden": len(reminders) - len(lines)}
    return render(request, "tasks/digest.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one digest as read; reading it again changes nothing."""
    found = get_object_or_404(_own(request), pk=pk)
    Notification.objects.filter(pk=found.pk, read_at=None).update(read_at=clock.now())
    return redirect("tasks:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = _own(request).filter(read_at=None).update(read_at=clock.now())
    said = ngettext("%(count)s message is marked as read.", "%(count)s messages are marked as read.", count)
    messages.success(request, said % {"count": count} if count else _("Nothing was unread."))
    return redirect("tasks:inbox")


def _own(request: HttpRequest) -> QuerySet[Notification]:
    """Nobody reads the inbox of another; who has no business role has none."""
    if not request.user.sees_business:
        raise PermissionDenied
    return Notification.objects.filter(user=request.user, in_inbox=True)


def _say(request: HttpRequest, digests) -> None:
    """Gives each digest its icon, its first `lines`, and how many `more` there are."""
    shown = [reminder for one in digests for reminder in one.first]
    seen = set(wording.in_sight(shown, request.user))
    for one in digests:
        one.icon = ICONS[NotificationKind(one.kind)]
        one.lines = [wording.line(reminder) for reminder in one.first if reminder in seen]
        one.more = one.count - len(one.first)
