"""The pages of figures: dashboard of a plan, one area, the agencies, one agency; also for a past day."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reformtracker.lib import clock
from reports import changes, dashboard_charts, dashboards, league
from reports.board import COMING, Board, Position, plans_in_sight, read_board
from reports.course import course
from reports.dashboard_charts import drawn, fragment
from reports.dashboard_links import Links
from reports.provinces.card import places_card
from tasks.asof import asked_day
from tasks.enums import DONE_STANDINGS, PlanState
from tasks.models import Plan, ReformArea

LISTED = 10
DAY = dt.timedelta(days=1)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """To the dashboard of the newest issued plan; says what will be here while there is none."""
    if not request.user.sees_business:
        raise Http404
    plan = Plan.objects.visible_to(request.user).issued().first()
    if plan is None:
        return render(request, "reports/overview.html")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("reports:dashboard", args=[plan.slug]) + query)


@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    plans = plans_in_sight(request.user)
    board = read_board(request.user, named_plan(plans, slug), asked_day(request))
    whole_week = request.GET.get("week") == "all"
    context = _frame(board) | _lists(board) | _charts(board) | {
        "plans": plans,
        "week": changes.week(board, whole=whole_week),
        "whole_week": whole_week,
        "places": places_card(request, board.plan, board.as_of),
    }  # fmt: skip
    return render(request, "reports/dashboard.html", context)


@require_safe
def area(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    plan = named_plan(plans_in_sight(request.user), slug)
    siblings = {area.position: area for area in ReformArea.objects.filter(plan=plan)}
    if position not in siblings:
        raise Http404
    board = read_board(request.user, plan, asked_day(request))
    rows = board.only(lambda row: row.area == position)
    newest = changes.newest_central(
        request.user, board.day, assignment__measure__task__area=siblings[position]
    )
    context = _frame(board, rows, area=position) | {
        "area": siblings[position],
        "previous": siblings.get(position - 1),
        "next": siblings.get(position + 1),
        "lines": dashboards.task_lines(rows),
        "changes": newest,
        "places": places_card(request, plan, board.as_of, area=position),
    }
    context["lines_html"] = fragment(board, f"area {position}", "reports/_task_lines.html", context)
    return render(request, "reports/area.html", context)


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    if not request.user.sees_business:
        raise Http404
    plans = plans_in_sight(request.user)
    if not plans:
        return render(request, "reports/overview.html")
    board = read_board(request.user, asked_plan(request, plans), asked_day(request))
    lines, kind = league.lines(board), request.GET.get("kind", "")
    context = _frame(board) | {
        "plans": plans,
        "lines": league.league(lines, kind=kind, ordering=request.GET.get("ordering", "")),
        "kinds": league.kinds(lines),
        "kind": kind,
    }
    return render(request, "reports/agencies.html", context)


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    body = get_object_or_404(league.agencies_in_sight(request.user), code=code)
    plans, as_of = plans_in_sight(request.user, holder=body), asked_day(request)
    before, after = league.passages(body)
    context = {
        "agency": body,
        "names": body.names.order_by("language", "kind", "name"),
        "before": before,
        "after": after,
        "plans": plans,
        "as_of": as_of,
        "changes": changes.newest(request.user, as_of or clock.today(), assignment__agency=body),
    }
    if plans:
        board = read_board(request.user, asked_plan(request, plans), as_of, holder=body)
        context |= _held(board, body.code)
    return render(request, "reports/agency.html", context)


def named_plan(plans: list[Plan], slug: str) -> Plan:
    """The plan of that name among those in sight, else 404."""
    for plan in plans:
        if plan.slug == slug:
            return plan
    raise Http404


def asked_plan(request: HttpRequest, plans: list[Plan]) -> Plan:
    """The plan that the address names, else the newest issued one."""
    if slug := request.GET.get("plan"):
        return named_plan(plans, slug)
    return next((plan for plan in plans if plan.state == PlanState.ISSUED), plans[0])


def _frame(board: Board, rows: list[Position] | None = None, **wanted: object) -> dict[str, object]:
    """What every page shows of `rows` (by default all of the board's); `wanted` narrows the lists behind."""
    figures, links = dashboards.figures(board.rows if rows is None else rows), Links(board.plan, board.as_of)
    soon = board.day + dashboards.SOON
    coming = {"standing": list(COMING), "due_before": soon + DAY, "ordering": "due_on"}
    return {
        "plan": board.plan,
        "as_of": board.as_of,
        "day": board.day,
        "chain": board.chain,
        "soon": soon,
        "figures": figures,
        "links": links,
        "list_url": links.listing(**wanted),
        "done_url": links.listing(standing=sorted(DONE_STANDINGS), **wanted),
        "troubled_url": links.listing(standing=list(dashboards.TROUBLED), **wanted),
        "soon_url": links.listing(**coming, **wanted),
        "standings": drawn(
            board,
            f"standings {wanted}",
            lambda: dashboard_charts.standings(figures.counts, links, **wanted),
        ),
    }


def _charts(board: Board) -> dict[str, object]:
    """The plan over time, its areas, and the agencies that hold most of its duties."""
    links = Links(board.plan, board.as_of)
    return {
        "course": drawn(board, "over time", lambda: dashboard_charts.course(course(board), board.day)),
        "areas": drawn(
            board, "areas", lambda: dashboard_charts.areas(dashboards.by_area(board.owing), links)
        ),
        "agencies": drawn(
            board, "agencies", lambda: dashboard_charts.agencies(dashboards.by_agency(board.owing), links)
        ),
        "more_agencies": max(0, len({row.agency for row in board.owing}) - dashboard_charts.BARS),
    }


def _lists(board: Board) -> dict[str, object]:
    """What is overdue, what is due next, what waits for a decision."""
    overdue, due = dashboards.overdue(board.rows), dashboards.due_next(board.rows)
    return {
        "overdue": overdue[:LISTED],
        "more_overdue": len(overdue[LISTED:]),
        "due": due[:LISTED],
        "more_due": len(due[LISTED:]),
        "objections": [row for row in board.owing if row.objecting],
        "extensions": [row for row in board.owing if row.asked_due_on],
    }


def _held(board: Board, code: str) -> dict[str, object]:
    """The duties of one agency: those that owe reports, and those by which it supports others."""
    context = _frame(board, agency=code) | {
        "owing": board.owing,
        "supporting": board.only(lambda row: not row.owes),
    }
    return context | {"held_html": fragment(board, f"agency {code}", "reports/_held_all.html", context)}
