"""Which editions belong together: those of which the same was asked."""

import hashlib

from reformtracker.lib.canonical import canonical
from reports.editions.beside import BESIDE
from reports.models import Edition, Report


def series_of(report: Report) -> str:
    """SHA-256 of what is asked again when the same report is asked again: 64 hexadecimal digits.

    Kind, plan, day, language, filter, and whatever else a kind asks; not the formats.
    """
    asked = {key: value for key, value in report.parameters.items() if key not in BESIDE}
    said = {"kind": report.kind, "plan": report.plan.slug, "as_of": report.as_of, "parameters": asked}
    return hashlib.sha256(canonical(said)).hexdigest()


def newest_of(series: str) -> Edition | None:
    """The edition that holds now: the last of its series."""
    return Edition.objects.filter(series=series).order_by("-number").first()
