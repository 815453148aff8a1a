import json
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.gazetteer import Gazetteer
from tasks.intake.encodings import Undecodable, decoded
from tasks.intake.reader import LANGUAGES, Unreadable, read_notice


class Command(BaseCommand):
    help = "Reads the text of a notice and writes it in the notice schema to standard output."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="plain text or HTML, in UTF-8, UTF-16 or GB 18030")
        parser.add_argument("--language", choices=LANGUAGES, help="judged by the script unless given")

    def handle(self, *args, file: Path, language: str | None = None, **options) -> None:
        try:
            reading = read_notice(decoded(file.read_bytes()), dict(known_names()), language=language)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (Undecodable, Unreadable) as error:
            raise CommandError(f"{file} cannot be read as a notice: {error}") from error
        self.stdout.write(json.dumps(reading.to_notice(), ensure_ascii=False, indent=1))


def known_names() -> Iterator[tuple[str, str]]:
    """Every wording in the directory with the code of the body that answers for it today."""
    gazetteer = Gazetteer.load()
    for key, agency in gazetteer.by_key.items():
        yield key, gazetteer.answering(agency).code
