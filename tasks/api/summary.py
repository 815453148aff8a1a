"""How a plan and a desk stand, in counts."""

import datetime as dt

from django.db.models import OuterRef, Q, Subquery

from agencies.enums import UserRole
from agencies.models import User
from reformtracker.lib import clock
from tasks.enums import STANDING_ORDER, Move, Standing, State
from tasks.models import Entry, Plan
from tasks.models.assignment import AssignmentQuerySet
from tasks.queries import ReportingMonth, duties, standing_counts, task_summaries
from tasks.standing import RULE_VERSION


def summary_of(plan: Plan, user: User, as_of: dt.date | None) -> dict:
    """What PlanSummarySerializer shows; two queries. `as_of` None is now."""
    day = as_of or clock.today()
    rows = duties(user, plan=plan, as_of=as_of)
    counts = standing_counts(rows.owing()).get((), {})
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


def own_duties(user: User) -> AssignmentQuerySet:
    """The owing duties for which the user reports, as agencies.permissions.speaks_for decides it."""
    own = Q(pk__in=[])
    for post in user.reporting_posts:
        own |= Q(agency_id=post.agency_id)
        if post.role == UserRole.PROVINCIAL:
            own |= Q(agency__jurisdiction__path__startswith=post.agency.jurisdiction.path)
    return duties(user).owing().filter(own)


def desk_counts(user: User) -> dict[str, int]:
    """What DeskSerializer shows; three queries, none for somebody who reports for nobody."""
    if not user.reporting_posts:
        return dict.fromkeys(("owed", "overdue", "returned"), 0)
    own = own_duties(user)
    newest = Entry.objects.filter(assignment=OuterRef("pk")).order_by("-n").values("move")[:1]
    returned = own.filter(at_state=State.IN_PROGRESS).annotate(last_move=Subquery(newest))
    return {
        "owed": own.awaiting_report_since(ReportingMonth.of(clock.today()).since).count(),
        "overdue": own.filter(at_standing=Standing.OVERDUE).count(),
        "returned": returned.filter(last_move=Move.RETURN).count(),
    }
