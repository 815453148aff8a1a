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
        """The task list of the plan, which shows the duties that owe reports: what all counts are about."""
        past = {PARAMETER: self.as_of} if self.as_of else {}
        return f"{reverse('tasks:list')}?{urlencode({'plan': self.plan.slug} | past | wanted, doseq=True)}"

    def area(self, position: int) -> str:
        return reverse("reports:area", args=[self.plan.slug, position]) + self.at

    def agency(self, code: str) -> str:
        past = {PARAMETER: self.as_of} if self.as_of else {}
        return f"{reverse('reports:agency', args=[code])}?{urlencode({'plan': self.plan.slug} | past)}"
