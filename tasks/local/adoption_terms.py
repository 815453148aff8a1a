"""What tasks demand, and how a local demand stands to the national one: pure functions, no query, no clock.

Later or less is looser, earlier or more is stricter, by the direction in which the national target points.
Targets stand beside each other when they are of one kind and one unit, in their order; where units differ
nothing is compared, and nothing is said.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.lib.bilingual import labelled
from tasks.comparison.sides import scale_of
from tasks.enums import AdoptionKind, Direction
from tasks.models import Target, Task
from tasks.targets.figures import Aim
from tasks.targets.positions import aim_of
from tasks.targets.terms import is_percent
from tasks.targets.wording import goal


@dataclass(frozen=True, slots=True)
class Demand:
    """One quantified aim: its words and what it asks."""

    text: str
    aim: Aim

    def __str__(self) -> str:
        return labelled(self.text, self.goal)

    @property
    def goal(self) -> str:
        return goal(self.aim)


@dataclass(frozen=True, slots=True)
class Terms:
    """What some tasks demand together: the day on which the last of it is due, and their targets.

    `stated`: the text gives the day; else it is the end of the plan's period (None: it has none either).
    """

    due_on: dt.date | None = None
    stated: bool = False
    demands: tuple[Demand, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a local demand is looser or stricter than the national one, in a sentence."""

    kind: AdoptionKind
    sentence: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A national and a local target of one kind and unit; one side None where there is no such other."""

    national: Demand | None
    local: Demand | None


def terms_of(tasks: Iterable[Task]) -> Terms:
    """The terms of tasks of one plan, whose measures, deadlines, targets and plan are at hand."""
    tasks = list(tasks)
    measures = [measure for task in tasks for measure in task.measures.all()]
    days = [
        row.date for measure in measures for row in measure.deadlines.all() if row.date and not row.derived
    ]
    ends = [task.area.plan.period_end for task in tasks]
    targets = [target for measure in measures for target in measure.targets.all()]
    return Terms(
        due_on=max(days) if days else next(iter(ends), None),
        stated=bool(days),
        demands=tuple(_demand(target) for target in targets),
    )


def _demand(target: Target) -> Demand:
    return Demand(str(target.title or target.text), aim_of(target))


def suggest(national: Terms, local: Terms | None) -> AdoptionKind:
    """What deadlines and targets alone would say; None stands for no local task at all.

    One looser point makes it loosened, whatever else is stricter.
    """
    if local is None:
        return AdoptionKind.NOT_ADOPTED
    kinds = {found.kind for found in differences(national, local)}
    for kind in (AdoptionKind.LOOSENED, AdoptionKind.TIGHTENED):
        if kind in kinds:
            return kind
    return AdoptionKind.ADOPTED


def differences(national: Terms, local: Terms) -> list[Difference]:
    """The deadline first, then target by target."""
    found = [_of_days(national, local)]
    found += [_of_targets(pair.national, pair.local) for pair in beside(national.demands, local.demands)]
    return [each for each in found if each]


def _of_days(national: Terms, local: Terms) -> Difference | None:
    if not national.due_on or not local.due_on or national.due_on == local.due_on:
        return None
    days = (local.due_on - national.due_on).days
    values = {"local": local.due_on, "national": national.due_on, "count": abs(days)}
    if days > 0:
        words = ngettext(
            "Due %(local)s, %(count)s day later than the national %(national)s.",
            "Due %(local)s, %(count)s days later than the national %(national)s.",
            days,
        )
        return Difference(AdoptionKind.LOOSENED, words % values)
    words = ngettext(
        "Due %(local)s, %(count)s day earlier than the national %(national)s.",
        "Due %(local)s, %(count)s days earlier than the national %(national)s.",
        -days,
    )
    return Difference(AdoptionKind.TIGHTENED, words % values)


def _of_targets(national: Demand | None, local: Demand | None) -> Difference | None:
    if national is None or local is None:
        return None
    asked, given = _amounts(national.aim), _amounts(local.aim)
    if asked is None or given is None or asked == given:
        return None
    falling = national.aim.direction == Direction.DOWN
    less = given < asked
    values = {"text": national.text, "local": local.goal, "national": national.goal}
    words = {
        (True, False): _("“%(text)s”: %(local)s is lower than the national %(national)s."),
        (False, False): _("“%(text)s”: %(local)s is higher than the national %(national)s."),
        (True, True): _("“%(text)s”: %(local)s is lower than the national %(national)s; less is better."),
        (False, True): _("“%(text)s”: %(local)s is higher than the national %(national)s; less is better."),
    }[less, falling]
    kind = AdoptionKind.LOOSENED if less != falling else AdoptionKind.TIGHTENED
    return Difference(kind, words % values)


def beside(national: Sequence[Demand], local: Sequence[Demand]) -> list[Beside]:
    """Every target once: in the order of the national ones, then what only the local side has."""
    left = list(local)
    found = []
    for asked in national:
        given = next((each for each in left if _measure(each.aim) == _measure(asked.aim)), None)
        if given:
            left.remove(given)
        found.append(Beside(asked, given))
    return found + [Beside(None, each) for each in left]


def _measure(aim: Aim) -> tuple[str, str]:
    """Kind and unit; two percentages are of one unit, and 万人 is 人 in tens of thousands."""
    unit = unicodedata.normalize("NFKC", aim.unit).strip().casefold()
    return aim.kind, "%" if is_percent(unit) else scale_of(unit)[1]


def _amounts(aim: Aim) -> tuple[Decimal, Decimal] | None:
    """Both ends of what is asked, in whole units; None where only the words say it."""
    if aim.value is None:
        return None
    scale = scale_of(aim.unit)[0]
    high = aim.value if aim.value_to is None else aim.value_to
    return aim.value * scale, high * scale
