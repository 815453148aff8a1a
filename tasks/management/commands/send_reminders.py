import datetime as dt
from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reformtracker.lib import clock
from tasks.models import Plan
from tasks.reminders import mailing, running
from tasks.reminders.delivering import Told
from tasks.reminders.running import Outcome

MORNING = dt.time(8, 30)


class Command(BaseCommand):
    help = (
        "Tells everybody what is due, overdue, returned or asked and has not been told yet; safe to repeat."
        " Prints one line for each thing and person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print what would be told to whom")
        parser.add_argument("--today", metavar="DATE", help="as if it were that day, such as 2018-10-31")
        parser.add_argument("--plan", metavar="SLUG", help="only what belongs to this plan")

    def handle(self, *args, dry_run: bool, today: str | None, plan: str | None, **options) -> None:
        day, asked = _day(today), _plan(plan)
        if day and not dry_run and not (settings.EMBEDDED or settings.PORTAL_TRAINING):
            raise CommandError("--today needs --dry-run: a real sent log must not carry an invented day.")
        moment = clock.set_to(dt.datetime.combine(day, MORNING, tzinfo=clock.SHANGHAI)) if day else None
        with moment or nullcontext():
            outcome = running.run(plan=asked, dry=dry_run)
        self._print(outcome, dry=dry_run)
        if not dry_run:
            mailing.send_waiting()

    def _print(self, outcome: Outcome, *, dry: bool) -> None:
        for one in sorted(outcome.told, key=lambda one: (one.reader.username, one.order)):
            self.stdout.write(_line(one))
        for body in sorted(outcome.unread):
            self.stdout.write(f"nobody reads for {body}")
        people = {one.reader.pk for one in outcome.told}
        digests = {(one.reader.pk, one.finding.kind) for one in outcome.told}
        summary = f"{len(people)} people, {len(digests)} digests, {len(outcome.told)} lines"
        self.stdout.write(f"{summary} (dry run: nothing was written)" if dry else summary)


def _line(one: Told) -> str:
    finding = one.finding
    rung = f"rung {finding.step.rung}" if finding.step else ""
    where = "+".join(name for name, there in (("inbox", one.wish.inbox), ("mail", one.wish.mail)) if there)
    said = finding.said.get("due_on") or finding.said.get("reply_by") or finding.said.get("on") or ""
    parts = (one.reader.username, finding.kind.value, rung, finding.subject, said, where)
    return "  ".join(part for part in parts if part)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(f"--today must be a date such as 2018-10-31, not {text!r}.") from error


def _plan(slug: str | None) -> Plan | None:
    found = Plan.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise CommandError(f"There is no plan {slug}.")
    return found
