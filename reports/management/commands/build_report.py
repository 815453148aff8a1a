"""Makes a report now, in this process, on the same path as the job of the queue."""

import datetime as dt
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from reformtracker.lib.queue import QueueState
from reports import building, services
from reports.artifacts import artifacts
from reports.enums import Failure, Format, Kind, Step
from reports.models import Report
from reports.queue import queue
from tasks.models import Plan

BAR_WIDTH = 30
ALL = "all"
FILTERS = ("agency", "place", "area", "field", "query")


def date(text: str) -> dt.date:
    """Named for argparse, which says "invalid date value"."""
    return dt.date.fromisoformat(text)


def formats(text: str) -> list[str]:
    """One format, several with commas, or ALL."""
    wanted = text.split(",")
    if not set(wanted) <= {*Format.values, ALL}:
        raise ArgumentTypeError(f"{text} is not one of {', '.join(Format.values)}, {ALL}")
    return wanted


def wanted_formats(asked: list[str] | None) -> list[str] | None:
    """The formats asked for, None for all in which the kind comes."""
    return None if not asked or ALL in asked else asked


class Command(BaseCommand):
    help = "Makes a report of a plan as of the end of a day and puts its files into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=Kind.values, metavar="KIND", help=", ".join(Kind.values))
        parser.add_argument("--plan", required=True, metavar="SLUG", help="the plan, for example 2018-h2")
        parser.add_argument(
            "--as-of", type=date, metavar="DATE", help="a day such as 2018-10-31; today by default"
        )
        parser.add_argument(
            "--format",
            action="extend",
            type=formats,
            metavar="FMT",
            help=f"{', '.join(Format.values)} or all (the default); several with commas or repeated",
        )
        parser.add_argument(
            "--out", type=Path, default=Path(), metavar="DIR", help="folder; this one by default"
        )
        parser.add_argument("--language", choices=services.LANGUAGES, default="en")
        parser.add_argument(
            "--since", type=date, metavar="DATE", help="the first of the two days between which changes lie"
        )
        narrowing = parser.add_argument_group("narrowing")
        narrowing.add_argument("--agency", default="", metavar="CODE", help="only this agency")
        narrowing.add_argument("--place", default="", metavar="CODE", help="only this place and those in it")
        narrowing.add_argument("--area", default="", metavar="N", help="only the area of this position")
        narrowing.add_argument("--field", default="", help="only this reform field, for example insurance")
        narrowing.add_argument(
            "--query", default="", help="only what the task list shows for it, for example role=lead"
        )

    def handle(self, **options) -> None:
        options["formats"] = wanted_formats(options["format"])
        try:
            options["out"].mkdir(parents=True, exist_ok=True)
            report = self._made(options)
            self._deliver(report, options["out"])
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from error

    def _made(self, options: dict) -> Report:
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"there is no plan {options['plan']}")
        # Claimed before anybody else can see it, so that no worker makes it at the same time.
        with transaction.atomic():
            report = services.request_report(
                kind=options["kind"],
                plan=plan,
                as_of=options["as_of"] or clock.today(),
                by=None,
                formats=options["formats"],
                language=options["language"],
                filters={name: options[name] for name in FILTERS} | {"since": options["since"] or ""},
            )
            lease = queue.claim(report.pk)
        if lease is None:
            raise CommandError("the report was taken by a worker")
        building.make(lease, listener=self._show, final=True)
        report.refresh_from_db()
        if report.state != QueueState.DONE:
            raise CommandError(self._why(report))
        return report

    @staticmethod
    def _why(report: Report) -> str:
        if report.state != QueueState.FAILED:
            return f"the report was ended as {report.state}"
        return " ".join(filter(None, [str(Failure(report.failure_code).label), report.failure_detail]))

    def _show(self, progress: int, step: str) -> None:
        """A progress bar, where somebody looks on."""
        if not sys.stderr.isatty():
            return
        filled = BAR_WIDTH * progress // 100
        bar = "█" * filled + "·" * (BAR_WIDTH - filled)
        with override("en"):
            sys.stderr.write(
                f"\r{bar} {progress:3d}%  {Step(step).label:<24}" + ("\n" if progress == 100 else "")
            )
        sys.stderr.flush()

    def _deliver(self, report: Report, folder: Path) -> None:
        """Copies the files out of the store and prints the path and SHA-256 of each."""
        for item in report.artifacts:
            target = folder / item["name"]
            shutil.copyfile(artifacts.path_of(item["sha256"]), target)
            self.stdout.write(f"{item['sha256']}  {target}")
