"""Every move on a duty: one view over the table of forms. What was typed comes back with every refusal."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Refused, VersionRequired
from tasks import permissions, queries, workflow
from tasks.enums import Move
from tasks.forms import FORMS, MoveForm
from tasks.models import Assignment, Entry
from tasks.services import SERVICES
from tasks.views import desk
from tasks.views.rows import Offer

PLACES = ("task", "desk")
MEANWHILE = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The move that somebody wants to make, already known to be theirs."""

    duty: Assignment
    move: Move
    place: str

    def form(self, request: HttpRequest) -> MoveForm:
        data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        return FORMS[self.move](self.duty, self.move, by=request.user, data=data[0], files=data[1])


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """GET gives the form (a page, or for htmx the form alone), POST makes the move."""
    asked = _asked(request, pk, move)
    form = asked.form(request)
    if request.method != "POST":
        return _form_page(request, Offer(asked.duty, asked.move, asked.place, form))
    try:
        entry = _make(request, asked, form)
    except Refused as refused:
        return _again(request, asked, form, refused)
    return _done(request, asked, entry)


def _asked(request: HttpRequest, pk: int, move: str) -> Asked:
    """404 for what the user does not see, 403 for what is another's to do, 409 for a form without a use."""
    if move not in FORMS:
        raise Http404
    duty = get_object_or_404(
        queries.positions(request.user).for_list().select_related("agency__jurisdiction"), pk=pk
    )
    kind = Move(move)
    measure = list(Assignment.objects.bound_with(duty).select_related("agency__jurisdiction"))
    if not permissions.may(request.user, kind, duty, measure):
        raise NotAllowed(_("“%(move)s” is not yours to make on this duty.") % {"move": kind.label})
    said = request.POST if request.method == "POST" else request.GET
    place = said.get("place", "")
    if request.method != "POST":
        _refuse_without_use(kind, duty)
    return Asked(duty, kind, place if place in PLACES else PLACES[0])


def _refuse_without_use(move: Move, duty: Assignment) -> None:
    refusal = workflow.refusal(move, duty, role=duty.role, owes=duty.owes, today=clock.today())
    if refusal:
        raise Impossible(refusal.text, code=refusal.code)


def _make(request: HttpRequest, asked: Asked, form: MoveForm) -> Entry:
    complete = form.is_valid()  # first of all: it takes the files in, which a refusal must not lose
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise VersionRequired(
            _("The form did not say which version of the duty it is about. Please send it again.")
        )
    if not complete:
        raise Invalid(_("Please check what you entered."))
    return SERVICES[asked.move](asked.duty, by=request.user, version=int(version), **form.said())


def _done(request: HttpRequest, asked: Asked, entry: Entry) -> HttpResponse:
    sentence = _("“%(move)s” is on record as entry no. %(n)s.") % {"move": asked.move.label, "n": entry.n}
    if request.htmx and asked.place == "desk":
        return desk.row_after(request, asked.duty.pk, saved=sentence)
    messages.success(request, sentence)
    if asked.place == "desk":
        return redirect("tasks:desk")
    return redirect(asked.duty)


def _again(request: HttpRequest, asked: Asked, form: MoveForm, refused: Refused) -> HttpResponse:
    """The form once more: typed text, what changed meanwhile, and the version that a second press needs."""
    form.refuse(refused)
    duty = get_object_or_404(
        queries.positions(request.user).for_list().select_related("agency__jurisdiction"), pk=asked.duty.pk
    )
    offer = Offer(duty, asked.move, asked.place, form, open=True, meanwhile=_meanwhile(request, duty))
    if request.htmx and asked.place == "desk":
        return desk.row_again(request, offer)
    return _form_page(request, offer, status=refused.status)


def _meanwhile(request: HttpRequest, duty: Assignment) -> list[Entry]:
    """The entries that the writer had not seen, newest first."""
    seen = request.POST.get("version", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10) or int(seen) >= duty.version:
        return []
    newer = Entry.objects.visible_to(request.user).filter(assignment=duty, version__gt=int(seen))
    return list(newer.select_related("actor", "on_behalf").order_by("-n")[:MEANWHILE])


def _form_page(request: HttpRequest, offer: Offer, status: int = 200) -> HttpResponse:
    if request.htmx and request.method == "GET":
        return render(request, "tasks/_move_form.html", {"offer": offer})
    queries.explain([offer.duty], clock.today())
    said = Entry.objects.visible_to(request.user).filter(assignment=offer.duty).exclude(note="", reason="")
    context = {
        "offer": offer,
        "duty": offer.duty,
        "task": offer.duty.measure.task,
        "last": said.order_by("-n").first(),
    }
    return render(request, "tasks/move.html", context, status=status)
