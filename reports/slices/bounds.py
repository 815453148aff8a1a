"""Which part of a chain a slice holds, and the seal that proves it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid
from reports.models import Seal, SealLeaf
from reports.sealing.leaves import chain_of, leaf_data
from reports.sealing.tree import inclusion_proof, leaf_hash
from tasks.hashing import GENESIS
from tasks.ledger_filters import SPAN, EntryFilter
from tasks.models import Chain, Entry, Plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """The part that is asked for: entry numbers and Shanghai days, both ends included.

    `filter` picks the entries that are given in full (keys of EntryFilter); the others appear as digests.
    `seal` is the number of the seal to prove it by; by default the newest published one that covers the part,
    else the newest. `as_sealed`: what no seal covers yet is left out instead of refused.
    """

    first: int | None = None
    last: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    filter: Mapping[str, str] = field(default_factory=dict)
    seal: int | None = None
    as_sealed: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str], *, seal: int | None = None, as_sealed: bool = True) -> "Wanted":
        """The part that a filter of the ledger's page asks for; raises Invalid for what makes no sense."""
        form = EntryFilter({key: value for key, value in asked.items() if value}, Entry.objects.none()).form
        if not form.is_valid():
            names = ", ".join(sorted(form.errors))
            raise Invalid(_("The filter cannot be read: %s.") % names, fields=dict(form.errors))
        first, last, since, until = (form.cleaned_data[name] for name in SPAN)
        picked = {key: value for key, value in asked.items() if value and key not in SPAN}
        return cls(first, last, since, until, picked, seal, as_sealed)


class Unsealed(Impossible):
    """No seal covers the part yet; `sealed_to` is the last entry that one covers (0: none)."""

    code = "unsealed"

    def __init__(self, sealed_to: int) -> None:
        self.sealed_to = sealed_to
        words = (
            _("Nothing of this part is sealed yet; entries are sealed up to no. %(n)d.")
            if sealed_to
            else _("Nothing of this chain is sealed yet; a slice can be proved after the next seal.")
        )
        super().__init__(words % {"n": sealed_to})


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part as it can be proved: entries `first` to `last`, links up to the sealed head `leaf`."""

    first: int
    last: int
    before: str
    leaf: SealLeaf
    seal: Seal

    def proof(self) -> list[bytes]:
        """The way from the leaf to the root of the seal's tree."""
        leaves = SealLeaf.objects.filter(index__lt=self.seal.size).order_by("index")
        hashes = [leaf_hash(leaf_data(*head)) for head in leaves.values_list("chain", "n", "hash")]
        return inclusion_proof(hashes, self.leaf.index, self.seal.size)


def bounds_of(plan: Plan, wanted: Wanted) -> Bounds:
    """Raises Invalid when there is no such entry, seal or chain, and Unsealed."""
    first, last = _span(plan, wanted)
    seal, leaf = _covering(plan, last, wanted)
    if leaf is None:
        sealed = _sealed_to(plan, wanted)
        if not wanted.as_sealed or sealed is None or sealed[1].n < first:
            raise Unsealed(sealed[1].n if sealed else 0)
        seal, leaf = sealed
    assert seal is not None  # a leaf is found in a seal
    before = Entry.objects.filter(plan=plan, n=first - 1).values_list("hash", flat=True).first()
    return Bounds(first, min(last, leaf.n), before or GENESIS, leaf, seal)


def _span(plan: Plan, wanted: Wanted) -> tuple[int, int]:
    """First and last entry; moments never run backwards within a chain, so days are numbers too."""
    head = Chain.objects.filter(plan=plan).values_list("n", flat=True).first() or 0
    first, last = max(wanted.first or 1, 1), min(wanted.last or head, head)
    entries = Entry.objects.filter(plan=plan).values_list("n", flat=True)
    if wanted.since:
        later = entries.filter(at__gte=clock.start_of(wanted.since)).order_by("at", "n").first()
        first = max(first, later or head + 1)
    if wanted.until:
        earlier = entries.filter(at__lt=clock.end_of(wanted.until)).order_by("-at", "-n").first()
        last = min(last, earlier or 0)
    if first > last:
        raise Invalid(_("There is no entry in that part of the ledger."), code="empty")
    return first, last


def _covering(plan: Plan, last: int, wanted: Wanted) -> tuple[Seal | None, SealLeaf | None]:
    """The seal to prove it by, and the earliest sealed head at or behind `last`."""
    leaf = SealLeaf.objects.filter(chain=chain_of(plan.slug), n__gte=last).order_by("n").first()
    if leaf is None:
        return None, None
    seals = _seals(wanted).filter(size__gt=leaf.index)
    seal = seals.filter(publication__isnull=False).first() or seals.first()
    return seal, leaf if seal else None


def _sealed_to(plan: Plan, wanted: Wanted) -> tuple[Seal, SealLeaf] | None:
    """The newest seal and the last head of this chain in it."""
    if seal := _seals(wanted).first():
        leaves = SealLeaf.objects.filter(chain=chain_of(plan.slug), index__lt=seal.size)
        if leaf := leaves.order_by("-n").first():
            return seal, leaf
    return None


def _seals(wanted: Wanted):
    """The seals to choose from, the newest first; raises Invalid when the one asked for is not there."""
    seals = Seal.objects.order_by("-number")
    if wanted.seal is None:
        return seals
    if not (chosen := seals.filter(number=wanted.seal)):
        raise Invalid(_("There is no seal no. %d.") % wanted.seal, code="no_seal")
    return chosen
