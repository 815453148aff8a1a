"""What a source says about places: taken in from data/findings/ (docs/findings-schema.md), and asked for.

A statement about a place that the source names is a Finding. A count of places ("19 provinces") is a Reading
of an indicator for the nation: how many, of how many, and which of them the source names; the others stay
unnamed.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Jurisdiction, User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible
from tasks.enums import PlanState, TargetKind
from tasks.models import Finding, Plan, Reading, Target, Task
from tasks.models.readings import FindingQuerySet
from tasks.notice_shape import check_texts, create, day, fail, get, number

NATION = "CN"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What one file gave: new findings and readings, and how many were there already."""

    plan: Plan
    findings: int
    readings: int
    held: int


def of_plan(user: User, plan: Plan) -> FindingQuerySet:
    """The findings under a plan in the user's sight, with their places and tasks, in the plan's order."""
    return _listed(user).filter(task__area__plan=plan)


def of_place(user: User, place: Jurisdiction) -> FindingQuerySet:
    """The findings about that place itself, in the user's sight, plan by plan."""
    return _listed(user).filter(jurisdiction=place)


def _listed(user: User) -> FindingQuerySet:
    """Place and plan must both be in sight."""
    seen = Finding.objects.visible_to(user).filter(task__area__plan__in=Plan.objects.visible_to(user))
    return seen.select_related("jurisdiction", "task__area__plan").order_by(
        "task__area__plan", "task__area__position", "task__position", "jurisdiction__position", "pk"
    )


def take_in_all(folder: Path) -> None:
    """Takes in every file of the folder; see `take_in`. OSError or ValueError where one cannot be read."""
    for path in sorted(folder.glob("*.json")):
        take_in(json.loads(path.read_text(encoding="utf-8")))


@transaction.atomic
def take_in(recorded: Mapping[str, Any]) -> TakenIn:
    """Writes the findings and the counted groups of one file; safe to repeat, all or nothing.

    Raises Invalid, naming the place in the file: an unknown plan, task or place, a quote that does not stand
    in the task's text. Impossible when the plan is a draft, whose text may still change.
    """
    check_texts(recorded)
    taking = _Taking(recorded)
    findings = [made for n, row in _numbered(recorded, "findings") for made in taking.findings(row, n)]
    readings = [taking.reading(row, n) for n, row in _numbered(recorded, "groups")]
    held = [*findings, *readings].count(False)
    return TakenIn(taking.plan, sum(findings), sum(readings), held)


def _numbered(recorded: Mapping[str, Any], key: str) -> Iterable[tuple[int, Any]]:
    return enumerate(get(recorded, key, list, "file", default=[]), start=1)


