"""One place: what it owes and by when, where it stands among its peers, how it came there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib import charts, clock
from reports.discipline import Line
from reports.provinces.matrix import Matrix, Row, matrix_of
from reports.provinces.reading import Duty, Handed, Local, Place
from reports.provinces.returns import RoundLine
from reports.provinces.yardsticks import Rank, Yardstick, long_text, ranks
from tasks.enums import State
from tasks.models import Entry


def peers_of(local: Local, place: Place, rounds: Sequence[RoundLine]) -> Matrix:
    """The places of the same level that the plan knows, with this one, and the returns of all rounds."""
    peers = [other for other in local.places if other.level == place.level and other.code != place.code]
    peers = sorted([*peers, place], key=lambda other: other.position)
    lines = {other.pk: sum((line.of(other) for line in rounds), Line()) for other in peers}
    asked = {pk: line for pk, line in lines.items() if line.asked}
    return matrix_of(local, places=peers, returns=asked)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where the place stands by one yardstick."""

    label: str
    text: str
    rank: Rank | None

    @property
    def place(self) -> str:
        """“rank 7 of 28”, or that there is none."""
        if self.rank is None or self.rank.n is None:
            return _("no rank without a figure")
        return _("rank %(n)d of %(of)d") % {"n": self.rank.n, "of": self.rank.of}

    @property
    def caveat(self) -> str:
        """Over how many the rank does not go."""
        silent = self.rank.silent if self.rank else 0
        if not silent:
            return ""
        return ngettext("%(count)d place has no figure", "%(count)d places have no figure", silent) % {
            "count": silent
        }


def comparisons(peers: Matrix, own: Row) -> list[Comparison]:
    """The place by every yardstick for which there is anything to compare."""
    wanted = [one for one in Yardstick if one != Yardstick.ON_TIME or any_returns(peers)]
    return [
        Comparison(str(one.label), long_text(one, own.figures), ranks(one, peers.rows).get(own.place.code))
        for one in wanted
    ]


def any_returns(peers: Matrix) -> bool:
    return any(row.figures.returns for row in peers.rows)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of the place with its measure, on the day of the page."""

    duty: Duty
    measure: Handed
    place: Place
    day: dt.date

    @property
    def reason(self) -> str:
        return self.duty.reason(self.day)

    @property
    def planned(self) -> int:
        return self.duty.planned(self.day)

    @property
    def left(self) -> int:
        """Calendar days to the due date, negative once it has passed."""
        return (self.duty.due_on - self.day).days


def duty_lines(local: Local, duties: Iterable[Duty]) -> list[DutyLine]:
    """The duties with what a page says of them, in the order given."""
    measures = {one.measure: one for one in local.measures}
    places = {one.path: one for one in local.places}
    return [DutyLine(duty, measures[duty.measure], places[duty.place], local.day) for duty in duties]


def duties_below(local: Local, place: Place) -> list[Duty]:
    """Every duty of the place and of those in it, in the order of the plan and of the places."""
    order = {one.measure: n for n, one in enumerate(local.measures)}
    held = [duty for duty in local.duties if place.holds(duty.place)]
    return sorted(held, key=lambda duty: (order[duty.measure], duty.place))


@dataclass(frozen=True, slots=True)
class Point:
    """The place at the end of a round, or now while it runs; percent 0-100, None without a figure."""

    round: RoundLine
    day: dt.date
    duties: int
    heard: int
    verified: int
    returns: Line

    @property
    def verified_share(self) -> float | None:
        return 100 * self.verified / self.duties if self.heard else None

    @property
    def heard_share(self) -> float | None:
        return 100 * self.heard / self.duties if self.duties else None


def trend(local: Local, own: Row, rounds: Sequence[RoundLine]) -> list[Point]:
    """The place at the due day of each round as the ledger has it, in the order of the rounds; one query."""
    duties = [duty.pk for cell in own.cells if cell for duty in cell.duties]
    entries = Entry.objects.filter(assignment__in=duties, at__lt=clock.end_of(local.day)).order_by("n")
    rows = list(entries.values_list("at", "assignment", "state", "reported_on")) if rounds and duties else []
    points: list[Point] = []
    seen, positions = 0, {}
    for line in rounds:
        day = min(line.due_on, local.day)
        while seen < len(rows) and clock.day_of(rows[seen][0]) <= day:
            positions[rows[seen][1]] = rows[seen][2:]
            seen += 1
        points.append(_point(line, day, list(positions.values()), line.of(own.place)))
    return points


def _point(line: RoundLine, day: dt.date, positions: list[tuple], returns: Line) -> Point:
    heard = sum(reported_on is not None for _state, reported_on in positions)
    verified = sum(state == State.VERIFIED for state, _reported_on in positions)
    return Point(line, day, len(positions), heard, verified, returns)


def trend_chart(points: Sequence[Point]) -> charts.Chart:
    """Verified and returned on time over the rounds, with the numbers behind both."""
    verified = charts.Series(_("Verified"), tuple((one.day, one.verified_share) for one in points))
    on_time = charts.Series(
        _("Returns on time"), tuple((one.day, one.returns.punctual) for one in points), "planned"
    )
    chart = charts.progress_chart((verified, on_time), title=_("Over the rounds"))
    table = charts.Table(_trend_headers(), tuple(_trend_row(one) for one in points))
    return replace(chart, table=table, size="medium")


def _trend_headers() -> tuple[str, ...]:
    return (_("Round"), _("Day"), _("Verified"), _("Reported"), _("Returns on time"))


def _trend_row(point: Point) -> tuple[str, ...]:
    of = _("%(count)d of %(total)d")
    return (
        point.round.number,
        point.day.isoformat(),
        of % {"count": point.verified, "total": point.duties} if point.heard else "–",
        of % {"count": point.heard, "total": point.duties} if point.duties else "–",
        of % {"count": point.returns.on_time, "total": point.returns.owed} if point.returns.owed else "–",
    )
