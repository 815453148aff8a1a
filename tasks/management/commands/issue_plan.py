from django.core.management.base import BaseCommand, CommandError

from reformtracker.lib.errors import Refused
from tasks.issuing import issue_plan
from tasks.models import Plan


class Command(BaseCommand):
    help = "Issues a draft plan: its text is fixed, its duties are assigned. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug")

    def handle(self, *args, slug: str, **options) -> None:
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            raise CommandError(f"There is no plan {slug}.")
        try:
            issue_plan(plan, by=None)
        except Refused as refusal:
            raise CommandError(f"{slug}: {refusal.message}") from refusal
        self.stdout.write(f"{slug}: issued, {plan.assignments.count()} duties")
