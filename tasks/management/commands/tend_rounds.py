from django.core.management.base import BaseCommand

from tasks.rounds import life


class Command(BaseCommand):
    help = "Opens and closes the reporting rounds whose day has come; what the job does. Safe to repeat."

    def handle(self, *args, **options) -> None:
        happened = life.tend()
        for event in happened:
            self.stdout.write(f"{event.round}: {event.kind}, {event.counts.get('asked', 0)} returns")
        if not happened:
            self.stdout.write("Nothing to do.")
