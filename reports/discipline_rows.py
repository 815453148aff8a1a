"""The table of reporting discipline: one row for each province or agency, ranked, with its trend."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency, Jurisdiction, User
from agencies.permissions import reaches
from reports.discipline import PATH, Line, counted, total
from reports.league import agencies_in_sight
from tasks.models import Plan, Round

PROVINCES, AGENCIES = "province", "agency"
AGENCY = "assignment__agency"
# A change of fewer points than this is none.
STEADY = 2.5


@dataclass(slots=True)
class Row:
    """One province or agency: its returns in what was asked for (a round, or all), its rank, its course.

    `rank` is by the share on time, 1 best, ties share it; None: nothing was owed, or it is not compared.
    `course` holds that share round by round, oldest first, None where nothing was owed.
    """

    key: str
    name: str
    path: str
    line: Line
    course: list[float | None]
    is_ranked: bool = True
    in_sight: bool = False
    rank: int | None = None

    @property
    def change(self) -> float | None:
        """Points between the last two rounds with a figure; None with fewer than two."""
        known = [share for share in self.course if share is not None]
        return known[-1] - known[-2] if len(known) > 1 else None

    @property
    def direction(self) -> str:
        """“up”, “down”, “right” (steady) or nothing, by the names of the icons."""
        if self.change is None:
            return ""
        return "right" if abs(self.change) < STEADY else "up" if self.change > 0 else "down"

    @property
    def trend(self) -> str:
        """The change in words."""
        if self.change is None:
            return _("no comparison yet")
        points = {"points": f"{abs(self.change):.1f}"}
        if self.direction == "right":
            return _("steady")
        return (_("%(points)s points better") if self.change > 0 else _("%(points)s points worse")) % points


@dataclass(frozen=True, slots=True)
class Discipline:
    """The rows as asked for, the rounds begun by the day, and all returns together."""

    plan: Plan
    day: dt.date
    by: str
    round: Round | None
    rounds: list[Round]
    rows: list[Row]
    whole: Line

    @property
    def ranked(self) -> int:
        return sum(row.rank is not None for row in self.rows)


@dataclass(slots=True)
class _Entrant:
    name: str
    path: str
    position: tuple
    lines: dict[str, Line] = field(default_factory=dict)
    is_ranked: bool = True

    def add(self, number: str, line: Line) -> None:
        self.lines[number] = self.lines.get(number, Line()) + line


def read(
    user: User | None,
    plan: Plan,
    day: dt.date,
    *,
    by: str = PROVINCES,
    number: str = "",
    only: Q | None = None,
) -> Discipline:
    """Everybody sees the figures of all provinces; of the agencies, those in sight. Three queries.

    `user` None is the portal itself, which sees all. `number` chooses one round; one that has not begun by
    the day means all. `only` is a condition on the returns counted.
    """
    rounds = list(Round.objects.filter(plan=plan, opens_on__lte=day).opened().order_by("opens_on"))
    chosen = next((one for one in rounds if one.number == number), None)
    group = (PATH,) if by == PROVINCES else (PATH, f"{AGENCY}__code")
    lines = counted(plan, day, *group, "round__number", only=only)
    entrants = _provinces(lines) if by == PROVINCES else _agencies(user, lines)
    numbers = [one.number for one in rounds]
    rows = [
        _row(user, key, entrant, numbers, chosen.number if chosen else "")
        for key, entrant in sorted(entrants.items(), key=lambda item: item[1].position)
    ]
    _rank(rows)
    whole = total(line for key, line in lines.items() if chosen is None or key[-1] == chosen.number)
    return Discipline(plan, day, by, chosen, rounds, rows, whole)


def _provinces(lines: Mapping[tuple, Line]) -> dict[str, _Entrant]:
    """Each province with what lies in it; the national bodies together, last and unranked."""
    found: dict[str, _Entrant] = {}
    places = {
        place.path: place for place in Jurisdiction.objects.filter(level__in=(Level.NATION, Level.PROVINCE))
    }
    for (path, number), line in lines.items():
        place = places["/".join(path.split("/")[:2]) + "/" if path.count("/") > 1 else path]
        national = place.level == Level.NATION
        name = _("National bodies") if national else place.label
        position = (national, place.position)
        entrant = found.setdefault(place.code, _Entrant(name, place.path, position, is_ranked=not national))
        entrant.add(number, line)
    return found


def _agencies(user: User | None, lines: Mapping[tuple, Line]) -> dict[str, _Entrant]:
    found: dict[str, _Entrant] = {}
    codes = {code for _path, code, _number in lines}
    seen = Agency.objects.all() if user is None else agencies_in_sight(user)
    bodies: dict[str, Agency] = {body.code: body for body in seen.filter(code__in=codes)}
    for (path, code, number), line in lines.items():
        if body := bodies.get(code):
            entrant = found.setdefault(code, _Entrant(str(body.short), path, (body.position, code)))
            entrant.add(number, line)
    return found


def _row(user: User | None, key: str, entrant: _Entrant, numbers: Sequence[str], chosen: str) -> Row:
    line = entrant.lines.get(chosen, Line()) if chosen else total(entrant.lines.values())
    course = [entrant.lines.get(number, Line()).punctual for number in numbers]
    in_sight = user is None or reaches(user, entrant.path)
    return Row(key, entrant.name, entrant.path, line, course, entrant.is_ranked, in_sight)


def _rank(rows: Iterable[Row]) -> None:
    shares = [row.line.punctual for row in rows if row.is_ranked and row.line.punctual is not None]
    for row in rows:
        share = row.line.punctual
        if row.is_ranked and share is not None:
            row.rank = 1 + sum(other > share for other in shares)


SORTS: dict[str, Callable[[Row], float | None]] = {
    "rank": lambda row: row.rank,
    "owed": lambda row: row.line.owed,
    "on_time": lambda row: row.line.punctual,
    "late": lambda row: row.line.share(row.line.late),
    "missing": lambda row: row.line.share(row.line.missing),
    "returned": lambda row: row.line.share(row.line.returned),
    "ever_returned": lambda row: row.line.ever_returned,
    "trend": lambda row: row.change,
}
SHOWS: dict[str, Callable[[Row], object]] = {
    "missing": lambda row: row.line.missing,
    "late": lambda row: row.line.late,
    "returned": lambda row: row.line.returned,
    "ever_returned": lambda row: row.line.ever_returned,
    "pending": lambda row: row.line.pending,
}


def arranged(rows: Sequence[Row], *, show: str = "", ordering: str = "") -> list[Row]:
    """The rows that have something of `show`, in the order asked for; who has no figure comes last."""
    chosen = [row for row in rows if show not in SHOWS or SHOWS[show](row)]
    sort = SORTS.get(ordering.removeprefix("-"))
    if sort is None:
        return chosen
    known = [(value, row) for row in chosen if (value := sort(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=ordering.startswith("-"))
    return [row for _value, row in known] + [row for row in chosen if sort(row) is None]
