"""Counts of returns by how they stand on a day; counted in the database.

A missing return is a count of its own, never a zero. Punctuality is judged when a round's due day is over:
until then what was given in time (`early`) and what has not come (`pending`) stand apart, because of a round
half given every return given is one in time. Every percentage is a share of what was `owed`, the judged ones.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from tasks.enums import Punctuality
from tasks.models import Return
from tasks.rounds.punctuality import with_punctuality

# What is judged, in the order of tables; what is still owed or excused is not.
JUDGED = (Punctuality.ON_TIME, Punctuality.LATE, Punctuality.MISSING, Punctuality.RETURNED)


@dataclass(frozen=True, slots=True)
class Line:
    """Counts of returns; the first four are judged. Of rounds not due yet: `early` given, `pending` not.

    `ever_returned` counts again, across all of these, what was sent back at some time, come again or not.
    """

    on_time: int = 0
    late: int = 0
    missing: int = 0
    returned: int = 0
    early: int = 0
    pending: int = 0
    excused: int = 0
    ever_returned: int = 0

    @property
    def owed(self) -> int:
        """The returns of rounds whose due day is over, none excused: what every share is taken of."""
        return self.on_time + self.late + self.missing + self.returned

    @property
    def asked(self) -> int:
        """All returns that the rounds ask for, excused ones left out."""
        return self.owed + self.early + self.pending

    @property
    def given(self) -> int:
        """Returns that have come and need not come again."""
        return self.on_time + self.late + self.early

    def share(self, count: int) -> float | None:
        """Percent (0-100) of what was owed; None when nothing was."""
        return 100 * count / self.owed if self.owed else None

    @property
    def punctual(self) -> float | None:
        """Percent on time, by which places are ranked."""
        return self.share(self.on_time)

    def __add__(self, other: "Line") -> "Line":
        # Written out: a page adds up hundreds of them.
        return Line(
            self.on_time + other.on_time,
            self.late + other.late,
            self.missing + other.missing,
            self.returned + other.returned,
            self.early + other.early,
            self.pending + other.pending,
            self.excused + other.excused,
            self.ever_returned + other.ever_returned,
        )


NAMES = {
    Punctuality.ON_TIME: "on_time",
    Punctuality.LATE: "late",
    Punctuality.MISSING: "missing",
    Punctuality.RETURNED: "returned",
    Punctuality.OWED: "pending",
    Punctuality.EXCUSED: "excused",
}
# The same while the round is not due yet: what was sent back has to come again.
UNJUDGED = NAMES | {Punctuality.ON_TIME: "early", Punctuality.RETURNED: "pending"}


def total(lines: Iterable[Line]) -> Line:
    return sum(lines, Line())


def counted(returns: QuerySet, day: dt.date, *group: str) -> dict[tuple, Line]:
    """The returns of rounds begun by `day`, counted by the values of `group`; one query."""
    begun = with_punctuality(returns.filter(round__opens_on__lte=day), day).annotate(
        is_due=ExpressionWrapper(Q(round__due_on__lt=day), output_field=BooleanField())
    )
    kinds = begun.order_by().values(*group, "at_punctuality", "is_due")
    rows = kinds.annotate(count=Count("pk"), ever_returned=Count("pk", filter=Q(sent_back_on__lte=day)))
    lines: dict[tuple, Line] = {}
    for row in rows:
        key = tuple(row[name] for name in group)
        name = (NAMES if row["is_due"] else UNJUDGED)[row["at_punctuality"]]
        lines[key] = lines.get(key, Line()) + Line(
            **{name: row["count"], "ever_returned": row["ever_returned"]}
        )
    return lines


def pressing_on(day: dt.date) -> QuerySet[Return]:
    """What the rounds open on a past day asked for at its end; today's is ReturnQuerySet.pressing()."""
    within = Return.objects.filter(round__opens_on__lte=day, round__closes_on__gte=day)
    wanted = (Punctuality.OWED, Punctuality.MISSING, Punctuality.RETURNED)
    return with_punctuality(within, day).filter(at_punctuality__in=wanted)
