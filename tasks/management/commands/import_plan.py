import json
from pathlib import Path

from django.core.management.base import BaseCommand

from tasks.management.json_files import one_line_errors
from tasks.notices import write_plan


class Command(BaseCommand):
    help = "Reads a plan in the notice schema from a JSON file into the portal, as a draft; safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace-draft", action="store_true", help="replace a draft that has other content"
        )

    def handle(self, *args, file: Path, replace_draft: bool, **options) -> None:
        with one_line_errors(file):
            notice = json.loads(file.read_text(encoding="utf-8"))
            plan, written = write_plan(notice, replace_draft=replace_draft)
        self.stdout.write(
            f"{plan.slug}: {'written as a draft' if written else 'already there, nothing changed'}"
        )
