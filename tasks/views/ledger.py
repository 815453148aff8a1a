"""The ledger to read: its chains, and one chain entry by entry. Nothing here changes anything."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.filters import DayFilter
from agencies.models import User
from agencies.permissions import sees_everything
from tasks.enums import Move
from tasks.models import Chain, Entry, Plan

PER_PAGE = 30
# What the audit administrator works with: the chain, and nothing of what was said in it.
CHAIN_FIELDS = ("n", "at", "wall_at", "algorithm", "previous_hash", "hash")

# What rows of the ledger do not show; reading it took as long as reading the rows.
UNSHOWN = (
    "details",
    "assignment__measure__text",
    "assignment__measure__clause",
    "assignment__measure__task__text",
    "assignment__measure__task__title",
)


class EntryFilter(django_filters.FilterSet):
    """What can be asked of entries; both days included."""

    move = django_filters.ChoiceFilter(label=_("Move"), choices=Move.choices, empty_label=_("any"))
    agency = django_filters.CharFilter(
        label=_("Agency code"), field_name="assignment__agency__code", lookup_expr="iexact", max_length=24
    )
    actor = django_filters.CharFilter(
        label=_("User name"), field_name="actor__username", lookup_expr="iexact", max_length=150
    )
    task = django_filters.CharFilter(
        label=_("Task number"), field_name="assignment__measure__task__number", max_length=16
    )
    since = DayFilter(label=_("From"), field_name="at", lookup_expr="date__gte")
    until = DayFilter(label=_("To"), field_name="at", lookup_expr="date__lte")


def _reads_entries(user: User) -> bool:
    """Whether the user reads what the entries say; the audit administrator sees only that they are there.

    Raises PermissionDenied for anybody to whom the ledger is not open.
    """
    if sees_everything(user):
        return True
    if "audit_admin" in user.roles:
        return False
    raise PermissionDenied


@require_safe
def ledgers(request: HttpRequest) -> HttpResponse:
    reads = _reads_entries(request.user)
    chains = Chain.objects.select_related("plan").order_by("plan__slug")
    return render(request, "tasks/ledgers.html", {"chains": chains, "reads": reads})


@require_safe
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    reads = _reads_entries(request.user)
    chain = get_object_or_404(Chain.objects.select_related("plan"), plan__slug=slug)
    if not reads:
        return _chain_page(request, chain)
    rows = Entry.objects.visible_to(request.user).filter(plan=chain.plan).order_by("-n")
    rows = rows.select_related("assignment__agency", "assignment__measure__task", "actor", "on_behalf")
    rows = rows.defer(*UNSHOWN)
    entries = EntryFilter(request.GET, queryset=rows, request=request)
    page = Paginator(entries.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"chain": chain, "plan": chain.plan, "filter": entries, "page": page, "reads": True}
    return render(request, "tasks/ledger.html", context)


def _chain_page(request: HttpRequest, chain: Chain) -> HttpResponse:
    rows: QuerySet = Entry.objects.filter(plan=chain.plan).order_by("-n").values(*CHAIN_FIELDS)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    plan: Plan = chain.plan
    return render(request, "tasks/ledger.html", {"chain": chain, "plan": plan, "page": page, "reads": False})
