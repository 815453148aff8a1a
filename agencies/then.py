"""Which body answered for a duty on a past day: reports name bodies as they were then.

Duties hang on the body that answers for them today. Before a succession the same duty was its predecessor's,
which the documents of that time name; after it, what still hangs on a dissolved body is its successor's.
"""

import datetime as dt
from collections import defaultdict

from agencies.models import Agency, AgencyName, Succession
from agencies.names import name_key


class Bodies:
    """The successions seen from one day; two queries, or one when every succession lies before the day."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._before: dict[int, list[Agency]] = defaultdict(list)
        self._after: dict[int, Agency] = {}
        self._known: dict[tuple[int, str], Agency] = {}
        steps = Succession.objects.select_related("predecessor", "successor")
        for step in steps.order_by("predecessor", "position"):
            if step.on > day:
                self._before[step.successor_id].append(step.predecessor)
            else:
                self._after.setdefault(step.predecessor_id, step.successor)
        self._by_key = _wordings(self._before) if self._before else {}

    def answering(self, body: Agency, named: str = "") -> Agency:
        """The body that stood for `body` on that day; `named` is what the clause calls it.

        Of several predecessors it is the one that the clause names. Where the clause leaves that open, which
        of them it was is not known, and the body of today stands.
        """
        key = (body.pk, named)
        if key not in self._known:
            self._known[key] = self._earlier(self._later(body), named)
        return self._known[key]

    def _later(self, body: Agency) -> Agency:
        while body.pk in self._after:
            body = self._after[body.pk]
        return body

    def _earlier(self, body: Agency, named: str) -> Agency:
        said = self._by_key.get(name_key(named))
        while earlier := self._before.get(body.pk):
            one = next((other for other in earlier if other.pk == said), None)
            # A body that took over a second one's duties had a name of its own before.
            is_new = body.founded_on is not None and body.founded_on > self._day
            if one is None and not (is_new and len(earlier) == 1):
                break
            body = one or earlier[0]
        return body


def _wordings(before: dict[int, list[Agency]]) -> dict[str, int]:
    earlier = {body.pk for bodies in before.values() for body in bodies}
    return dict(AgencyName.objects.filter(agency__in=earlier).values_list("key", "agency_id"))