class _Taking:
    """One file on its way in; every row is written unless it stands there already."""

    def __init__(self, recorded: Mapping[str, Any]) -> None:
        self.on = _day_of(recorded)
        self.plan = _plan_named(get(recorded, "plan", str, "file", default=""))
        tasks = Task.objects.filter(area__plan=self.plan).select_related("area")
        self.tasks = {task.number: task for task in tasks}
        self.places = {place.code: place for place in Jurisdiction.objects.all()}

    def findings(self, row: Any, n: int) -> list[bool]:
        """For each place of the statement whether it is new."""
        where = _("finding %d") % n
        task, quote, source = self._said(row, where)
        texts = {name: _needed(row, name, where) for name in ("text_en", "text_zh")}
        codes = get(row, "places", list, where, default=[])
        if not codes:
            raise fail(where, _("it names no place"))
        return [
            self._finding(where, task=task, jurisdiction=place, quote=quote, source=source, **texts)
            for place in self._places(codes, where)
        ]

    def _finding(self, where: str, **values: Any) -> bool:
        same = Finding.objects.filter(
            task=values["task"], jurisdiction=values["jurisdiction"], on=self.on, quote=values["quote"]
        )
        if not (held := same.first()):
            create(Finding, where, on=self.on, at=clock.now(), wall_at=clock.wall_now(), **values)
            return True
        if any(getattr(held, name) != value for name, value in values.items()):
            sentence = _("this is on record in other words, and what is on record is never changed")
            raise fail(where, sentence)
        return False

    def reading(self, row: Any, n: int) -> bool:
        """Whether the count is new. The newest of a day counts, so that a corrected one is written beside."""
        where = _("group %d") % n
        task, quote, source = self._said(row, where)
        target = self._indicator(task, row, where)
        named = [place.code for place in self._places(get(row, "named", list, where, default=[]), where)]
        count, whole = (_count(row, key, where) for key in ("value", "out_of"))
        if count is None:
            raise fail(where, _("it has no count"))
        if max(len(named), count) > (count if whole is None else whole):
            raise fail(where, _("it counts more places than there are"))
        note = get(row, "note", str, where, default="")
        values = {"value": count, "out_of": whole, "named": named, "quote": quote, "source": source}
        return self._reading(where, target, values | {"note": note})

    def _reading(self, where: str, target: Target, values: dict[str, Any]) -> bool:
        nation = self._places([NATION], where)[0]
        newest = target.readings.filter(jurisdiction=nation, on=self.on).order_by("pk").last()
        if newest and all(getattr(newest, name) == value for name, value in values.items()):
            return False
        values |= {"target": target, "jurisdiction": nation, "on": self.on}
        create(Reading, where, at=clock.now(), wall_at=clock.wall_now(), **values)
        return True

    def _said(self, row: Any, where: str) -> tuple[Task, str, str]:
        """Under which task, in which words, and where the source says it."""
        code, quote = get(row, "task", str, where, default=""), _needed(row, "quote", where)
        task = self.tasks.get(code)
        if task is None:
            raise fail(where, _("the plan has no task “%s”") % code)
        if quote not in task.text:
            values = {"quote": quote[:80], "task": code}
            raise fail(where, _("the words “%(quote)s” do not stand in the text of task %(task)s") % values)
        return task, quote, _needed(row, "source", where)

    def _places(self, codes: list[Any], where: str) -> list[Jurisdiction]:
        for code in codes:
            if not isinstance(code, str) or code not in self.places:
                raise fail(where, _("the place “%s” is not known") % code)
        if len(set(codes)) < len(codes):
            raise fail(where, _("a place is named twice"))
        return [self.places[code] for code in codes]

    def _indicator(self, task: Task, row: Any, where: str) -> Target:
        """The target of the task in those words: a count without a value to reach."""
        words = _needed(row, "target", where)
        target = Target.objects.filter(measure__task=task, text=words).first()
        if target is None:
            values = {"task": task.number, "words": words[:80]}
            raise fail(where, _("task %(task)s has no target “%(words)s”") % values)
        if target.kind != TargetKind.COUNT or target.value is not None:
            raise fail(where, _("“%s” is not a count that is only followed") % words[:80])
        return target


def _day_of(recorded: Mapping[str, Any]) -> dt.date:
    found = day(recorded, "on", "file")
    if found is None:
        raise fail("file", _("the day of the source is missing"))
    return found


def _plan_named(slug: str) -> Plan:
    plan = Plan.objects.filter(slug=slug).first()
    if plan is None:
        raise fail("file", _("there is no plan “%s”") % slug)
    if plan.state == PlanState.DRAFT:
        raise Impossible(_("Plan %s is a draft: its text may still change.") % slug, code="plan_is_draft")
    return plan


def _needed(row: Any, key: str, where: str) -> str:
    text = get(row, key, str, where, default="")
    if not text.strip():
        raise fail(where, _("“%s” is missing") % key)
    return str(text)


def _count(row: Any, key: str, where: str) -> int | None:
    """A whole number of places from 0, or None."""
    found = number(get(row, key, (int, float), where), where)
    if found is not None and (found < 0 or found != int(found)):
        raise fail(where, _("“%s” is no number of places") % key)
    return None if found is None else int(found)
