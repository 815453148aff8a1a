"""The card of the places on the pages of a plan and of an area: the tile map, and how all together stand."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

from reports.dashboard_links import Links
from reports.provinces.asking import yardstick_of
from reports.provinces.matrix import columns_of, matrix_of
from reports.provinces.reading import read_local
from reports.provinces.returns import returns_by_place
from reports.provinces.showing import drawn_map, standing_lines
from reports.provinces.yardsticks import offered
from tasks.models import Plan


def places_card(
    request: HttpRequest, plan: Plan, as_of: dt.date | None, *, area: int | None = None
) -> dict[str, Any]:
    """What `reports/provinces/_card.html` shows; nothing where nothing was handed out.

    `plan` comes from plans_in_sight, which knows whether it hands anything out.
    """
    local = read_local(plan, as_of) if getattr(plan, "handed_out", True) else None
    measures = [one for one in local.measures if area in (None, one.area)] if local else []
    if local is None or not measures:
        return {}
    returns = returns_by_place(local, area=area)
    found = matrix_of(local, columns=columns_of(measures), returns=returns)
    yardsticks, links = offered(has_rounds=bool(returns)), Links(local.plan, local.as_of)
    by = yardstick_of(request.GET, yardsticks)
    total = found.total
    return {
        "map": drawn_map(found, by, local),
        "by": by,
        "yardsticks": yardsticks,
        "total": total,
        "standings": standing_lines(total),
        "heard_places": found.heard_places,
        "asked_places": found.asked_places,
        "url": links.matrix(**({"area": area} if area else {})),
        "places_url": links.places(),
    }
