from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.sealing import keys


class Command(BaseCommand):
    requires_system_checks = ()  # it is what one of them asks for
    help = (
        "Makes the private key that seals the ledger, unless the file is there already, and prints its public"
        " half for SEAL_PUBLIC_KEYS."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="FILE", help="the private key, in PEM; never overwritten")

    def handle(self, *args, file: str, **options) -> None:
        try:
            public = keys.make(Path(file))
        except (OSError, keys.Malformed) as error:
            raise CommandError(f"The key cannot be made in {file}: {error}") from error
        except keys.NoKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(public))
        self.stderr.write(f"fingerprint: {public.fingerprint}")
