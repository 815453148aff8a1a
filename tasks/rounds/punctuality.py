"""How a return of a round stands on a day: on time, late, sent back, still owed, missing or excused.

The rule stands twice, as a pure function and as an annotation, because tables count in the database; a test
holds the two equal. A past day is asked by comparing the dates with that day: what came later has not come.
"""

import datetime as dt
from typing import Protocol

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from tasks.enums import Punctuality


class Dated(Protocol):
    """The days of one return (tasks.models.Return); None: it has not happened."""

    given_on: dt.date | None
    sent_back_on: dt.date | None
    again_on: dt.date | None
    excused_on: dt.date | None


def punctuality(dated: Dated, due_on: dt.date, day: dt.date) -> Punctuality:
    """How the return stands at the end of `day`, given the last day on which it is on time.

    Excused is what ended or paused no later than the due day: what was missing by then stays missing.
    """
    if dated.excused_on and dated.excused_on <= min(day, due_on):
        return Punctuality.EXCUSED
    if dated.given_on is None or dated.given_on > day:
        return Punctuality.OWED if day <= due_on else Punctuality.MISSING
    if dated.sent_back_on and dated.sent_back_on <= day and not (dated.again_on and dated.again_on <= day):
        return Punctuality.RETURNED
    return Punctuality.ON_TIME if dated.given_on <= due_on else Punctuality.LATE


def with_punctuality(returns: QuerySet, day: dt.date) -> QuerySet:
    """Adds at_punctuality by the same rule; `returns` are those of any rounds."""
    excused = Q(excused_on__lte=day) & Q(excused_on__lte=F("round__due_on"))
    given = Q(given_on__lte=day)
    back = Q(sent_back_on__lte=day) & ~Q(again_on__isnull=False, again_on__lte=day)
    rules = [
        (excused, Punctuality.EXCUSED),
        (given & back, Punctuality.RETURNED),
        (given & Q(given_on__lte=F("round__due_on")), Punctuality.ON_TIME),
        (given, Punctuality.LATE),
        (Q(round__due_on__gte=day), Punctuality.OWED),
    ]
    return returns.annotate(
        at_punctuality=Case(
            *[When(condition, then=Value(kind.value)) for condition, kind in rules],
            default=Value(Punctuality.MISSING.value),
            output_field=CharField(),
        )
    )
