from django.core.management.base import BaseCommand, CommandError

from agencies import retention
from reformtracker.lib.errors import Impossible


class Command(BaseCommand):
    help = "Removes the access events that were kept as long as the rule says; the daily job by hand."

    def handle(self, *args, **options) -> None:
        try:
            event = retention.purge()
        except Impossible as refused:
            raise CommandError(str(refused.message)) from refused
        removed = event.details["removed"] if event else 0
        self.stdout.write(f"{removed} access events removed; the rule is {retention.days_kept()} days.")
