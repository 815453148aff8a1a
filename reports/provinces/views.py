"""Pages about all places at once: the matrix of a plan, the places side by side, the places of one task."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from agencies.permissions import own_place
from reports.board import plans_in_sight
from reports.dashboard_links import Links
from reports.dashboard_views import named_plan
from reports.exporting import RENDERERS, sent
from reports.provinces.asking import asked_of, yardstick_of
from reports.provinces.drawing import legend
from reports.provinces.export import league_document, matrix_document
from reports.provinces.matrix import Matrix, Row, columns_of, matrix_of
from reports.provinces.reading import Local, read_local
from reports.provinces.returns import returns_by_place
from reports.provinces.showing import Shown, area_heads, drawn_bars, drawn_map, shown, standing_lines
from reports.provinces.sight import Sight
from reports.provinces.yardsticks import Rank, Yardstick, best_first, offered, ranks, sorted_rows
from tasks.asof import asked_day
from tasks.enums import Standing
from tasks.models import Plan


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    plans = plans_in_sight(request.user)
    page = _matrix(request, named_plan(plans, slug))
    cells, links = page.cells(request.user), Links(page.local.plan, page.local.as_of)
    context = _frame(page.local, page.every) | {
        "plans": [plan for plan in plans if plan.handed_out],
        "shown": page,
        "form": page.asked.form,
        "rows": [(row, cells[row.place.code], links.place(row.place.code)) for row in page.matrix.rows],
        "areas": area_heads(page, request.GET),
        "legend": legend(),
        "map": drawn_map(page.every, page.by, page.local),
    }
    return render(request, "reports/provinces/matrix.html", context)


@require_safe
def export_matrix(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The matrix as seen: the address carries the same filter, order and past day as the page."""
    if kind not in RENDERERS:
        raise Http404
    page = _matrix(request, named_plan(plans_in_sight(request.user), slug))
    return sent(request, matrix_document(request.user, page), "provinces", kind)


@require_safe
def provinces(request: HttpRequest) -> HttpResponse:
    """The places side by side."""
    plans = _plans(request)
    if not plans:
        return render(request, "reports/overview.html")
    local = read_local(handing_plan(request, plans), asked_day(request))
    page = _league(request, local)
    return render(request, "reports/provinces/league.html", page | {"plans": plans})


@require_safe
def export_provinces(request: HttpRequest, kind: str) -> FileResponse:
    plans = _plans(request)
    if kind not in RENDERERS or not plans:
        raise Http404
    local = read_local(handing_plan(request, plans), asked_day(request))
    page = _league(request, local)
    document = league_document(
        request.user, local, [(line["row"], line["rank"]) for line in page["lines"]], page["by"]
    )
    return sent(request, document, "provinces", kind)


@require_safe
def task_provinces(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """How the places stand in one task."""
    local = read_local(named_plan(plans_in_sight(request.user), slug), asked_day(request))
    measures = [one for one in local.measures if one.task == number]
    if not measures:
        raise Http404
    found = matrix_of(local, columns=columns_of(measures))
    seen, links = Sight(request.user), Links(local.plan, local.as_of)
    near = {row.place.code for row in found.rows if row.cells[0] and seen.all(row.cells[0].duties)}
    yardsticks = offered(has_rounds=False)
    by = yardstick_of(request.GET, yardsticks)

    def address(code: str) -> str:
        return links.place_task(code, number) if code in near else links.place(code)

    context = _frame(local, found) | {
        "task": measures[0],
        "measures": measures,
        "map": drawn_map(found, by, local, address),
        "by": by,
        "yardsticks": yardsticks,
        "rows": [_in_task(row, row.place.code in near, local, address) for row in found.rows],
    }
    return render(request, "reports/provinces/task.html", context)


def _in_task(row: Row, near: bool, local: Local, address: Callable[[str], str]) -> dict[str, Any]:
    """One place in the table of a task: with its reason where the reader sees it."""
    cell = row.cells[0]
    reason = cell.worst.reason(local.day) if cell and near else ""
    return {"place": row.place, "cell": cell, "reason": reason, "url": address(row.place.code)}


def _side_by_side(row: Row, rank: Rank | None, local: Local, bars: dict[str, SafeString]) -> dict[str, Any]:
    """One place in the table of all."""
    share, lines = row.figures.verified_share, standing_lines(row.figures)
    return {
        "row": row,
        "rank": rank,
        "url": Links(local.plan, local.as_of).place(row.place.code),
        "verified": None if share is None else round(share, 1),
        "bar": bars[row.place.code],
        "counts": [(str(Standing(kind).label), count) for kind, count in lines],
    }


def handing_plan(request: HttpRequest, plans: list[Plan]) -> Plan:
    """The plan that the address names, else the newest that has handed anything to places."""
    if slug := request.GET.get("plan"):
        return named_plan(plans, slug)
    return next((plan for plan in plans if plan.handed_out), plans[0])


def _plans(request: HttpRequest) -> list[Plan]:
    if not request.user.sees_business:
        raise Http404
    return plans_in_sight(request.user)


def _matrix(request: HttpRequest, plan: Plan) -> Shown:
    local = read_local(plan, asked_day(request))
    return shown(local, asked_of(request.GET, local))


def _league(request: HttpRequest, local: Local) -> dict[str, Any]:
    returns = returns_by_place(local)
    found = matrix_of(local, returns=returns)
    yardsticks = offered(has_rounds=bool(returns))
    by = yardstick_of(request.GET, yardsticks)
    places = ranks(by, found.rows)
    rows = sorted_rows(found.rows, request.GET.get("ordering") or best_first(by))
    bars = drawn_bars(local, found)
    return _frame(local, found) | {
        "by": by,
        "by_label": Yardstick(by).label,
        "yardsticks": yardsticks,
        "map": drawn_map(found, by, local),
        "lines": [_side_by_side(row, places.get(row.place.code), local, bars) for row in rows],
        "own": {row.place.code for row in rows if is_own(request, row.place.path)},
    }


def is_own(request: HttpRequest, path: str) -> bool:
    """Whether the reader reports for that place or one in it."""
    posts = [own_place(post) for post in request.user.reporting_posts]
    return any(place.path.startswith(path) for place in posts if place)


def _frame(local: Local, found: Matrix) -> dict[str, Any]:
    """What every page about the places of a plan shows."""
    total = found.total
    return {
        "plan": local.plan,
        "as_of": local.as_of,
        "day": local.day,
        "chain": getattr(local.plan, "chain", None),
        "links": Links(local.plan, local.as_of),
        "total": total,
        "standings": standing_lines(total),
        "heard_places": found.heard_places,
        "asked_places": found.asked_places,
    }
