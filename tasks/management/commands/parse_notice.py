import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from agencies.models import AgencyName
from agencies.reference import names_in_files
from tasks.intake.encodings import Undecodable, decoded
from tasks.intake.reader import LANGUAGES, Unreadable, read_notice
from tasks.intake.reading import Reading
from tasks.reading import read_text


class Command(BaseCommand):
    help = "Reads the text of a notice and writes it in the notice schema to standard output."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="plain text or HTML, in UTF-8, UTF-16 or GB 18030")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="", help="judged by the script unless given"
        )

    def handle(self, *args, file: Path, language: str = "", **options) -> None:
        try:
            text = decoded(file.read_bytes())
            reading = self._read(text, language)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (Undecodable, Unreadable) as error:
            raise CommandError(f"{file} cannot be read as a notice: {error}") from error
        self.stdout.write(json.dumps(reading.to_notice(), ensure_ascii=False, indent=1))

    def _read(self, text: str, language: str) -> Reading:
        """With the names and plans of the database; without one, with the names of data/."""
        try:
            known = AgencyName.objects.exists()
        except DatabaseError:
            known = False
        if known:
            return read_text(text, language)
        self.stderr.write("No reference data in the database: the names come from data/.")
        return read_notice(text, names_in_files(settings.DATA_DIR), language=language or None)
