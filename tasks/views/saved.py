"""The views that a person keeps of the task list: kept from the list, renamed and deleted here."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.errors import Refused
from tasks import kept_filter, saved
from tasks.models import SavedFilter


class KeepForm(forms.Form):
    """The name of a new view; the query comes along from the list."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=saved.LONGEST_NAME)
    query = forms.CharField(required=False, widget=forms.HiddenInput)


class NameForm(forms.Form):
    """Another name for a view."""

    name = forms.CharField(label=gettext_lazy("New name"), max_length=saved.LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Line:
    """A view with what it asks in words, where it leads, and the form to rename it."""

    view: SavedFilter
    words: str
    url: str
    form: NameForm


@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """One's own views."""
    return _page(request)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the list as the reader saw it and leads back to it."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        view = saved.keep(form.cleaned_data["name"], form.cleaned_data["query"], by=_reader(request))
    except Refused as refusal:
        _say(form, refusal)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("The view “%s” is kept.") % view.name)
    return redirect(address(view))


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    form = NameForm(request.POST, prefix=f"view-{pk}")
    if not form.is_valid():
        return _page(request, renaming=(pk, form), status=400)
    try:
        saved.rename(view, form.cleaned_data["name"], by=_reader(request))
    except Refused as refusal:
        _say(form, refusal)
        return _page(request, renaming=(pk, form), status=refusal.status)
    messages.success(request, _("The view has its new name."))
    return redirect("tasks:views")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    saved.forget(view, by=_reader(request))
    messages.success(request, _("The view “%s” is deleted.") % view.name)
    return redirect("tasks:views")


def address(view: SavedFilter) -> str:
    """The task list as the view shows it."""
    return f"{reverse('tasks:list')}?{view.query}"


def offered(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Name and address of one's own views for the task list, and whether the list is just that; one query."""
    here = kept_filter.spelled(request.GET.urlencode())
    return [(view.name, address(view), view.query == here) for view in saved.views_of(_reader(request))]


def _reader(request: HttpRequest) -> User:
    """Who works with plans; the administrators keep no views of them."""
    user = request.user
    if not (isinstance(user, User) and user.sees_business):
        raise PermissionDenied
    return user


def _own(request: HttpRequest, pk: int) -> SavedFilter:
    return get_object_or_404(saved.views_of(_reader(request)), pk=pk)


def _say(form: forms.Form, refusal: Refused) -> None:
    for name, sentence in (refusal.fields or {"": refusal.message}).items():
        form.add_error(name if name == "name" else None, str(sentence))


def _page(
    request: HttpRequest,
    form: KeepForm | None = None,
    *,
    renaming: tuple[int, NameForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    faulty = dict([renaming]) if renaming else {}
    lines = [_line(view, faulty.get(view.pk)) for view in saved.views_of(_reader(request))]
    context = {"lines": lines, "form": form, "most": saved.MOST}
    return render(request, "tasks/views.html", context, status=status)


def _line(view: SavedFilter, form: NameForm | None) -> Line:
    shown = form or NameForm(initial={"name": view.name}, prefix=f"view-{view.pk}")
    words = clauses(kept_filter.words(view.query)) or _("every duty that owes reports")
    return Line(view, words, address(view), shown)
