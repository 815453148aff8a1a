"""The edition before: of the same kind and scope, as of an earlier day."""

from django.db.models import QuerySet

from reports.editions.beside import BESIDE
from reports.enums import Kind
from reports.models import Edition

# What differs from period to period although the same is asked.
OF_THE_PERIOD = "since"


def earlier(edition: Edition) -> list[Edition]:
    """What the edition can be compared with, the latest day first; of each day the edition that holds."""
    if edition.kind == Kind.EXTRACT:  # has no tables of its own to compare
        return []
    scope = scope_of(edition)
    rows = _of_kind(edition).filter(as_of__lt=edition.as_of, corrected_by=None).order_by("-as_of", "-pk")
    return [one for one in rows if scope_of(one) == scope]


def previous(edition: Edition) -> Edition | None:
    return next(iter(earlier(edition)), None)


def scope_of(edition: Edition) -> dict[str, object]:
    """What was asked apart from the day: language and filter, and what a kind asks besides."""
    asked = {key: value for key, value in edition.frozen["parameters"].items() if key not in BESIDE}
    narrowed = asked.get("filter", {})
    return asked | {"filter": {key: value for key, value in narrowed.items() if key != OF_THE_PERIOD}}


def _of_kind(edition: Edition) -> QuerySet[Edition]:
    return Edition.objects.filter(plan=edition.plan_id, kind=edition.kind).select_related("report", "plan")
