"""Asking after a duty by hand: the log for everybody in sight, the form for the secretariat."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, labelled
from reformtracker.lib.errors import NotAllowed, Refused
from tasks import queries
from tasks.forms import TextField
from tasks.models import Assignment, Chase
from tasks.reminders import chasing


class ChaseForm(forms.Form):
    note = TextField(
        label=gettext_lazy("What you ask for"), help_text=gettext_lazy("The agency reads this at once.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def chase(request: HttpRequest, pk: int) -> HttpResponse:
    rows = queries.positions(request.user).for_rows().select_related("agency__jurisdiction")
    duty = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, duty, ChaseForm())
    if not request.user.is_secretariat:
        raise NotAllowed(_("Only the secretariat asks after duties."))
    form = ChaseForm(request.POST)
    if not form.is_valid():
        return _page(request, duty, form, status=400)
    try:
        made = chasing.chase(duty, by=request.user, note=form.cleaned_data["note"])
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return _page(request, duty, form, status=refused.status)
    _say(request, duty, made)
    return redirect(duty.get_absolute_url())


def _say(request: HttpRequest, duty: Assignment, made: Chase) -> None:
    if not made.told:
        messages.warning(request, _("It is on record, but nobody reads for %s yet.") % duty.agency.short)
        return
    said = ngettext("%(count)s person was told.", "%(count)s people were told.", made.told)
    messages.success(request, said % {"count": made.told})


def _page(request: HttpRequest, duty: Assignment, form: ChaseForm, status: int = 200) -> HttpResponse:
    queries.explain([duty], clock.today())
    asked = list(duty.chases.select_related("by"))
    refusal = chasing.refusal(duty)
    if not form.is_bound:
        refusal = refusal or chasing.too_soon(asked[0] if asked else None)
    context = {
        "duty": duty,
        "task": duty.measure.task,
        "chases": asked,
        "refusal": refusal,
        "form": form if request.user.is_secretariat else None,
    }
    return render(request, "tasks/chase.html", context, status=status)


def with_chases(rows, as_of: dt.date | None = None):
    """Adds to duties how often they were asked after, when last and with what words (chased_…)."""
    of_duty = Chase.objects.filter(assignment=OuterRef("pk"))
    if as_of is not None:
        of_duty = of_duty.filter(at__lt=clock.end_of(as_of))
    counted = of_duty.order_by().values("assignment").annotate(count=Count("pk")).values("count")
    newest = of_duty.order_by("-pk")
    return rows.annotate(
        chased_count=Subquery(counted, output_field=IntegerField()),
        chased_at=Subquery(newest.values("at")[:1]),
        chased_note=Subquery(newest.values("note")[:1]),
    )


def chased(duty: Assignment) -> str:
    """The last question of the office about a duty that `with_chases` gave, in words; empty without any."""
    if not duty.chased_count:
        return ""
    times = ngettext("asked after %(count)s time", "asked after %(count)s times", duty.chased_count)
    last = _("last on %s") % clock.day_of(duty.chased_at)
    said = clauses([times % {"count": duty.chased_count}, last])
    return labelled(said, duty.chased_note)
