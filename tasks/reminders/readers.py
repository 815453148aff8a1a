"""Who is told of a body's duties."""

from collections import defaultdict
from dataclasses import dataclass, field

from agencies.enums import REPORTING_ROLES, Level, UserRole
from agencies.models import Membership
from agencies.permissions import ancestors


@dataclass(slots=True)
class Reader:
    """An account that may be told something; `places` are the paths of the places for which it reports."""

    pk: int
    username: str
    email: str
    places: set[str] = field(default_factory=set)

    def sees(self, path: str) -> bool:
        """Whether a document of that place is in sight: own place, below it, above it; never a neighbour."""
        return any(path.startswith(place) or place.startswith(path) for place in self.places)


class Readers:
    """Everybody who reads for a body or a place, and the secretariat; one query."""

    def __init__(self) -> None:
        self.people: dict[int, Reader] = {}
        self.secretariat: list[Reader] = []
        self._at_body: dict[int, list[Reader]] = defaultdict(list)
        self._of_place: dict[str, list[Reader]] = defaultdict(list)
        for row in _posts():
            self._add(row)

    def of(self, agency: int, place: str, plan_place: str) -> list[Reader]:
        """Who is told of a duty: those who report at the body itself, else the nearest place's provincials.

        `place` and `plan_place` are the paths of the body's and the plan's place; who does not see the plan
        is told nothing.
        """
        for found in (
            self._at_body[agency],
            *(self._of_place[path] for path in reversed(ancestors(place)) if path in self._of_place),
        ):
            seeing = [reader for reader in found if reader.sees(plan_place)]
            if seeing:
                return seeing
        return []

    def _add(self, row: dict) -> None:
        reader = self.people.setdefault(
            row["user"], Reader(row["user"], row["user__username"], row["user__email"])
        )
        if row["role"] == UserRole.SECRETARIAT:
            self.secretariat.append(reader)
            return
        path = row["agency__jurisdiction__path"]
        reader.places.add(path)
        if reader not in self._at_body[row["agency"]]:
            self._at_body[row["agency"]].append(reader)
        at_place = row["role"] == UserRole.PROVINCIAL and row["agency__jurisdiction__level"] != Level.NATION
        if at_place and reader not in self._of_place[path]:
            self._of_place[path].append(reader)


def _posts():
    rows = Membership.objects.filter(
        user__is_active=True, role__in=[*REPORTING_ROLES, UserRole.SECRETARIAT]
    ).order_by("user", "pk")
    return rows.values(
        "user", "user__username", "user__email", "role", "agency", "agency__jurisdiction__path",
        "agency__jurisdiction__level",
    )  # fmt: skip
