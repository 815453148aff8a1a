"""Loading the demonstration: all or nothing, and never over anything real."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.demonstration import load_accounts, password
from agencies.models import Agency, Jurisdiction
from agencies.reference import load_reference
from reformtracker.lib import clock, workdays
from reformtracker.lib.errors import Impossible
from tasks.demonstration.notices import load_notices
from tasks.demonstration.playing import Stage
from tasks.demonstration.script import OPENS, Script, read, schedule
from tasks.enums import PlanState
from tasks.issuing import issue_plan
from tasks.models import Plan
from tasks.notices import write_plan

Progress = Callable[[int, int], None]


def _unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def load(progress: Progress = _unseen) -> list[Plan]:
    """Accounts, all plans of data/plans/ and the history that the script tells of one of them.

    What is there already stays as it is. `progress` gets the moves made so far and their number. Moves that
    lie on or after the portal's today are left out, and plans that start later stay drafts. Gives the plans.
    Raises reformtracker.lib.errors (among them Impossible over a real plan); OSError, ValueError or KeyError
    for data that cannot be read.
    """
    _refuse_production()
    if not _reference_is_there():
        load_reference(settings.DATA_DIR)
    script = read(settings.DATA_DIR / "demonstration.json")
    load_accounts(password())
    notices = sorted((settings.DATA_DIR / "plans").glob("*.json"))
    plans = [_load_plan(path, script, progress) for path in notices]
    return plans + load_notices(settings.DATA_DIR / "notices")


def _refuse_production() -> None:
    if settings.PORTAL_TODAY is None and not settings.EMBEDDED and not settings.PORTAL_TRAINING:
        sentence = _("The demonstration is not for production: PORTAL_TODAY is not set.")
        raise Impossible(sentence, code="production")


def _reference_is_there() -> bool:
    """Whether every body and place of data/ is known; a portal set up earlier may lack newer ones."""
    places = _recorded("jurisdictions.json")
    bodies = _recorded("agencies.json")["agencies"]
    return _known(Jurisdiction, places) and _known(Agency, bodies)


def _recorded(name: str) -> Any:
    return json.loads((settings.DATA_DIR / name).read_text(encoding="utf-8"))


def _known(model: type[Agency | Jurisdiction], rows: list[dict[str, Any]]) -> bool:
    return {row["code"] for row in rows} <= set(model.objects.values_list("code", flat=True))


def _load_plan(path: Path, script: Script, progress: Progress) -> Plan:
    notice = json.loads(path.read_text(encoding="utf-8"))
    existing = Plan.objects.filter(slug=notice["slug"]).first()
    if existing and existing.state != PlanState.DRAFT:
        return _own(existing)
    plan, _written = write_plan(notice)
    plan.demonstration = True
    plan.save(update_fields=["demonstration"])
    morning = _first_morning(plan)
    return _begin(plan, morning, script, progress) if morning and morning.date() < clock.today() else plan


def _own(plan: Plan) -> Plan:
    if not plan.demonstration:
        sentence = _("Plan %s is issued and real: the demonstration is not loaded over it.")
        raise Impossible(sentence % plan.slug, code="plan_is_real")
    return plan


def _first_morning(plan: Plan) -> dt.datetime | None:
    """Nine o'clock on the first working day of the plan's period, if it has one."""
    if plan.period_start is None:
        return None
    day = workdays.add_workdays(plan.period_start - workdays.ONE_DAY, 1)
    return dt.datetime.combine(day, OPENS, tzinfo=clock.SHANGHAI)


def _begin(plan: Plan, morning: dt.datetime, script: Script, progress: Progress) -> Plan:
    with clock.set_to(morning):
        plan = issue_plan(plan, by=None)
    if plan.slug == script.plan:
        _play(Stage(plan, script), script, progress)
    return plan


def _play(stage: Stage, script: Script, progress: Progress) -> None:
    past = tuple(line for line in script.lines if line.on < clock.today() and stage.can_play(line))
    for done, (moment, line) in enumerate(schedule(past), start=1):
        stage.play(line, moment)
        progress(done, len(past))
