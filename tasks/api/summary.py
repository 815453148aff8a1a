"""How a plan and a desk stand, in counts."""

import datetime as dt

from agencies.models import User
from reformtracker.lib import clock
from tasks.enums import STANDING_ORDER, Move, Standing, State
from tasks.models import Plan
from tasks.queries import ReportingMonth, duties, standing_counts, task_summaries
from tasks.standing import RULE_VERSION
from tasks.views.own_desk import own_duties, with_words


def summary_of(plan: Plan, user: User, as_of: dt.date | None) -> dict:
    """What PlanSummarySerializer shows; two queries. `as_of` None is now."""
    day = as_of or clock.today()
    rows = duties(user, plan=plan, as_of=as_of)
    counts = standing_counts(rows.owing().central()).get((), {})
    tasks = task_summaries(rows, day)
    totals = {
        name: sum(getattr(task, name) for task in tasks)
        for name in ("measures", "verified", "leads", "reported")
    }
    return totals | {
        "plan": plan.slug,
        "as_of": day,
        "rule_version": RULE_VERSION,
        "duties": sum(counts.values()),
        "standings": [{"standing": kind, "duties": counts.get(kind, 0)} for kind in STANDING_ORDER],
        "tasks": len(tasks),
    }


def desk_counts(user: User) -> dict[str, int]:
    """What DeskSerializer shows, as the desk counts it; none for somebody who reports for nobody."""
    if not user.reporting_posts:
        return dict.fromkeys(("owed", "overdue", "returned"), 0)
    own = own_duties(user).with_standing(clock.today())
    returned = with_words(own).filter(turn=Move.RETURN, at_state=State.IN_PROGRESS)
    return {
        "owed": own.awaiting_report_since(ReportingMonth.of(clock.today()).since).count(),
        "overdue": own.filter(at_standing=Standing.OVERDUE).count(),
        "returned": returned.count(),
    }
