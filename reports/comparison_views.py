"""Two plans side by side: the page on which one chooses them and reads the outcome, and its export."""

from dataclasses import dataclass

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from reports.comparison import DIFFERENCES, LABELS, Shown, shown
from reports.comparison_export import comparison_document
from reports.exporting import RENDERERS, sent
from tasks.models import Plan

CHANGES = [("", _("All tasks")), (DIFFERENCES, _("Differences only")), *LABELS.items()]


class CompareForm(forms.Form):
    """Which two plans, and which changes to show."""

    left = forms.ChoiceField(label=_("Left plan"))
    right = forms.ChoiceField(label=_("Right plan"))
    change = forms.ChoiceField(label=_("Show"), choices=CHANGES, required=False)

    def __init__(self, plans: list[Plan], **kwargs) -> None:
        super().__init__(**kwargs)
        # Editions of one plan may carry one title: the address tells them apart.
        offered = [(plan.slug, f"{plan.slug} • {plan}") for plan in plans]
        for name in ("left", "right"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; a plan that it does not name is None."""

    plans: list[Plan]
    left: Plan | None
    right: Plan | None
    change: str

    @property
    def same(self) -> bool:
        return self.left is not None and self.left == self.right

    def shown(self) -> Shown | None:
        """The comparison, where the address names two different plans."""
        if self.left is None or self.right is None or self.same:
            return None
        return shown(self.left, self.right, self.change)

    def form(self) -> CompareForm:
        """The choice as asked, completed by plans that are not chosen yet."""
        left = self.left or next((plan for plan in self.plans if plan != self.right), None)
        right = self.right or next((plan for plan in self.plans if plan != left), None)
        chosen = {name: plan.slug for name, plan in (("left", left), ("right", right)) if plan}
        return CompareForm(self.plans, initial=chosen | {"change": self.change})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    context = {
        "form": asked.form(),
        "plans": asked.plans,
        "shown": asked.shown(),
        "same": asked.same,
        "change": asked.change,
        "differences": DIFFERENCES,
    }
    return render(request, "reports/compare.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> FileResponse:
    """The comparison as seen: the address carries the same plans and the same filter as the page."""
    asked = _asked(request)
    outcome = asked.shown()
    if kind not in RENDERERS or outcome is None:
        raise Http404
    return sent(request, comparison_document(request.user, outcome, asked.change), "compare", kind)


def _asked(request: HttpRequest) -> Asked:
    """A plan out of sight is not found; a change that does not exist means all."""
    if not request.user.sees_business:
        raise Http404
    plans = list(Plan.objects.visible_to(request.user).newest_first().select_related("jurisdiction"))
    change = request.GET.get("change", "")
    left, right = (_named(request.GET.get(name), plans) for name in ("left", "right"))
    return Asked(plans, left, right, change if change in dict(CHANGES) else "")


def _named(slug: str | None, plans: list[Plan]) -> Plan | None:
    if not slug:
        return None
    found = next((plan for plan in plans if plan.slug == slug), None)
    if found is None:
        raise Http404
    return found
