"""Loading the demonstration: all or nothing, and never over anything real."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from agencies.demonstration import DEMONSTRATION_GROUP, load_accounts, password
from agencies.enums import UserRole
from agencies.models import Agency, Jurisdiction, User
from agencies.reference import load_reference
from reformtracker.lib import clock, workdays
from reformtracker.lib.errors import Impossible
from tasks.demonstration.local_plan import load_local_plan
from tasks.demonstration.notices import load_notices
from tasks.demonstration.playing import Stage
from tasks.demonstration.script import OPENS, Script, read, schedule
from tasks.enums import PlanState
from tasks.issuing import issue_plan
from tasks.local import handing_out
from tasks.local.findings import take_in_all
from tasks.models import Measure, Notification, Plan
from tasks.notices import write_plan
from tasks.reminders import running as reminding
from tasks.rounds import life

DAWN = dt.time(8)
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
    plans += load_notices(settings.DATA_DIR / "notices")
    take_in_all(settings.DATA_DIR / "findings")
    local = load_local_plan(settings.DATA_DIR / "demonstration-local-plan.json")
    return [*plans, local] if local else plans


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
            _open_to_places(plan, script)
            _gather_statistics()
    if plan.slug == script.plan:
        _play(Stage(plan, script), script, progress)
    return plan


def _open_to_places(plan: Plan, script: Script) -> None:
    """Says how the plan reports, and hands measures to the offices of places."""
    accounts = User.objects.filter(groups__name=DEMONSTRATION_GROUP)
    secretariat = accounts.get(memberships__role=UserRole.SECRETARIAT)
    life.set_rule(plan, by=secretariat, **script.rounds)
    measures = {
        str(row): row for row in Measure.objects.filter(task__area__plan=plan).select_related("task__area")
    }
    for hand_out in script.hand_outs:
        places = Jurisdiction.objects.filter(agencies__code__in=hand_out["offices"])
        chosen = [measures[label] for label in hand_out["measures"]]
        due_on = dt.date.fromisoformat(day) if (day := hand_out.get("due_on")) else None
        handing_out.hand_out(chosen, list(places), by=secretariat, due_on=due_on, note=hand_out["note"])


def _play(stage: Stage, script: Script, progress: Progress) -> None:
    """Every line on its day, after what the portal itself does on the mornings before."""
    past = tuple(line for line in script.lines if line.on < clock.today() and stage.can_play(line))
    passed = past[0].on if past else clock.today()
    for done, (moment, line) in enumerate(schedule(past), start=1):
        passed = _pass_mornings(stage, script, passed, line.on)
        stage.play(line, moment)
        progress(done, len(past))
    _pass_mornings(stage, script, passed, clock.today())
    _gather_statistics()


def _gather_statistics() -> None:
    """Tells PostgreSQL how much there is by now: autovacuum looks at nothing before all of it is committed.

    Without it the planner takes thousands of rows for one, and a morning's question lasts minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pass_mornings(stage: Stage, script: Script, passed: dt.date, until: dt.date) -> dt.date:
    """Each morning after `passed` up to that of `until`: rounds open and close, people are reminded."""
    while passed < until:
        passed += workdays.ONE_DAY
        with clock.set_to(dt.datetime.combine(passed, DAWN, tzinfo=clock.SHANGHAI)):
            life.tend()
            if passed in script.reminders:
                _gather_statistics()
                Notification.objects.filter(read_at=None).update(read_at=clock.now())
                reminding.run(plan=stage.plan)
            for chase in script.chases:
                if chase["on"] == passed.isoformat():
                    stage.ask_after(chase["duty"], chase["note"])
    return passed
