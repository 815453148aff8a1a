"""What was put right after its round had closed: the next report shows it, the first word beside it."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reports.document import Column, Table, Value, clean
from reports.queries import Sight, in_scope
from tasks.enums import Move
from tasks.models import Entry, Return, Round


def corrections(sight: Sight) -> Table | None:
    """The entries in sight that correct a return of a closed round, newest last; None when there are none.

    They are those made since the round before the newest closed one was closed, so that each stands in the
    reports of its own round and of the one after. A duty that owed nothing in the round, such as one that was
    verified then and is reopened now, has no return to correct.
    """
    entries = list(_entries(sight))
    given = _first_words(sight, entries) if entries else {}
    keys = [(entry.assignment_id, entry.details["round"]) for entry in entries]
    rows = tuple(_row(entry, *given[key]) for entry, key in zip(entries, keys, strict=True) if key in given)
    if not rows:
        return None
    columns = (
        Column("n", _("Entry"), "int", 8),
        Column("at", _("Made on"), "date", 12),
        Column("round", _("Round"), width=10),
        Column("measure", _("Measure"), width=9),
        Column("title", _("Title"), width=42),
        Column("agency", _("Agency"), width=22),
        Column("given", _("As given in the round"), "percent", 12),
        Column("given_on", _("Given on"), "date", 12),
        Column("percent", _("As corrected"), "percent", 12),
        Column("said", _("What was said"), width=70),
    )
    return Table("corrections", _("Corrected after the round was closed"), columns, rows)


def _entries(sight: Sight) -> QuerySet[Entry]:
    made = Entry.objects.filter(plan=sight.plan, details__after_closing=1, at__lt=clock.end_of(sight.day))
    if since := _since(sight):
        made = made.filter(at__gte=since)
    if sight.user is not None:
        made = made.visible_to(sight.user)
    if sight.filter:
        made = made.filter(assignment__in=in_scope(sight).values("pk"))
    return made.select_related("assignment__agency", "assignment__measure__task").order_by("n")


def _first_words(sight: Sight, entries: Sequence[Entry]) -> dict[tuple[int, str], tuple[int, dt.date]]:
    """What was given first, percent and day, by duty and number of the round."""
    rows = Return.objects.filter(
        round__plan=sight.plan, assignment__in={one.assignment_id for one in entries}
    )
    fields = ("assignment_id", "round__number", "entry__percent", "given_on")
    return {(duty, number): (percent, day) for duty, number, percent, day in rows.values_list(*fields)}


def _since(sight: Sight) -> dt.datetime | None:
    closed = Round.objects.filter(plan=sight.plan, closed_at__lt=clock.end_of(sight.day))
    moments = list(closed.order_by("-closed_at").values_list("closed_at", flat=True)[:2])
    return moments[1] if len(moments) > 1 else None


def _row(entry: Entry, given_percent: int, given_on: dt.date) -> tuple[Value, ...]:
    duty = entry.assignment
    task = duty.measure.task
    said = entry.reason if entry.move == Move.CORRECT else entry.note
    return (
        entry.n,
        clock.day_of(entry.at),
        entry.details["round"],
        f"{task.number}/{duty.measure.position}",
        clean(task.short_title),
        clean(duty.agency.short or duty.agency.name),
        given_percent,
        given_on,
        entry.percent,
        clean(said),
    )
