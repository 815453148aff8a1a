"""Writes a slice of a plan's ledger with its proofs, for verifier/verify_slice.py to check alone."""

import gzip
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from agencies import events
from agencies.enums import EventKind
from reformtracker.lib.errors import Refused
from reports.slices.bounds import Wanted
from reports.slices.writing import Made, write_slice
from tasks.ledger_filters import SPAN, EntryFilter
from tasks.models import Plan

PICKING = tuple(name for name in EntryFilter.base_filters if name not in SPAN)

ENDS = (
    ("--from", "n_from", "number of the first entry; by default 1"),
    ("--to", "n_to", "number of the last entry; by default the last one that is sealed"),
    ("--since", "since", "first day, such as 2018-10-01"),
    ("--until", "until", "last day"),
)


class Command(BaseCommand):
    help = "Writes a slice of a plan's ledger with its proofs, up to what is sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", required=True, metavar="SLUG", help="the plan, for example 2018-h2")
        parser.add_argument(
            "--out", required=True, type=Path, metavar="FILE", help="compressed if it ends in .gz"
        )
        for option, name, what in ENDS:
            parser.add_argument(option, dest=name, default="", metavar=option[2:].upper(), help=what)
        parser.add_argument("--seal", type=int, metavar="N", help="prove it by this seal")
        for name in PICKING:
            words = f"give in full only entries of this {name}; the others as digests"
            parser.add_argument(f"--{name}", default="", metavar=name.upper(), help=words)

    def handle(self, *args: Any, plan: str, out: Path, seal: int | None, **options: Any) -> None:
        found = Plan.objects.filter(slug=plan).first()
        if found is None:
            raise CommandError(f"There is no plan {plan}.")
        asked = {name: options[name] for name in (*SPAN, *PICKING)}
        try:
            with override("en"):
                # What is asked for by its end is not silently cut at the last seal.
                open_end = not (asked["n_to"] or asked["until"])
                made = self._write(found, Wanted.of(asked, seal=seal, as_sealed=open_end), out)
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from None
        self._record(found, asked, made)
        self.stdout.write(
            f"{out}: entries {made.first} to {made.last} of {plan}, {made.given} in full, seal {made.seal},"
            f" sha256 {made.sha256}"
        )

    def _write(self, plan: Plan, wanted: Wanted, out: Path) -> Made:
        """Beside the target first: nobody finds half a slice under its name."""
        with TemporaryDirectory(prefix="unfinished-", dir=out.parent) as folder:
            draft = Path(folder) / "slice"
            made = write_slice(plan, wanted, draft, self._draw)
            if out.suffix == ".gz":
                with draft.open("rb") as plain, gzip.open(f"{draft}.gz", "wb") as packed:
                    shutil.copyfileobj(plain, packed)
                draft = draft.with_suffix(".gz")
            draft.replace(out)
        return made

    def _record(self, plan: Plan, asked: dict[str, str], made: Made) -> None:
        details = {
            "what": "slice",
            "filter": {name: value for name, value in asked.items() if value},
            "rows": made.given,
            "format": "json",
            "sha256": made.sha256,
        }
        events.record(EventKind.EXPORT, by=None, subject=f"slice:{plan.slug}", details=details)

    def _draw(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{100 * done // of:3d}%", ending="\n" if done == of else "")
            self.stderr.flush()
