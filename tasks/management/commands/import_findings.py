import json
from pathlib import Path

from django.core.management.base import BaseCommand

from tasks.local.findings import take_in
from tasks.management.json_files import one_line_errors


class Command(BaseCommand):
    help = "Reads what a source says about places from a JSON file, with its words; safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        with one_line_errors(file):
            taken = take_in(json.loads(file.read_text(encoding="utf-8")))
        written = f"findings {taken.findings}, readings {taken.readings}"
        self.stdout.write(f"{taken.plan.slug}: written: {written}; already there: {taken.held}")
