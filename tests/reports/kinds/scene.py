"""A small plan of which every kind of report has something to say: bodies, provinces, rounds, targets.

Fujian reports and is verified in one task; Hubei says nothing. NHC leads and reports, MOF supports.
"""

import datetime as dt

from tasks.enums import Role
from tasks.models import Plan
from tasks.rounds import life
from tests import factories, places
from tests.factories import at
from tests.tasks.rounds.scenes import RULE, report, tend
from tests.tasks.targets import scenes

SINCE, DAY = "2018-09-25", "2018-11-05"
CODES = ("350000", "420000")
# What was handed to the provinces is due then; the bodies have until the end of the year.
DUE = dt.date(2018, 10, 31)


def scene() -> Plan:
    """The plan, made when it is asked for the first time."""
    return Plan.objects.filter(slug="p").first() or _made()


def _made() -> Plan:
    plan = factories.plan("p", tasks=2, others={"MOF": Role.CO_RESPONSIBLE})
    places.hand_out(plan, *CODES, day="2018-09-01", due_on=DUE)
    with at("2018-09-01"):
        life.set_rule(plan, by=None, **RULE)
    share = scenes.target()
    scenes.target(scenes.LEVEL, "1.2")
    tend("2018-09-20")
    report("2018-09-24", percent=20)
    report("2018-09-24", duty=places.local_duty("350000"), percent=30, by=places.provincial("350000"))
    tend("2018-10-20")
    report("2018-10-22", percent=60)
    scenes.say("350000", share, 30, 100, on="2018-10-22", day="2018-10-22")
    tend("2018-11-05")
    return plan
