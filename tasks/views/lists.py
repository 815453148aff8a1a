"""The task list: one row per duty, filtered, sorted and paged by its address."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from tasks import queries
from tasks.enums import STANDING_ORDER, Standing
from tasks.filters import filtered_duties

PER_PAGE = 50


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, because the page has counted them already."""

    def __init__(self, rows, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    duty_filter, rows, as_of = filtered_duties(request)
    counts = queries.standing_counts(rows).get((), {})
    total = sum(counts.values())
    page = CountedPaginator(rows.for_rows(), PER_PAGE, count=total).get_page(request.GET.get("page"))
    context = {
        "filter": duty_filter,
        "page": page,
        "duties": queries.explain(page.object_list, as_of or clock.today()),
        "standings": [(kind, counts[kind]) for kind in STANDING_ORDER if counts.get(kind)],
        "chosen": set(request.GET.getlist("standing")) & set(Standing.values),
        "total": total,
        "as_of": as_of,
        "today": as_of or clock.today(),
    }
    return render(request, "tasks/list.html", context)
