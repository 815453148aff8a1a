"""Whose details a reader sees: asked once for each place, though a matrix has 1,600 cells."""

from collections.abc import Iterable

from agencies.models import User
from agencies.permissions import reaches
from reports.provinces.reading import Duty


class Sight:
    """What one reader (None: the portal) sees of the places; the figures of all of them are for everybody."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self._known: dict[str, bool] = {}

    def place(self, path: str) -> bool:
        """Whether the duties of the place of that path are in the reader's sight."""
        if path not in self._known:
            self._known[path] = self.user is None or reaches(self.user, path)
        return self._known[path]

    def all(self, duties: Iterable[Duty]) -> bool:
        """Whether every one of the duties is: a mean tells of each that it is made of."""
        return all(self.place(duty.place) for duty in duties)
