"""Scenes of editions: a plan on which somebody reported, reports of it that were made, editions of these."""

import datetime as dt

from agencies.models import User
from reports import building
from reports.editions.issuing import issue
from reports.editions.reproducing import make_again
from reports.models import Edition, Report
from tasks import services
from tests import factories
from tests.factories import at

DAY = dt.date(2018, 10, 31)
OFFICE = "issuing-office"


def office():
    """The one account of the secretariat that issues."""
    return User.objects.filter(username=OFFICE).first() or factories.user("secretariat", username=OFFICE)


def reported(day: str, percent: int, *, hour: int = 10) -> int:
    """NHC reports on that day; gives the number of its entry."""
    with at(day, hour):
        services.report(
            factories.duty(), by=factories.officer(), percent=percent, note=f"{percent} %", reason="hard"
        )
    return factories.duty().entries.order_by("-n")[0].n


def corrected(n: int, day: str, percent: int, *, hour: int = 12) -> int:
    """The office corrects the entry with that number; gives the number of the correction."""
    with at(day, hour):
        services.correct(
            factories.duty(), by=office(), corrects=n, percent=percent, reason="counted wrongly",
            version=factories.duty().version,
        )  # fmt: skip
    return factories.duty().entries.order_by("-n")[0].n


def made(**said) -> Report:
    """A finished report of the whole plan, by the portal itself."""
    plan = factories.Plan.objects.get(slug="p")
    parameters = {"language": "en", "formats": ["csv"], "filter": {}}
    values = {"kind": "progress", "plan": plan, "as_of": DAY, "parameters": parameters}
    report = Report.objects.create(**values | said, requested_at=factories.clock.now())
    return built(report)


def built(report: Report) -> Report:
    building.build(report.pk)
    return Report.objects.select_related("plan", "requested_by").get(pk=report.pk)


def edition(**said) -> Edition:
    return issue(made(**said), by=office())


def again(of: Edition, *, with_corrections: bool = False) -> Report:
    """The report that made the edition again, finished."""
    return built(make_again(of, by=office(), with_corrections=with_corrections))
