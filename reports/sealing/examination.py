"""One look over everything that can be proved: the chains, the access events, and both against the seals.

The one path of the command, the button "Verify now" and the nightly check.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from agencies import events
from agencies.models import EventChain
from reports.enums import CheckStep
from reports.models import Seal
from reports.sealing.checking import Fault, published_fault, rows_fault, sealed_chains, seals_fault
from reports.sealing.leaves import ACCESS, chain_of
from reports.sealing.service import newest
from tasks import verification
from tasks.models import Chain, Plan

# The step, how many rows are walked, and how many there are.
Listener = Callable[[CheckStep, int, int], None]


def _nobody(step: CheckStep, walked: int, of: int) -> None:
    """Nobody listens."""


@dataclass
class Examination:
    """What is examined and what was found: the first fault of each chain, and the seal it was held against.

    `everything`: the access events, and whether all chains that were ever sealed are still there, as well.
    """

    plans: Sequence[Plan]
    everything: bool = True
    heard: Listener = _nobody
    published: str = ""
    seal: Seal | None = None
    walked: int = 0
    faults: list[Fault] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)

    def run(self) -> "Examination":
        """Looks at everything; raises what `heard` raises, and Malformed for keys that cannot be read."""
        # What is sealed from here on is the next examination's.
        self.seal, self.lengths = newest(), self._lengths()
        for plan in self.plans:
            self._walk(chain_of(plan.slug), partial(verification.verify, plan))
        if self.everything:
            self._walk(ACCESS, events.verify)
        self._hold_against_seals()
        return self

    @property
    def of(self) -> int:
        return sum(self.lengths.values())

    def fault_of(self, chain: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.chain == chain), None)

    def _lengths(self) -> dict[str, int]:
        """Rows of each chain that is walked."""
        counts = dict(Chain.objects.filter(plan__in=self.plans).values_list("plan_id", "n"))
        found = {chain_of(plan.slug): counts.get(plan.pk, 0) for plan in self.plans}
        if self.everything:
            start, end = EventChain.objects.values_list("start_n", "n").first() or (0, 0)
            found[ACCESS] = end - start
        return found

    def _walk(self, chain: str, verify: Callable) -> None:
        before = self.walked
        self.heard(CheckStep.CHAINS, before, self.of)
        fault = verify(lambda n: self.heard(CheckStep.CHAINS, before + n, self.of))
        self.walked = before + self.lengths[chain]
        if fault:
            self.faults.append(Fault(chain, fault.n, fault.code, fault.detail))

    def _hold_against_seals(self) -> None:
        def heard() -> None:
            self.heard(CheckStep.SEALS, self.walked, self.of)

        heard()
        fault = seals_fault(self.seal, heard)
        if self.published and not fault:
            fault = published_fault(self.published, self.seal)
        self.faults += [fault] if fault else []
        chains = {*self.lengths, *(sealed_chains(self.seal) if self.everything else ())}
        for chain in sorted(chains):
            # What the walk has found names a row more exactly than a seal can.
            if not self.fault_of(chain) and (fault := rows_fault(chain, self.seal, heard)):
                self.faults.append(fault)
