"""Planned against actual over time: the ledger's entries of a plan, read once and folded week by week."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from reformtracker.lib import clock
from reports.board import Board, Position, kept
from reports.dashboards import rounded
from reports.kinds.progress import area_percent
from tasks.enums import Role
from tasks.models import Entry
from tasks.standing import planned_percent

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """The plan at the end of a day, percent 0-100. `actual` is None when no lead had reported or the day is
    still to come; `heard` is the number of leads that had reported by then, None for a day to come.
    """

    day: dt.date
    planned: float | None
    actual: float | None
    heard: int | None


def course(board: Board) -> tuple[Point, ...]:
    """Weekly points over the plan's period. The plan grows evenly from the start of each duty to the due date
    in force on the board's day; the actual is what the leads that had reported said, means as in the reports.
    """
    return kept(board, "course", lambda: _course(board)) if board.rows else ()


def _course(board: Board) -> tuple[Point, ...]:
    leads = board.only(lambda row: row.heads)
    said: dict[int, int] = {}
    entries = _entries(board)
    pending = next(entries, None)
    points = []
    for day in _days(board):
        while pending and pending[0] <= day:
            _day, duty, percent, reported_on = pending
            said.pop(duty, None)
            if reported_on:
                said[duty] = percent
            pending = next(entries, None)
        points.append(_point(leads, day, said if day <= board.day else None))
    return tuple(points)


def _entries(board: Board) -> Iterator[tuple[dt.date, int, int, dt.date | None]]:
    """Day, duty, percentage and day of the last report after each entry on a lead's duty, oldest first."""
    found = Entry.objects.visible_to(board.user).filter(
        plan=board.plan, assignment__owes=True, at__lt=clock.end_of(board.day)
    )
    rows = found.exclude(assignment__role=Role.IMPLEMENTING).order_by("n")
    for at, *said in rows.values_list("at", "assignment_id", "percent", "reported_on"):
        yield clock.day_of(at), *said


def _days(board: Board) -> list[dt.date]:
    """Every week from the start of the period, its end, and the board's day unless it lies before."""
    first, last = board.plan.period_start, board.plan.period_end
    if first is None or last is None:  # only a draft, which has no course
        return []
    weeks = {first + WEEK * number for number in range((last - first).days // 7 + 1)}
    return sorted(weeks | {last} | ({board.day} if first <= board.day else set()))


def _point(leads: list[Position], day: dt.date, said: dict[int, int] | None) -> Point:
    aim = area_percent(leads, lambda row: planned_percent(row.start_on, row.due_on, day))
    if said is None:
        return Point(day, rounded(aim), None, None)
    actual = area_percent(leads, lambda row: said.get(row.pk))
    return Point(day, rounded(aim), rounded(actual), sum(row.pk in said for row in leads))
