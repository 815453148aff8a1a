"""Pages of schedules: all of them, a new one, one to change, pause and resume."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.events import source_of
from agencies.models import User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from reports.models import Schedule
from reports.schedules import changing, listing
from reports.schedules.forms import NewScheduleForm, ScheduleForm


@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    reader = _reader(request)
    found = list(listing.schedules())
    nexts = listing.next_reports(found, clock.today())
    for schedule in found:
        schedule.next = nexts.get(schedule.pk)
    context = {"schedules": found, "may_change": reader.is_secretariat}
    return render(request, "reports/schedules/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewScheduleForm(request.POST or None, user=_secretariat(request))
    return _form_page(request, form, None, _("The schedule is set up."))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _secretariat(request)
    schedule = get_object_or_404(Schedule.objects.select_related("plan"), pk=pk)
    form = ScheduleForm(request.POST or None, user=user, schedule=schedule)
    return _form_page(request, form, schedule, _("The schedule is changed."))


@require_POST
def switch(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Pauses, resumes or removes it."""
    user = _secretariat(request)
    schedule = get_object_or_404(Schedule, pk=pk)
    said = {
        "pause": _("The schedule is paused."),
        "resume": _("The schedule runs again."),
        "remove": _("The schedule is removed."),
    }
    doors = {"pause": changing.pause, "resume": changing.resume, "remove": changing.remove}
    if act not in doors:
        raise Http404
    doors[act](schedule, by=user, source=source_of(request))
    messages.success(request, said[act])
    return redirect("reports:schedules")


def _form_page(
    request: HttpRequest, form: ScheduleForm, schedule: Schedule | None, done: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                form.carry_out(source=source_of(request))
                messages.success(request, done)
                return redirect("reports:schedules")
        except Refused as refusal:
            form.refuse(refusal)
        status = 400
    context = {"form": form, "schedule": schedule}
    return render(request, "reports/schedules/edit.html", context, status=status)


def _reader(request: HttpRequest) -> User:
    """Who sees everything; the others learn of schedules by what they receive."""
    user = request.user
    if not (isinstance(user, User) and user.sees_business and sees_everything(user)):
        raise PermissionDenied
    return user


def _secretariat(request: HttpRequest) -> User:
    user = request.user
    if not (isinstance(user, User) and user.is_secretariat):
        raise PermissionDenied
    return user
