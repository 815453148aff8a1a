"""What the page of an edition shows of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, is_chinese
from reports.editions.comparing import Changed, Differences, TableDifference
from reports.enums import Format
from reports.models import Edition

# So many rows of a table's differences stand on the page; the export holds all of them.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The differences of one table, cut to what a page can hold; `more` says how many are left out."""

    title: str
    before: int
    after: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[Changed, ...]
    more: int
    same: bool
    counts: str


def tables(found: Differences) -> list[ShownTable]:
    """Every table of the comparison, those without a difference too."""
    shown = []
    for table in found.tables:
        parts = (table.new[:MOST_SHOWN], table.gone[:MOST_SHOWN], table.changed[:MOST_SHOWN])
        more = sum(map(len, (table.new, table.gone, table.changed))) - sum(map(len, parts))
        shown.append(
            ShownTable(table.title, table.before, table.after, *parts, more, table.same, _counts(table))
        )
    return shown


def _counts(table: TableDifference) -> str:
    """How many rows are new, gone and changed, in words."""
    new = ngettext("%(count)s row new", "%(count)s rows new", len(table.new))
    gone = ngettext("%(count)s row gone", "%(count)s rows gone", len(table.gone))
    changed = ngettext("%(count)s row changed", "%(count)s rows changed", len(table.changed))
    said = ((new, table.new), (gone, table.gone), (changed, table.changed))
    return clauses(text % {"count": len(rows)} for text, rows in said if rows)


def files(edition: Edition) -> list[dict[str, Any]]:
    """The frozen files, each with the label of its format and whether it is the data themselves."""
    return [
        item | {"label": Format(item["format"]).label, "is_data": item["sha256"] == edition.data_sha256}
        for item in edition.frozen["files"]
    ]


def facts(edition: Edition) -> dict[str, Any]:
    """The frozen facts in the reader's language where they were frozen in both."""
    frozen = edition.frozen
    moment = frozen["as_of_moment"]
    return frozen | {
        "kind_label": frozen["labels"]["kind"][_language()],
        "plan_label": frozen["labels"]["plan"][_language()],
        "moment": dt.datetime.fromisoformat(moment) if moment else None,
        "language": "English" if edition.report.language == "en" else "中文",
        "until": f"{edition.as_of} 24:00" if frozen["day_over"] else _until(moment),
    }


def _until(moment: str | None) -> str:
    if not moment:
        return ""
    at = dt.datetime.fromisoformat(moment).astimezone(clock.SHANGHAI)
    return _("%(moment)s, the day not over yet") % {"moment": f"{at:%Y-%m-%d %H:%M}"}


def bodies(edition: Edition) -> list[tuple[str, str, str]]:
    """Code and both names of every body, as they were called."""
    named = edition.frozen["labels"]["bodies"]
    return [(code, names["name_zh"], names["name_en"]) for code, names in sorted(named.items())]


def series(edition: Edition) -> list[Edition]:
    """All editions of the series, the first one first."""
    return list(Edition.objects.filter(series=edition.series).select_related("report").order_by("number"))


def _language() -> str:
    return "zh-hans" if is_chinese() else "en"
