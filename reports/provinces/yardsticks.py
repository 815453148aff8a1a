"""By what places are compared: share verified, share overdue, returns on time; and the rank by each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reformtracker.lib.charts import band_of, figure
from reports.provinces.matrix import Figures, Row


class Yardstick(TextChoices):
    VERIFIED = "verified", pgettext_lazy("yardstick", "Share verified")
    OVERDUE = "overdue", pgettext_lazy("yardstick", "Overdue")
    ON_TIME = "on_time", pgettext_lazy("yardstick", "Returns on time")


@dataclass(frozen=True, slots=True)
class Rank:
    """Place `n` of the `of` that have a figure (ties share a rank); `n` None: this one has none.

    `silent` of those that hold duties have none either.
    """

    n: int | None
    of: int
    silent: int


def offered(*, has_rounds: bool) -> list[tuple[str, str]]:
    """What there is to compare by, with its name: returns only where there are rounds."""
    return [(one.value, str(one.label)) for one in Yardstick if has_rounds or one != Yardstick.ON_TIME]


def value(yardstick: str, figures: Figures) -> float | None:
    """Percent, 0-100; None when there is no figure."""
    if yardstick == Yardstick.OVERDUE:
        return figures.overdue_share
    return figures.verified_share if yardstick == Yardstick.VERIFIED else figures.on_time_share


def goodness(yardstick: str, figures: Figures) -> float | None:
    """The same so that more is better."""
    percent = value(yardstick, figures)
    return 100 - percent if yardstick == Yardstick.OVERDUE and percent is not None else percent


def band(yardstick: str, figures: Figures) -> int:
    """The band of the tile map, 1 worst to 6 best; 0 when there is no figure."""
    return band_of(goodness(yardstick, figures))


def short_text(yardstick: str, figures: Figures) -> str:
    """The figure as a tile has room for it."""
    percent = value(yardstick, figures)
    if percent is None:
        return "–"
    if yardstick == Yardstick.OVERDUE:
        return f"{figures.overdue}/{figures.duties}"
    return f"{percent:.0f}%"


def long_text(yardstick: str, figures: Figures) -> str:
    """The figure with what it is counted over: “7 of 9 (77.8%)”."""
    percent = value(yardstick, figures)
    if percent is None:
        return _("no figure")
    count, total = counted(yardstick, figures)
    return _("%(count)d of %(total)d (%(percent)s%%)") % {
        "count": count, "total": total, "percent": figure(percent),
    }  # fmt: skip


def counted(yardstick: str, figures: Figures) -> tuple[int, int]:
    """Numerator and denominator of the figure."""
    if yardstick == Yardstick.ON_TIME:
        return (figures.returns.on_time, figures.returns.owed) if figures.returns else (0, 0)
    return figures.overdue if yardstick == Yardstick.OVERDUE else figures.verified, figures.duties


def ranks(yardstick: str, rows: Sequence[Row]) -> dict[str, Rank]:
    """The rank of every place that holds duties, by its code; best first."""
    asked = [row for row in rows if row.figures.duties or row.figures.returns]
    scores = {row.place.code: goodness(yardstick, row.figures) for row in asked}
    known = [score for score in scores.values() if score is not None]
    of, silent = len(known), len(scores) - len(known)
    return {
        code: Rank(None if score is None else 1 + sum(other > score for other in known), of, silent)
        for code, score in scores.items()
    }


def best_first(yardstick: str) -> str:
    """The order in which the best place by the yardstick stands first."""
    return yardstick if yardstick == Yardstick.OVERDUE else f"-{yardstick}"


def sorted_rows(rows: Sequence[Row], ordering: str) -> list[Row]:
    """The rows by a yardstick (“verified”, “-overdue” …), by "reported", else as they stand.

    Who has no figure comes last, whichever way round.
    """
    name = ordering.removeprefix("-")
    if name not in (*Yardstick.values, "reported"):
        return list(rows)
    values = {row.place.code: _sort_value(name, row) for row in rows}
    known = [row for row in rows if values[row.place.code] is not None]
    known.sort(key=lambda row: values[row.place.code] or 0.0, reverse=ordering.startswith("-"))
    return known + [row for row in rows if values[row.place.code] is None]


def _sort_value(name: str, row: Row) -> float | None:
    if name == "reported":
        return row.figures.heard / row.figures.duties if row.figures.duties else None
    return value(name, row.figures)
