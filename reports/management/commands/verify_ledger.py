import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.enums import CheckStep
from reports.models import Seal
from reports.sealing.checking import SEALS, Fault
from reports.sealing.checkpoint import Malformed
from reports.sealing.examination import Examination
from reports.sealing.leaves import ACCESS, OF_PLAN, chain_of
from tasks.models import Chain, Plan

# The bar is drawn at most this often.
SECONDS_BETWEEN = 0.2
# What a row of each chain is called.
ROWS = {ACCESS: "event", SEALS: "seal"}


class Command(BaseCommand):
    help = (
        "Checks every link of the ledger, the positions, the evidence, the access events, and all of it"
        " against the seals; names the first bad row."
    )

    next_drawing, drawn = 0.0, CheckStep.WAITING

    def add_arguments(self, parser) -> None:
        parser.add_argument("--plan", metavar="SLUG", help="only this plan's chain, and the seals")
        parser.add_argument(
            "--root",
            metavar="FILE|HEX",
            help="a published checkpoint, or its root in hexadecimal digits, that one of the seals must have",
        )

    def handle(self, *args, plan: str | None, root: str | None, **options) -> None:
        plans = Plan.objects.filter(slug=plan) if plan else Plan.objects.all()
        if plan and not plans:
            raise CommandError(f"There is no plan {plan}.")
        found = Examination(
            list(plans), everything=not plan, heard=self._draw, published=_published(root) if root else ""
        )
        try:
            found.run()
        except Malformed as error:
            raise CommandError(f"The seals cannot be checked: {error}.") from error
        if sys.stderr.isatty():
            self.stderr.write("\r\033[K", str, ending="")
        self._say(found)
        if found.faults:
            lines = [_line(fault) for fault in found.faults]
            raise CommandError("The ledger does not hold.\n" + "\n".join(lines))

    def _say(self, found: Examination) -> None:
        heads = dict(Chain.objects.values_list("plan__slug", "hash"))
        for plan in found.plans:
            if not found.fault_of(chain_of(plan.slug)):
                head = f", head {heads[plan.slug]}" if plan.slug in heads else ""
                self.stdout.write(f"{plan.slug}: {found.lengths[chain_of(plan.slug)]} entries hold{head}")
        if found.everything and not found.fault_of(ACCESS):
            self.stdout.write(f"access: {found.lengths[ACCESS]} events hold")
        if not found.fault_of(SEALS):
            self.stdout.write(f"seals: {_seals(found.seal)}")

    def _draw(self, step: CheckStep, walked: int, of: int) -> None:
        """How far the walk is, on a terminal alone."""
        if not sys.stderr.isatty() or (time.monotonic() < self.next_drawing and step == self.drawn):
            return
        self.next_drawing, self.drawn = time.monotonic() + SECONDS_BETWEEN, step
        share = 100 * walked // max(of, 1)
        self.stderr.write(f"\r\033[K{step.label} {share}%", str, ending="")
        self.stderr.flush()


def _seals(last: Seal | None) -> str:
    return f"{last.number} seals hold, {last.size} leaves, root {last.root}" if last else "there is none yet"


def _line(fault: Fault) -> str:
    name = fault.chain.removeprefix(OF_PLAN)
    return f"{name}: {ROWS.get(fault.chain, 'entry')} {fault.n}: {fault.code}: {fault.detail}"


def _published(root: str) -> str:
    """The root itself, or what stands in the file of that name."""
    if len(root) == 64 and not Path(root).exists():
        return root
    try:
        return Path(root).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The published root cannot be read from {root}: {error}") from error
