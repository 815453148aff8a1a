import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tasks.intake.encodings import Undecodable, decoded
from tasks.intake.reader import LANGUAGES, Unreadable
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
            reading = read_text(decoded(file.read_bytes()), language or "")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (Undecodable, Unreadable) as error:
            raise CommandError(f"{file} cannot be read as a notice: {error}") from error
        self.stdout.write(json.dumps(reading.to_notice(), ensure_ascii=False, indent=1))
