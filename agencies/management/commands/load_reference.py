from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies.reference import load_reference


class Command(BaseCommand):
    help = "Loads jurisdictions and agencies with all their names from data/; safe to repeat."

    def handle(self, *args, **options) -> None:
        try:
            counts = load_reference(settings.DATA_DIR)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(
                f"The reference data in {settings.DATA_DIR} cannot be read: {error!r}"
            ) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
