"""No business change without its entry: what must agree with the ledger, counted in the database.

These are the quick parts of tasks.verification over all plans at once: no hash is computed and no file read,
so what holds here may still be forged, but what differs here was not written by the portal.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reformtracker.lib.snapshot import snapshot
from tasks.enums import Move, PlanState
from tasks.models import Assignment, Chain, Entry, Evidence, Reading, Return, Slip
from tasks.models.assignment import POSITION_FIELDS


@dataclass(frozen=True, slots=True)
class Balance:
    """One thing that must agree: how many rows were asked, and by plan how many differ (empty: none)."""

    label: str | Promise
    asked: int
    plans: dict[str, int]

    @property
    def differing(self) -> int:
        return sum(self.plans.values())


def balances() -> list[Balance]:
    """Every check, of one moment."""
    with snapshot():
        return [Balance(label, *check()) for label, check in CHECKS]


Found = tuple[int, dict[str, int]]


def _by_plan(rows: QuerySet, plan: str) -> Counter[str]:
    """How many rows there are for each plan, whose slug the lookup `plan` reaches."""
    counts = rows.order_by().values_list(f"{plan}__slug").annotate(Count("pk"))
    return Counter(dict(counts))


def _counted(rows: QuerySet, *differing: QuerySet, plan: str) -> Found:
    found = sum((_by_plan(some, plan) for some in differing), Counter())
    return rows.order_by().count(), dict(found)


def _duties() -> QuerySet[Assignment]:
    return Assignment.objects.filter(plan__state=PlanState.ISSUED)


def _positions() -> Found:
    """All less those that agree, because of what has no entry at all nothing can be compared."""
    newest = Entry.objects.filter(assignment=OuterRef("pk")).order_by("-n").values("pk")[:1]
    agreeing = _duties().filter(*map(_same, POSITION_FIELDS), entries=Subquery(newest))  # one join for all
    every = _by_plan(_duties(), "plan")
    return every.total(), dict(every - _by_plan(agreeing, "plan"))


def _same(name: str) -> Q:
    """Whether duty and entry hold the same; nothing and nothing are the same too."""
    both_empty = Q(**{f"{name}__isnull": True, f"entries__{name}__isnull": True})
    return Q(**{name: F(f"entries__{name}")}) | both_empty


def _issued() -> Found:
    issue = Entry.objects.filter(assignment=OuterRef("pk"), move=Move.ISSUE)
    return _counted(_duties(), _duties().exclude(Exists(issue)), plan="plan")


def _numbers() -> Found:
    """Against the head of each chain: as many entries as it counts, and none behind it."""
    entries = Entry.objects.order_by().values("plan__slug").annotate(Count("pk"), Max("n"))
    kept = {row["plan__slug"]: (row["pk__count"], row["n__max"]) for row in entries}
    heads = dict(Chain.objects.values_list("plan__slug", "n"))
    found = {}
    for slug in kept.keys() | heads.keys():
        (count, newest), head = kept.get(slug, (0, 0)), heads.get(slug, 0)
        if off := max(abs(head - count), abs(head - newest)):
            found[slug] = off
    return sum(heads.values()), found


def _heads() -> Found:
    same = {name: OuterRef(name) for name in ("plan", "n", "hash", "at")}
    last = Entry.objects.filter(**same)
    chains = Chain.objects.filter(n__gt=0)
    return _counted(chains, chains.exclude(Exists(last)), plan="plan")


def _owners() -> Found:
    entries = Entry.objects.all()
    return _counted(entries, entries.exclude(plan=F("assignment__plan")), plan="plan")


def _slips() -> Found:
    slips = Slip.objects.exclude(entry__move=Move.ESCALATE, assignment=F("entry__assignment"))
    silent = Entry.objects.filter(move=Move.ESCALATE, slip=None)
    count, found = _counted(Slip.objects.all(), slips, plan="entry__plan")
    return count, dict(Counter(found) + _by_plan(silent, "plan"))


def _evidence() -> Found:
    return _told(Evidence.objects.all(), "evidence")


def _readings() -> Found:
    return _told(Reading.objects.filter(entry__isnull=False), "readings")


def _told(rows: QuerySet, name: str) -> Found:
    """Rows of which their entry says nothing, and entries that speak of rows that are not there."""
    speaking = Entry.objects.filter(**{f"details__{name}__0__isnull": False})
    silent = rows.exclude(Exists(speaking.filter(pk=OuterRef("entry"))))
    count, found = _counted(rows, silent, plan="entry__plan")
    return count, dict(Counter(found) + _by_plan(speaking.filter(**{name: None}), "plan"))


def _returns() -> Found:
    given = Return.objects.filter(entry__isnull=False)
    strange = given.exclude(entry__assignment=F("assignment"), entry__plan=F("round__plan"))
    return _counted(given, strange, plan="round__plan")


CHECKS: tuple[tuple[Promise | str, Callable[[], Found]], ...] = (
    (_("Duties whose position or version is not that of their newest entry"), _positions),
    (_("Duties without the entry that issued them"), _issued),
    (_("Entries missing from a chain, or standing behind its head"), _numbers),
    (_("Chains whose head is not their last entry"), _heads),
    (_("Entries under another plan than their duty"), _owners),
    (_("Slips without their entry, and escalations without their slip"), _slips),
    (_("Evidence of which its entry says nothing, or that is missing"), _evidence),
    (_("Readings of which their entry says nothing, or that are missing"), _readings),
    (_("Returns given by an entry of another duty or plan"), _returns),
)
