"""What issuing a draft would create: counts, and each task with its leads and its due date."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from reformtracker.lib.bilingual import listed
from tasks.enums import Role
from tasks.intake.review.tree import Node
from tasks.reviews.tree import title_of


@dataclass(frozen=True, slots=True)
class Row:
    """A task to be: `due` is the latest date of its measures, else the end of the period, as 2018-12-31."""

    id: str
    number: str
    title: str
    area: str
    leads: str
    duties: int
    due: str
    stated: bool
    targets: int


class Preview:
    """Counts and rows of a draft; figures are of what would be created, not of what exists."""

    def __init__(self, draft: Node, agencies: Mapping[str, Agency]) -> None:
        self.draft, self.agencies = draft, agencies
        self.tasks = [task for area in draft["areas"] for task in area["tasks"]]
        self.measures = [measure for task in self.tasks for measure in task["measures"]]
        self.duties = [each for measure in self.measures for each in measure["responsibilities"]]

    @property
    def bodies(self) -> int:
        return len({each["agency"] for each in self.duties if each["agency"]})

    @property
    def roles(self) -> list[tuple[Any, int]]:
        """How many duties there would be in each role, those that exist."""
        found = Counter(each["role"] for each in self.duties)
        return [(Role(role).label, found[role]) for role in Role.values if found[role]]

    @property
    def dates(self) -> int:
        return sum(1 for measure in self.measures for each in measure["deadlines"] if each["date"])

    @property
    def targets(self) -> int:
        return sum(len(measure["targets"]) for measure in self.measures)

    def rows(self) -> Iterator[Row]:
        for area in self.draft["areas"]:
            for task in area["tasks"]:
                yield self._row(task, title_of(area))

    def _row(self, task: Node, area: str) -> Row:
        duties = [each for measure in task["measures"] for each in measure["responsibilities"]]
        leads = dict.fromkeys(self._short(each) for each in duties if each["role"] == Role.LEAD)
        dates = [
            each["date"] for measure in task["measures"] for each in measure["deadlines"] if each["date"]
        ]
        return Row(
            id=task["id"],
            number=task["number"],
            title=title_of(task),
            area=area,
            leads=listed(leads),
            duties=len(duties),
            due=max(dates, default=self.draft["meta"]["period_end"] or ""),
            stated=bool(dates),
            targets=sum(len(measure["targets"]) for measure in task["measures"]),
        )

    def _short(self, duty: Node) -> str:
        body = self.agencies.get(duty["agency"] or "")
        return str(body.short) if body else duty["name"]
