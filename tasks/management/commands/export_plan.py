import json

from django.core.management.base import BaseCommand, CommandError

from tasks.models import Plan
from tasks.notices import read_plan


class Command(BaseCommand):
    help = "Writes a plan in the notice schema to standard output, from the database."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug")

    def handle(self, *args, slug: str, **options) -> None:
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            raise CommandError(f"There is no plan {slug}.")
        self.stdout.write(json.dumps(read_plan(plan), ensure_ascii=False, indent=1))
