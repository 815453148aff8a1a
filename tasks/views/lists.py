"""The task list: one row per duty, filtered, sorted and paged by its address."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from tasks import queries
from tasks.enums import STANDING_ORDER, Role, Standing
from tasks.filters import ListFilter, Part, filtered_duties
from tasks.models import Assignment
from tasks.views.saved import offered

PER_PAGE = 30


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, because the page has counted them already."""

    def __init__(self, rows, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


def _counted(asked: ListFilter) -> tuple[dict[str, int], list[tuple[Part, int, bool]]]:
    """How many duties stand how; then each part with its count and whether it is shown, if places have any.

    One query counts what is shown and what the list leaves out.
    """
    chosen = asked.form.cleaned_data.get("part") or Part.BOTH
    shown: Counter[str] = Counter()
    sizes: Counter[str] = Counter(dict.fromkeys(Part, 0))
    for (role,), counts in queries.standing_counts(asked.of_both, "role").items():
        part = Part.PLACES if role == Role.IMPLEMENTING else Part.BODIES
        for whose in (part, Part.BOTH):
            sizes[whose] += sum(counts.values())
        if chosen in (part, Part.BOTH):
            shown += Counter(counts)
    parts = [(part, sizes[part], part == chosen) for part in Part]
    return shown, parts if sizes[Part.PLACES] or chosen == Part.PLACES else []


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the texts of an explained duty, made here once instead of piece by piece in the template."""

    duty: Assignment
    number: str
    url: str
    title: str
    other_title: str
    agency: str
    role: str
    due: str
    moved: str
    reported: str

    @classmethod
    def of(cls, duty: Assignment, as_of: dt.date | None) -> "Line":
        task = duty.measure.task
        return cls(
            duty=duty,
            number=task.number,
            url=duty.address(as_of),
            title=task.short_title,
            other_title=task.other_title,
            agency=duty.agency.short,
            role=duty.get_role_display(),
            due=str(duty.at_due_on),
            moved=_moved(duty),
            reported=str(duty.at_reported_on or "–"),
        )


def _moved(duty: Assignment) -> str:
    """The plan's own date, where the date in force is another."""
    said = {"date": duty.original_due_on}
    if duty.at_due_on > duty.original_due_on:
        return _("first %(date)s") % said
    return _("plan: %(date)s") % said if duty.at_due_on < duty.original_due_on else ""


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    duty_filter, rows, as_of = filtered_duties(request)
    counts, parts = _counted(duty_filter)
    total = sum(counts.values())
    page = CountedPaginator(rows.for_rows(), PER_PAGE, count=total).get_page(request.GET.get("page"))
    duties = queries.explain(page.object_list, as_of or clock.today())
    context = {
        "filter": duty_filter,
        "page": page,
        "lines": [Line.of(duty, as_of) for duty in duties],
        "standings": [(kind, counts[kind]) for kind in STANDING_ORDER if counts.get(kind)],
        "chosen": set(request.GET.getlist("standing")) & set(Standing.values),
        "total": total,
        "parts": parts,
        "as_of": as_of,
        "today": as_of or clock.today(),
        "views": offered(request) if request.user.sees_business else [],
    }
    return render(request, "tasks/list.html", context)
