"""Slips: all in sight, and for the secretariat those that the ladder proposes."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from reformtracker.lib import clock
from reformtracker.lib.bilingual import labelled
from reformtracker.lib.errors import Invalid
from tasks import queries
from tasks.enums import SlipColour
from tasks.forms import DayField, TextField
from tasks.models import Assignment, Plan
from tasks.slips import listing, proposals
from tasks.slips.ladder import LADDER, reply_day
from tasks.slips.proposals import Issued, Proposal

PAGE_SIZE = 50


class ProposalFilter(forms.Form):
    """Which proposals are shown."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"), required=False)
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour of the slip"), required=False,
        choices=[("", gettext_lazy("any")), *SlipColour.choices],
    )  # fmt: skip

    def __init__(self, data, *, plans: list[Plan]) -> None:
        super().__init__(data)
        self.plans = plans
        self.fields["plan"].choices = [("", _("any")), *((plan.slug, str(plan)) for plan in plans)]

    def asked_plan(self) -> Plan | None:
        return next((plan for plan in self.plans if plan.slug == self.cleaned_data.get("plan")), None)


class IssueForm(forms.Form):
    """What all chosen slips say."""

    reply_by = DayField(label=gettext_lazy("Reply by"))
    note = TextField(label=gettext_lazy("What the agency is asked for"), required=False, rows=2)

    def clean_reply_by(self):
        if self.cleaned_data["reply_by"] < clock.today():
            raise forms.ValidationError(_("The reply-by date lies in the past."))
        return self.cleaned_data["reply_by"]


@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    if not request.user.sees_business:
        raise PermissionDenied
    asked, rows, as_of = listing.asked_slips(request)
    page = Paginator(listing.with_duties(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    for slip in page.object_list:
        slip.replied_on = listing.replied_on(slip)
        slip.reply_words = listing.reply_words(slip)
    waiting = None
    if request.user.is_secretariat and not as_of:
        waiting = len(proposals.proposals(request.user, clock.today()))
    context = {"filter": asked, "page": page, "as_of": as_of, "proposed": waiting}
    return render(request, "tasks/slips.html", context)


@require_safe
def slip_proposals(request: HttpRequest) -> HttpResponse:
    _only_secretariat(request)
    return _proposals_page(request, IssueForm(initial={"reply_by": reply_day(clock.today())}))


@require_POST
def issue_slips(request: HttpRequest) -> HttpResponse:
    """Issues what was ticked, or with a row's own button that one alone; says of each what became of it."""
    _only_secretariat(request)
    form = IssueForm(request.POST)
    texts = request.POST.getlist("only") or request.POST.getlist("chosen")
    if not texts:
        form.add_error(None, _("Choose at least one slip."))
    if not form.is_valid():
        return _proposals_page(request, form, chosen=texts, status=400)
    try:
        chosen = [Proposal.parse(text) for text in dict.fromkeys(texts[:PAGE_SIZE])]
    except Invalid as refused:
        form.add_error(None, str(refused.message))
        return _proposals_page(request, form, status=400)
    data = form.cleaned_data
    made, _unseen = proposals.issue(chosen, by=request.user, reply_by=data["reply_by"], note=data["note"])
    return _proposals_page(request, IssueForm(initial=data), results=made)


def _only_secretariat(request: HttpRequest) -> None:
    if not request.user.is_secretariat:
        raise PermissionDenied


def _proposals_page(
    request: HttpRequest,
    form: IssueForm,
    *,
    results: list[Issued] | None = None,
    chosen: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    plans = list(Plan.objects.visible_to(request.user).issued().newest_first())
    asked = ProposalFilter(request.GET, plans=plans)
    asked.is_valid()
    found = proposals.proposals(request.user, clock.today(), plan=asked.asked_plan())
    colour = asked.cleaned_data.get("colour")
    page = Paginator([one for one in found if colour in ("", None, one.colour)], PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "filter_form": asked,
        "form": form,
        "page": page,
        "rows": _rows(request, list(page.object_list), chosen or []),
        "results": results,
        "ladder": _ladder(),
    }
    return render(request, "tasks/slip_proposals.html", context, status=status)


def _ladder() -> list[str]:
    """From when each colour is proposed, in words."""
    found = []
    for colour, days in LADDER:
        since = ngettext(
            "from %(count)s working day after the due date",
            "from %(count)s working days after the due date",
            days,
        )
        found.append(labelled(colour.label, since % {"count": days}))
    return found


def _rows(
    request: HttpRequest, shown: list[Proposal], chosen: list[str]
) -> list[tuple[Assignment, Proposal, bool]]:
    """The duties of the proposals shown, explained, and whether each was ticked before."""
    duties = queries.positions(request.user).for_rows().filter(pk__in=[one.duty for one in shown])
    by_pk = {duty.pk: duty for duty in queries.explain(duties, clock.today())}
    return [(by_pk[one.duty], one, str(one) in chosen) for one in shown if one.duty in by_pk]
