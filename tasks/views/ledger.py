"""The ledger to read: its chains, and one chain entry by entry. Nothing here changes anything."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.models import User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from tasks.ledger_filters import EntryFilter as EntryFilter
from tasks.ledger_filters import PageFilter
from tasks.models import Chain, Entry, Evidence, Reading
from tasks.models.ledger import LedgerQuerySet
from tasks.reconciliation import balances
from tasks.targets.wording import amount
from tasks.views.stretches import COUNTED, Stretch, counted, stretch

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


def reads_entries(user: User) -> bool:
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
    reads = reads_entries(request.user)
    chains = Chain.objects.select_related("plan").order_by("plan__slug")
    return render(request, "tasks/ledgers.html", {"chains": chains, "reads": reads})


@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    """No business change without its entry: counts that must be zero, asked of the database now."""
    reads_entries(request.user)
    found = balances()
    context = {"balances": found, "differing": sum(1 for one in found if one.plans)}
    return render(request, "tasks/ledger_reconciliation.html", context)


@require_safe
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    reads = reads_entries(request.user)
    chain = get_object_or_404(Chain.objects.select_related("plan"), plan__slug=slug)
    context = {"chain": chain, "plan": chain.plan, "reads": reads}
    if not reads:
        rows = Entry.objects.filter(plan=chain.plan).only("plan_id", *CHAIN_FIELDS)
        return render(request, "tasks/ledger.html", context | {"page": stretch(rows, request.GET)})
    asked = PageFilter(request.GET, queryset=_rows(request.user, chain), request=request, plan=chain.plan)
    page = stretch(asked.qs, request.GET)
    _complete(page)
    narrowed = any(asked.form.cleaned_data.values()) if asked.form.is_valid() else True
    context |= {"filter": asked, "page": page, "as_seen": _as_seen(asked), "today": clock.today()}
    found = counted(asked.qs) if narrowed else chain.n
    context |= {"found": found, "most_counted": COUNTED if narrowed and found > COUNTED else None}
    return render(request, "tasks/ledger.html", context)


def _rows(user: User, chain: Chain) -> LedgerQuerySet:
    """The entries with what a row shows, and the key of the entry before each of the same duty."""
    earlier = Entry.objects.filter(assignment=OuterRef("assignment"), n__lt=OuterRef("n")).order_by("-n")
    rows = Entry.objects.visible_to(user).filter(plan=chain.plan)
    rows = rows.select_related("assignment__agency", "assignment__measure__task", "actor", "on_behalf")
    return rows.defer(*UNSHOWN).annotate(earlier=Subquery(earlier.values("pk")[:1]))


def _complete(page: Stretch) -> None:
    """Hangs onto each entry what was before it, its evidence and its readings; three queries."""
    earlier = Entry.objects.only("state", "percent", "due_on", "n").in_bulk(
        [entry.earlier for entry in page.rows if entry.earlier]
    )
    pieces = _by_entry(Evidence.objects.filter(entry__in=page.rows).order_by("pk"))
    found = Reading.objects.filter(entry__in=page.rows).select_related("target", "jurisdiction")
    readings = _by_entry(found.order_by("pk"))
    for entry in page.rows:
        entry.before = earlier.get(entry.earlier)
        entry.pieces = pieces.get(entry.pk, [])
        entry.told = [(row, amount(row.value, row.target.unit)) for row in readings.get(entry.pk, [])]


def _by_entry(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def _as_seen(asked: EntryFilter) -> Sequence[tuple[str, str]]:
    """The filter as fields of a form, for an export of just what the page shows."""
    return [(name, asked.data[name]) for name in asked.form.fields if asked.data.get(name)]
