"""The page of one place, and of what it owes in one task."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.enums import Level
from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib import clock
from reports import changes
from reports.board import plans_in_sight, remembered
from reports.dashboard_charts import draw
from reports.dashboard_links import Links
from reports.dashboard_views import named_plan
from reports.provinces import place as figures
from reports.provinces.matrix import Row, due_next, overdue
from reports.provinces.reading import Local, Place, read_local
from reports.provinces.returns import RoundLine, rounds_of
from reports.provinces.sight import Sight
from reports.provinces.views import handing_plan
from tasks.asof import asked_day
from tasks.local import findings
from tasks.models import Finding
from tasks.targets import positions
from tasks.targets.positions import PlaceLine
from tasks.targets.wording import Told, told_of_place

LISTED = 10
ABOVE = "parent__parent__parent"
BODY_FIELDS = ("pk", "code", "position", "name_en", "name_zh")


@require_safe
def province(request: HttpRequest, code: str) -> HttpResponse:
    """A place for everybody: its figures. For those who see its duties: also what they are."""
    site, around = _site_with_all_in_it(request, code)
    near = Sight(request.user).place(site.path)
    if not (near or site.level == Level.PROVINCE):
        raise Http404
    plans, as_of = plans_in_sight(request.user), asked_day(request)
    context: dict[str, Any] = {"place": site, "above": _above(site), "near": near, "plans": plans}
    context |= {"as_of": as_of, "day": as_of or clock.today()}
    if plans:
        local = read_local(handing_plan(request, plans), as_of)
        context |= _figures(local, Place.of(site), request.user) | {"targets": _targets(local, site)}
    if near:
        context |= around
        context["findings"] = findings.of_place(request.user, site) if site.has_findings else []
    return render(request, "reports/provinces/place.html", context)


@require_safe
def place_task(request: HttpRequest, slug: str, code: str, number: str) -> HttpResponse:
    """The duties of one place in one task, with the newest that was said of them."""
    site = _site(request, code)
    local = read_local(named_plan(plans_in_sight(request.user), slug), asked_day(request))
    wanted = {one.measure for one in local.measures if one.task == number}
    seen, place = Sight(request.user), Place.of(site)
    duties = [duty for duty in figures.duties_below(local, place) if duty.measure in wanted]
    shown = [duty for duty in duties if seen.place(duty.place)]
    if not shown:
        raise Http404
    context = _frame(local, place) | {
        "place": site,
        "above": _above(site),
        "task": next(one for one in local.measures if one.task == number),
        "lines": figures.duty_lines(local, shown),
        "changes": changes.newest(request.user, local.day, assignment__in=[duty.pk for duty in shown]),
    }
    return render(request, "reports/provinces/place_task.html", context)


def _site(request: HttpRequest, code: str) -> Jurisdiction:
    """A place below the nation, with those above it."""
    return get_object_or_404(_places(request), code=code)


def _places(request: HttpRequest) -> QuerySet[Jurisdiction]:
    if not request.user.sees_business:
        raise Http404
    return Jurisdiction.objects.exclude(level=Level.NATION).select_related(ABOVE)


def _site_with_all_in_it(request: HttpRequest, code: str) -> tuple[Any, dict[str, Any]]:
    """The same with the places right below it, its bodies and those of all places in it; one query."""
    inside = _places(request).filter(path__contains=f"/{code}/").order_by("position", "pk")
    bodies_too = {f"body_{name}": F(f"agencies__{name}") for name in BODY_FIELDS}
    said = Exists(Finding.objects.filter(jurisdiction=OuterRef("pk")))
    rows: list[Any] = list(inside.annotate(has_findings=said, **bodies_too))
    site = next((row for row in rows if row.code == code), None)
    if site is None:
        raise Http404
    bodies = [_body(row) for row in rows if row.body_pk]
    below = {row.pk: row for row in rows if row.parent_id == site.pk}
    in_order = sorted(bodies, key=lambda body: (body.position, body.code))
    return site, {"below": list(below.values()), "bodies": in_order}


def _body(row: Jurisdiction) -> Agency:
    """The body that the row of a place carries, with no more than its names."""
    return Agency(jurisdiction=row, **{name: getattr(row, f"body_{name}") for name in BODY_FIELDS})


def _above(site: Jurisdiction) -> list[Jurisdiction]:
    """The places in which this one lies, from the province down."""
    found, parent = [], site.parent
    while parent is not None and parent.level != Level.NATION:
        found.append(parent)
        parent = parent.parent
    return found[::-1]


def _frame(local: Local, place: Place) -> dict[str, Any]:
    return {
        "plan": local.plan,
        "as_of": local.as_of,
        "day": local.day,
        "chain": getattr(local.plan, "chain", None),
        "links": Links(local.plan, local.as_of),
        "label": place.label,
        "place_url": Links(local.plan, local.as_of).place(place.code),
    }


def _figures(local: Local, place: Place, user: User) -> dict[str, Any]:
    """Where the place stands in the plan; with the duties themselves for who sees them."""
    rounds = rounds_of(local)
    peers = figures.peers_of(local, place, rounds)
    own = next(row for row in peers.rows if row.place.code == place.code)
    context = _frame(local, place) | {
        "figures": own.figures,
        "comparisons": figures.comparisons(peers, own),
        "round": _open_round(local, place, rounds),
    }
    if rounds and own.figures.duties:
        context["trend"] = draw(figures.trend_chart(_trend(local, own, rounds)))
    return context | (_details(local, place, own, user) if Sight(user).place(place.path) else {})


def _trend(local: Local, own: Row, rounds: list[RoundLine]) -> list[figures.Point]:
    """The course over the rounds, remembered until an entry or a step of a round changes it."""
    said = (*local.key("trend"), own.place.pk, [(line.number, line.due_on) for line in rounds])
    points = remembered(said, lambda: figures.trend(local, own, rounds))
    return [replace(point, returns=line.of(own.place)) for point, line in zip(points, rounds, strict=True)]


def _targets(local: Local, site: Jurisdiction) -> list[tuple[PlaceLine, Told]]:
    """The targets that the place carries, each in words; a reading comes with an entry of the ledger."""
    said = (*local.key("targets"), site.pk)
    lines = remembered(said, lambda: positions.for_place(local.plan, site, local.as_of))
    return [(line, told_of_place(line)) for line in lines]


def _open_round(local: Local, place: Place, rounds: list[RoundLine]) -> dict[str, Any] | None:
    """The newest round, while it is open, with what it asks of the place."""
    newest = rounds[-1] if rounds else None
    if newest is None or not newest.is_open(local.day) or not newest.of(place).asked:
        return None
    line = newest.of(place)
    asked = Links(local.plan, local.as_of).listing(place=place.code, round="owed")
    return {"round": newest, "line": line, "owed": line.pending + line.missing, "url": asked}


def _details(local: Local, place: Place, own: Row, user: User) -> dict[str, Any]:
    seen = Sight(user)
    held = [duty for cell in own.cells if cell for duty in cell.duties if seen.place(duty.place)]
    late, coming = overdue(held), due_next(held)
    since = clock.end_of(local.day) - changes.WEEK
    recent = changes.newest(
        user, local.day, plan=local.plan, at__gte=since,
        assignment__agency__jurisdiction__path__startswith=place.path,
    )  # fmt: skip
    return {
        "overdue": figures.duty_lines(local, late[:LISTED]),
        "more_overdue": len(late[LISTED:]),
        "due": figures.duty_lines(local, coming[:LISTED]),
        "more_due": len(coming[LISTED:]),
        "held": figures.duty_lines(local, held),
        "changes": recent,
    }
