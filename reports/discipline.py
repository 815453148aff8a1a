"""Reporting discipline: how punctually places and agencies give the returns of a plan's rounds."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Jurisdiction
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from tasks.models import Plan, Return
from tasks.rounds import tallies
from tasks.rounds.tallies import Line, total

__all__ = ["Line", "by_place", "counted", "rolled_up", "sentence", "total"]
PATH = "assignment__agency__jurisdiction__path"


def counted(plan: Plan, day: dt.date, *group: str, only: Q | None = None) -> dict[tuple, Line]:
    """The returns of the plan's rounds begun by `day`, counted by the values of `group`; one query.

    `only` is a condition on the return.
    """
    return tallies.counted(Return.objects.filter(only or Q(), round__plan=plan), day, *group)


def by_place(plan: Plan, as_of: dt.date | None = None) -> dict[int, Line]:
    """The returns of all rounds by place (Jurisdiction.pk), those of the places inside it included.

    Places without a return are left out. Figures for everybody who may see the plan; two queries.
    """
    found = counted(plan, as_of or clock.today(), PATH)
    return rolled_up({path: line for (path,), line in found.items()})


def rolled_up(by_path: Mapping[str, Line]) -> dict[int, Line]:
    """The lines by place's key: each with what lies in it; the nation stands for its own bodies alone."""
    lines: dict[str, Line] = {}
    for path, line in by_path.items():
        for above in _ancestors(path):
            lines[above] = lines.get(above, Line()) + line
    keys = Jurisdiction.objects.filter(path__in=list(lines)).order_by().values_list("path", "pk")
    return {key: lines[path] for path, key in keys}


def _ancestors(path: str) -> list[str]:
    """The place and those above it but for the nation, unless it is the nation itself."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[:end]) + "/" for end in range(min(2, len(codes)), len(codes) + 1)]


def sentence(whole: Line) -> str:
    """All returns in one sentence, in the manner of a circular; what is not due yet is named apart."""
    words = _("Of %(owed)s returns %(on_time)s%% on time, %(late)s%% late, %(missing)s%% missing")
    said = words % {
        "owed": whole.owed,
        "on_time": _percent(whole, whole.on_time),
        "late": _percent(whole, whole.late),
        "missing": _percent(whole, whole.missing),
    }
    back = _("%s%% sent back") % _percent(whole, whole.returned) if whole.returned else ""
    coming = {"given": whole.early, "total": whole.early + whole.pending}
    early = _("of %(total)s not due yet %(given)s have been given") % coming if coming["total"] else ""
    excused = _("%s excused") % whole.excused if whole.excused else ""
    judged = [said, back] if whole.owed else [_("No return was due yet")]
    return clauses([*judged, early, excused])


def _percent(whole: Line, count: int) -> str:
    return f"{whole.share(count) or 0:.1f}"
