import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from reformtracker.lib import clock
from reformtracker.lib.errors import Refused
from tasks.demonstration.loading import load
from tasks.enums import PlanState, Standing
from tasks.models import Assignment, Entry, Plan, Task

BAR = 30


class Command(BaseCommand):
    help = "Loads accounts, the plans of data/ and an invented history, marked as such; safe to repeat."

    def handle(self, *args, **options) -> None:
        try:
            plans = load(self._draw)
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        except DatabaseError as error:
            raise CommandError(f"The database does not take it (is it migrated?): {error}") from error
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The demonstration's data cannot be read: {error!r}") from error
        for plan in plans:
            self._summarise(plan)

    def _draw(self, done: int, total: int) -> None:
        if sys.stderr.isatty() and (done % 10 == 0 or done == total):
            bar = "█" * (BAR * done // total)
            end = "\n" if done == total else ""
            self.stderr.write(f"\rdemonstration {bar:░<{BAR}} {done}/{total}", str, ending=end)
            self.stderr.flush()

    def _summarise(self, plan: Plan) -> None:
        """One line per plan and, under an issued one, one per standing of its leading duties today."""
        duties = Assignment.objects.of_plan(plan)
        owing = duties.owing().central()
        if plan.state == PlanState.RECORD:
            tasks = Task.objects.filter(area__plan=plan).count()
            self.stdout.write(f"{plan.slug}: {plan.state}, {tasks} tasks, no duties")
            return
        entries = Entry.objects.filter(plan=plan).count()
        handed = f"{duties.local().count()} handed to places"
        leading = f"{owing.count()} leading duties"
        self.stdout.write(f"{plan.slug}: {plan.state}, {leading}, {handed}, {entries} entries")
        seen = owing.at().with_standing(clock.today()).order_by()
        stands = list(seen.values_list("at_standing", flat=True))
        for kind in Standing.values:
            self.stdout.write(f"  {kind:<22}{stands.count(kind):>4}")
