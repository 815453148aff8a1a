"""Where the figures of a dashboard lead; a past day is carried along."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from tasks.asof import PARAMETER
from tasks.models import Plan


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for one plan and day (`as_of` None: the present)."""

    plan: Plan
    as_of: dt.date | None

    @property
    def at(self) -> str:
        """The query that carries the past day to a page, or nothing."""
        return f"?{PARAMETER}={self.as_of}" if self.as_of else ""

    def listing(self, **wanted: object) -> str:
        """The task list of the plan, which shows the duties that owe reports: what all counts are about.

        Those of the bodies in the clauses, where there are others and `wanted` names no agency and no place.
        """
        past = {PARAMETER: self.as_of} if self.as_of else {}
        narrowed = not getattr(self.plan, "handed_out", False) or {"agency", "place"} & set(wanted)
        part = {} if narrowed else {"part": "bodies"}
        asked = {"plan": self.plan.slug} | part | past | wanted
        return f"{reverse('tasks:list')}?{urlencode(asked, doseq=True)}"

    def area(self, position: int) -> str:
        return reverse("reports:area", args=[self.plan.slug, position]) + self.at

    def agency(self, code: str) -> str:
        return self._of_plan(reverse("reports:agency", args=[code]))

    def matrix(self, **wanted: object) -> str:
        """The places of the plan by its tasks."""
        past = {PARAMETER: self.as_of} if self.as_of else {}
        asked = urlencode(past | wanted, doseq=True)
        return reverse("reports:matrix", args=[self.plan.slug]) + (f"?{asked}" if asked else "")

    def places(self) -> str:
        """The places side by side."""
        return self._of_plan(reverse("reports:provinces"))

    def place(self, code: str) -> str:
        return self._of_plan(reverse("reports:province", args=[code]))

    def place_task(self, code: str, number: str) -> str:
        """The duties of one place in one task."""
        return reverse("reports:place_task", args=[self.plan.slug, code, number]) + self.at

    def task_places(self, number: str) -> str:
        return reverse("reports:task_provinces", args=[self.plan.slug, number]) + self.at

    def _of_plan(self, address: str) -> str:
        past = {PARAMETER: self.as_of} if self.as_of else {}
        return f"{address}?{urlencode({'plan': self.plan.slug} | past)}"
