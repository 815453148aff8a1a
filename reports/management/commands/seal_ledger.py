import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from reports.enums import SealKind
from reports.models import Seal
from reports.sealing import service
from reports.sealing.keys import NoKey


class Command(BaseCommand):
    help = "Seals what has moved in the ledger since the last seal; prints number, size and root."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--day", type=_day, metavar="DATE", help="close this elapsed day, if it has no seal yet"
        )

    def handle(self, *args, day: dt.date | None, **options) -> None:
        try:
            made = service.seal(SealKind.DAILY if day else SealKind.INTERVAL, day=day)
        except NoKey as error:
            raise CommandError(str(error)) from error
        except service.Broken as error:
            raise CommandError(f"The seals do not hold: {error}.") from error
        except ValueError as error:
            raise CommandError(f"{day} is not over yet.") from error
        self.stdout.write(_said(made) if made else f"nothing to seal; {_before(day)}")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _before(day: dt.date | None) -> str:
    """Why there is no new one: the day has its seal, or no chain has moved."""
    last = Seal.objects.filter(day=day).first() if day else service.newest()
    return _said(last) if last else "there is no seal yet"


def _said(seal: Seal) -> str:
    closes = f" of {seal.day}" if seal.day else ""
    return f"seal {seal.number}{closes}: {seal.size} leaves, root {seal.root}"
