import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reformtracker.lib.errors import Refused
from tasks.notices import write_plan


class Command(BaseCommand):
    help = "Reads a plan in the notice schema from a JSON file into the portal, as a draft; safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace-draft", action="store_true", help="replace a draft that has other content"
        )

    def handle(self, *args, file: Path, replace_draft: bool, **options) -> None:
        try:
            notice = json.loads(file.read_text(encoding="utf-8"))
            plan, written = write_plan(notice, replace_draft=replace_draft)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{file} is not a JSON file: {error}") from error
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal.message}") from refusal
        self.stdout.write(
            f"{plan.slug}: {'written as a draft' if written else 'already there, nothing changed'}"
        )
