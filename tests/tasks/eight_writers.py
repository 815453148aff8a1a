"""Eight writers on one SQLite file, as in the embedded mode. Usage: eight_writers IMMEDIATE|DEFERRED

Prints as JSON what became of each writer's reports, and the length of the ledger. The tests' own SQLite lives
in memory, where the locks are others; hence a program of its own.
"""

import json
import os
import sys
from collections import Counter

WRITERS, REPORTS = 8, 10


def main(mode: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = mode
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(write()))


def write() -> dict:
    from tasks import services
    from tasks.models import Chain
    from tasks.verification import verify
    from tests import factories
    from tests.tasks.test_races import at_once

    plan = factories.plan(tasks=4)
    officers = [factories.officer("NHC") for _ in range(WRITERS)]
    duties = [factories.duty(number=f"1.{n % 4 + 1}") for n in range(WRITERS)]

    def writer(n: int):
        def report() -> None:
            for turn in range(REPORTS):
                services.report(duties[n], by=officers[n], percent=turn, note=f"turn {turn}", reason="late")

        return report

    outcomes = Counter(at_once(*[writer(n) for n in range(WRITERS)]))
    return {"outcomes": outcomes, "entries": Chain.objects.get().n, "fault": str(verify(plan))}


if __name__ == "__main__":
    main(sys.argv[1])
