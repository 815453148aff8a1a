"""When the ladder proposes a slip, and of which colour: a pure rule over working days."""

import datetime as dt

from reformtracker.lib.workdays import add_workdays
from tasks.enums import SlipColour

# From so many working days after the due date on; each colour follows the one before it and none is skipped.
LADDER = ((SlipColour.BLUE, 5), (SlipColour.YELLOW, 10), (SlipColour.RED, 20))
REPLY_WORKING_DAYS = 5
COLOURS = [colour for colour, _days in LADDER]


def next_colour(
    due_on: dt.date, today: dt.date, highest: str | None = None, reply_by: dt.date | None = None
) -> SlipColour | None:
    """The colour that is due on `today`, or None.

    `highest` is the worst colour issued for this due date, `reply_by` the last day for an answer to it: while
    that day has not passed, the agency is given its time.
    """
    place = 0 if highest is None else COLOURS.index(SlipColour(highest)) + 1
    if place == len(LADDER) or (reply_by is not None and reply_by >= today):
        return None
    colour, days = LADDER[place]
    return colour if add_workdays(due_on, days) <= today else None


def reply_day(today: dt.date) -> dt.date:
    """The day by which a slip of today is answered unless the secretariat says otherwise."""
    return add_workdays(today, REPLY_WORKING_DAYS)
