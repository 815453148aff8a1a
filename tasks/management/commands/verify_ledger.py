import sys

from django.core.management.base import BaseCommand, CommandError

from tasks.models import Chain, Plan
from tasks.verification import verify


class Command(BaseCommand):
    help = "Checks every link of the ledger, the positions and the evidence; names the first bad row."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--plan", metavar="SLUG", help="only this plan's chain")

    def handle(self, *args, plan: str | None, **options) -> None:
        plans = Plan.objects.filter(slug=plan) if plan else Plan.objects.all()
        if plan and not plans:
            raise CommandError(f"There is no plan {plan}.")
        faults = [fault for one in plans if (fault := self._verify(one))]
        if faults:
            lines = [f"{fault.plan}: entry {fault.n}: {fault.code}: {fault.detail}" for fault in faults]
            raise CommandError("The ledger does not hold.\n" + "\n".join(lines))

    def _verify(self, plan: Plan):
        chain = Chain.objects.filter(plan=plan).first()
        total = chain.n if chain else 0
        fault = verify(plan, lambda n: self._draw(plan.slug, n, total))
        if fault is None:
            head = f", head {chain.hash}" if chain else ""
            self.stdout.write(f"{plan.slug}: {total} entries hold{head}")
        return fault

    def _draw(self, slug: str, n: int, total: int) -> None:
        if sys.stderr.isatty() and total and (n % 500 == 0 or n == total):
            self.stderr.write(f"\r{slug} {100 * n // total:3d}%", ending="\n" if n == total else "")
            self.stderr.flush()
