"""The access events to read, and how long they are kept. Nothing on these pages changes an event."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agencies import retention
from agencies.enums import UserRole
from agencies.event_list import PageFilter, reads_all
from agencies.event_words import details_in_words
from agencies.models import Retention
from agencies.models.events import FEWEST_DAYS
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid

PER_PAGE = 50
LONGEST_NUMBER = 18  # digits; what is longer is no event's number
LONGEST_REASON = 500


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Newest first. A page begins below event `before`, so that it stays what it was while others come."""
    asked = PageFilter(request.GET, user=request.user)
    rows = asked.qs.select_related("actor")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= LONGEST_NUMBER:
        rows = rows.filter(n__lt=int(before))
    found = list(rows[: PER_PAGE + 1])
    for event in found:
        event.words = details_in_words(event.details)
    context = {
        "filter": asked,
        "events": found[:PER_PAGE],
        "older": found[PER_PAGE - 1].n if len(found) > PER_PAGE else None,
        "is_later_page": bool(before),
        "reads_all": reads_all(request.user),
        "clock_is_set": clock.is_set(),
    }
    return render(request, "agencies/events.html", context)


class RetentionForm(forms.Form):
    """Another rule and why; the service judges the days, because an attempt below the law is an event too."""

    days = forms.IntegerField(
        label=gettext_lazy("Days kept"),
        widget=forms.NumberInput(attrs={"min": FEWEST_DAYS, "max": retention.MOST_DAYS}),
        help_text=gettext_lazy("Whole days by the real clock; at least six months (183 days)."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def retention_rule(request: HttpRequest) -> HttpResponse:
    """The rule and the rules before it, for those who read all events; the audit administrator changes it."""
    if not reads_all(request.user):
        raise PermissionDenied
    form = RetentionForm(request.POST or None, initial={"days": retention.days_kept()})
    if request.method == "POST":
        if UserRole.AUDIT_ADMIN not in request.user.roles:
            raise PermissionDenied
        if form.is_valid() and _set(request, form):
            messages.success(request, _("The rule is set; the removal of the coming night follows it."))
            return redirect("agencies:retention")
    return _rule_page(request, form, status=400 if form.errors else 200)


def _set(request: HttpRequest, form: RetentionForm) -> bool:
    try:
        retention.set_days(form.cleaned_data["days"], by=request.user, reason=form.cleaned_data["reason"])
    except Invalid as refused:
        for name, sentence in refused.fields.items():
            form.add_error(name, str(sentence))
        return False
    return True


def _rule_page(request: HttpRequest, form: RetentionForm, *, status: int) -> HttpResponse:
    count, oldest = retention.kept()
    context = {
        "form": form if UserRole.AUDIT_ADMIN in request.user.roles else None,
        "days": retention.days_kept(),
        "fewest": FEWEST_DAYS,
        "count": count,
        "oldest": oldest,
        "rules": Retention.objects.select_related("by").order_by("-pk"),
        "clock_is_set": clock.is_set(),
    }
    return render(request, "agencies/retention.html", context, status=status)
