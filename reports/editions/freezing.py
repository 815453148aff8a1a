"""Everything that a reader needs years later to check an edition, as plain JSON."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from agencies.models import Agency
from reformtracker.lib import clock
from reports.editions import data
from reports.editions.generator import generator
from reports.enums import Format, Kind
from reports.models import Report
from tasks.models import Assignment, Plan

LANGUAGES = ("en", "zh-hans")
NAMES = ("name_en", "name_zh", "short_en", "short_zh")
Frozen = dict[str, Any]


def freeze(report: Report) -> Frozen:
    """Parameters, labels as they are now, versions, the ledger's head, and the SHA-256 of data and files."""
    return {
        "parameters": report.parameters,
        "labels": labels(report),
        "scope": _scope(report),
        "as_of": report.as_of.isoformat(),
        "as_of_moment": _iso(report.as_of_moment),
        "day_over": report.as_of_moment is not None and report.as_of_moment >= clock.end_of(report.as_of),
        "generator": generator(),
        "rule_version": report.rule_version,
        "ledger": {"plan": report.plan.slug, "n": report.ledger_n, "hash": report.ledger_hash},
        "data_sha256": report.data_sha256,
        "files": files(report),
    }


def labels(report: Report) -> Frozen:
    """What kind, plan and bodies are called now, in both languages."""
    return {
        "kind": {language: _kind(report.kind, language) for language in LANGUAGES},
        "plan": {"en": report.plan.title_en, "zh-hans": report.plan.title_zh},
        "bodies": bodies(report.plan),
    }


def bodies(plan: Plan) -> dict[str, dict[str, str]]:
    """The names of every body that holds a duty of the plan, by its code; one query."""
    holding = Assignment.objects.filter(plan=plan).order_by().values("agency")
    rows = Agency.objects.filter(pk__in=holding).order_by("code")
    return {row["code"]: {name: row[name] for name in NAMES} for row in rows.values("code", *NAMES)}


def files(report: Report) -> list[dict[str, Any]]:
    """The report's files, the data always among them where the kind has any."""
    kept = [dict(item) for item in report.artifacts]
    if report.artifact(Format.JSON) is None and data.is_there(report.data_sha256):
        name = f"{report.plan.slug}-{report.kind}-{report.as_of}-{report.data_sha256[:8]}.json"
        size = data.size(report.data_sha256)
        kept.append({"format": "json", "sha256": report.data_sha256, "size": size, "name": name})
    return kept


def _kind(kind: str, language: str) -> str:
    with override(language):
        return str(Kind(kind).label)


def _scope(report: Report) -> str:
    """The scope in the words of the report itself."""
    if not data.is_there(report.data_sha256):
        return report.narrowed_to
    return str(data.read(report.data_sha256)["provenance"]["scope"])


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(clock.SHANGHAI).isoformat() if moment else None
