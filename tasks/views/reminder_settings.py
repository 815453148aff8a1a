"""What a person wants to be told, and the secret address of the own calendar feed."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import User
from reformtracker.lib import clock
from tasks.enums import NotificationKind
from tasks.models import CalendarFeed
from tasks.reminders import feeds, wishes
from tasks.reminders.kinds import ICONS
from tasks.reminders.mailing import absolute
from tasks.reminders.wishes import Wish, Wishes

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]


class WishesForm(forms.Form):
    """Two boxes for each kind; without a mail server only the first."""

    def __init__(self, user: User, data=None) -> None:
        super().__init__(data)
        self.user, self.by_mail = user, wishes.mail_is_set_up()
        self.now = Wishes([user.pk])
        for kind in NotificationKind:
            wish = self.now.of(user.pk, kind)
            self._box(f"inbox_{kind.value}", wish.inbox)
            if self.by_mail:
                self._box(f"mail_{kind.value}", wish.mail)

    def _box(self, name: str, ticked: bool) -> None:
        self.fields[name] = forms.BooleanField(required=False, initial=ticked)

    def rows(self) -> Iterator[tuple[NotificationKind, str, forms.BoundField, forms.BoundField | None]]:
        """Each kind with its icon and its boxes."""
        for kind in NotificationKind:
            mail = self[f"mail_{kind.value}"] if self.by_mail else None
            yield kind, ICONS[kind], self[f"inbox_{kind.value}"], mail

    def chosen(self) -> dict[str, Wish]:
        """What was ticked; the choice about mail stays as it was where none is offered."""
        data = self.cleaned_data
        return {
            kind: Wish(
                data[f"inbox_{kind.value}"],
                data.get(f"mail_{kind.value}", self.now.of(self.user.pk, kind).mail),
            )
            for kind in NotificationKind
        }


class FeedForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language of the calendar"), choices=LANGUAGES)


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    if request.method != "POST":
        return _page(request)
    form = WishesForm(user, request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    wishes.wish(user, form.chosen())
    messages.success(request, _("Your choice is kept."))
    return redirect("tasks:inbox_settings")


@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Makes a new address, shown once, or with `revoke` ends the present one."""
    user = _reader(request)
    if "revoke" in request.POST:
        if feeds.revoke(user):
            messages.success(request, _("The address is revoked: it answers no longer."))
        return redirect("tasks:inbox_settings")
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, feed_form=form, status=400)
    _made, secret = feeds.create(user, form.cleaned_data["language"])
    # Answered at once instead of redirected: the secret must lie in no session and no address.
    return _page(request, address=absolute(reverse("tasks:calendar", args=[secret])))


def _reader(request: HttpRequest) -> User:
    if not request.user.sees_business:
        raise PermissionDenied
    return request.user


def _page(
    request: HttpRequest,
    *,
    form: WishesForm | None = None,
    feed_form: FeedForm | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    living: CalendarFeed | None = feeds.living(request.user).first()
    context = {
        "form": form or WishesForm(request.user),
        "feed_form": feed_form or FeedForm(initial={"language": get_language()}),
        "feed": living,
        "feed_language": dict(LANGUAGES).get(living.language, "") if living else "",
        "address": address,
        "clock_is_set": clock.is_set(),
    }
    return render(request, "tasks/reminder_settings.html", context, status=status)
