"""Which body answers for a name on paper."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from agencies.models import Agency, AgencyName, Succession
from agencies.names import name_key


@dataclass(frozen=True)
class Gazetteer:
    """Every known wording of every agency, and who followed whom; read once, asked often."""

    by_key: Mapping[str, Agency]
    successors: Mapping[int, tuple[dt.date, Agency]]

    @classmethod
    def load(cls) -> "Gazetteer":
        names = AgencyName.objects.select_related("agency__jurisdiction")
        successors: dict[int, tuple[dt.date, Agency]] = {}
        for step in Succession.objects.select_related("successor__jurisdiction").order_by(
            "predecessor", "position"
        ):
            successors.setdefault(step.predecessor_id, (step.on, step.successor))
        return cls({name.key: name.agency for name in names}, successors)

    def resolve(self, name: str, on: dt.date | None = None) -> Agency | None:
        """The agency that answers for `name` on that day (None: today's body) after successions, or None."""
        agency = self.by_key.get(name_key(name))
        return agency and self.answering(agency, on)

    def answering(self, agency: Agency, on: dt.date | None = None) -> Agency:
        """The body that answers for the agency on that day: itself, or its (first) successor's successor."""
        while agency.pk in self.successors:
            day, successor = self.successors[agency.pk]
            if on is not None and on < day:
                break
            agency = successor
        return agency
