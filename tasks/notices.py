"""A plan in and out of the notice schema (docs/notice-schema.md): written as a draft, read back."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, Jurisdiction
from reformtracker.lib.errors import Impossible, Invalid
from tasks.enums import Comparator, Field, Mode, PlanState, Role
from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task

CLAUSE_ROLES = (Role.LEAD, Role.CO_RESPONSIBLE, Role.PARTICIPATING)


def _fail(where: str, problem: str) -> Invalid:
    return Invalid(f"{where}: {problem}", code="notice_invalid")


def _get(node: object, key: str, kind: type | tuple, where: str, *, default: object = None):
    """`node[key]` if it is of that kind; a missing or null value gives the default."""
    if not isinstance(node, dict):
        raise _fail(where, _("an object is expected here"))
    value = node.get(key)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _fail(where, _("“%s” is of the wrong kind") % key)
    if isinstance(value, str) and "\x00" in value:
        raise _fail(where, _("“%s” holds a character that is not allowed") % key)
    return value


def _day(node: dict, key: str, where: str) -> dt.date | None:
    text = _get(node, key, str, where)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _fail(where, _("“%s” is not a date such as 2018-12-31") % text) from error


def _choice(node: dict, key: str, allowed, where: str, *, default: str | None = None) -> str | None:
    value = _get(node, key, str, where, default=default)
    if value is not None and value not in list(allowed):
        raise _fail(
            where,
            _("“%(value)s” is not one of %(allowed)s") % {"value": value, "allowed": ", ".join(allowed)},
        )
    return value


@transaction.atomic
def write_plan(notice: dict, *, replace_draft: bool = False) -> tuple[Plan, bool]:
    """Writes the notice as a draft plan; gives the plan and whether anything was written.

    The same notice again writes nothing. A draft of that slug with other content is replaced only on request;
    an issued plan never. Raises Invalid (naming the place in the notice) or Impossible.
    """
    slug = _get(notice, "slug", str, "plan") or slugify(_get(notice, "title", str, "plan", default=""))[:60]
    if not slug:
        raise _fail("plan", _("it has neither a slug nor a title from which one could be made"))
    digest = hashlib.sha256(json.dumps(notice, sort_keys=True).encode()).hexdigest()
    existing = Plan.objects.filter(slug=slug).first()
    if existing:
        if existing.notice_sha256 == digest or read_plan(existing) == notice:
            return existing, False
        _make_room(existing, replace_draft)
    return _Writer(notice, slug).write(digest), True


def _make_room(plan: Plan, replace_draft: bool) -> None:
    if plan.state == PlanState.ISSUED:
        raise Impossible(_("Plan %s is issued; its text cannot be replaced.") % plan.slug, code="plan_issued")
    if not replace_draft:
        raise Impossible(
            _("A draft %s with other content is there; replacing it must be asked for.") % plan.slug,
            code="draft_differs",
        )
    discard_draft(plan)


def discard_draft(plan: Plan) -> None:
    """Removes a draft with all its parts, from the leaves up (nothing cascades)."""
    for model, path in (
        (Target, "measure__task__area"),
        (Deadline, "measure__task__area"),
        (Assignment, None),
        (Measure, "task__area"),
        (Task, "area"),
        (ReformArea, ""),
    ):
        lookup = "plan" if not path else f"{path}__plan"
        model.objects.filter(**{lookup: plan}).delete()
    plan.delete()


class _Writer:
    """Writes one notice, row by row, remembering where in the notice it is for its error texts."""

    def __init__(self, notice: dict, slug: str) -> None:
        self.notice, self.slug = notice, slug
        self.gazetteer = Gazetteer.load()
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}

    def write(self, digest: str) -> Plan:
        notice = self.notice
        period = _get(notice, "period", dict, "plan", default={})
        title = _get(notice, "title", str, "plan", default=self.slug)
        self.plan = Plan.objects.create(
            slug=self.slug,
            title=title,
            title_en=_get(notice, "title_en", str, "plan", default=title)[:200],
            title_zh=_get(notice, "title_zh", str, "plan", default=title)[:200],
            language=_choice(notice, "language", ("en", "zh"), "plan", default="en"),
            issuer=_get(notice, "issuer", str, "plan"),
            document_number=_get(notice, "document_number", str, "plan"),
            issued_on=_day(notice, "issued_on", "plan"),
            period_start=_day(period, "start", "period"),
            period_end=_day(period, "end", "period"),
            jurisdiction=self._jurisdiction(),
            warnings=_get(notice, "warnings", list, "plan", default=[]),
            notice_sha256=digest,
        )
        for position, area in enumerate(_get(notice, "areas", list, "plan", default=[]), start=1):
            self._area(area, position)
        return self.plan

    def _jurisdiction(self) -> Jurisdiction:
        code = _get(self.notice, "jurisdiction", str, "plan", default="CN")
        found = Jurisdiction.objects.filter(code=code).first()
        if found is None:
            raise _fail("plan", _("jurisdiction %s is not known; is the reference data loaded?") % code)
        return found

    def _area(self, node: dict, position: int) -> None:
        where = _("area %d") % position
        title = _get(node, "title", str, where, default="")
        area = ReformArea.objects.create(
            plan=self.plan,
            position=position,
            number=_get(node, "number", str, where),
            title=title,
            title_en=_get(node, "title_en", str, where, default=title)[:200],
            title_zh=_get(node, "title_zh", str, where, default=title)[:200],
            field=_choice(node, "field", Field.values, where),
        )
        for ordinal, task in enumerate(_get(node, "tasks", list, where, default=[]), start=1):
            self._task(task, area, ordinal)

    def _task(self, node: dict, area: ReformArea, ordinal: int) -> None:
        where = _("task %s") % f"{area.position}.{ordinal}"
        text = _get(node, "text", str, where, default="")
        title = _get(node, "title", str, where)
        short = title or text
        task = Task.objects.create(
            area=area,
            position=ordinal,
            number=_get(node, "number", str, where, default=f"{area.position}.{ordinal}"),
            title=title,
            title_en=_get(node, "title_en", str, where, default=short)[:200],
            title_zh=_get(node, "title_zh", str, where, default=short)[:200],
            text=text,
        )
        for position, measure in enumerate(_get(node, "measures", list, where, default=[]), start=1):
            self._measure(measure, task, position)

    def _measure(self, node: dict, task: Task, position: int) -> None:
        where = _("measure %s") % f"{task.number}/{position}"
        measure = Measure.objects.create(
            task=task,
            position=position,
            text=_get(node, "text", str, where, default=""),
            clause=_get(node, "clause", str, where),
            mode=_choice(node, "mode", Mode.values, where),
            open_ended=_get(node, "open_ended", bool, where, default=False),
        )
        self._each(node, "deadlines", where, lambda item, n: self._deadline(item, measure, n, where))
        self._each(node, "targets", where, lambda item, n: self._target(item, measure, n, where))
        self._each(node, "responsibilities", where, lambda item, n: self._duty(item, measure, n, where))

    def _each(self, node: dict, key: str, where: str, write: Callable[[dict, int], object]) -> None:
        for position, item in enumerate(_get(node, key, list, where, default=[]), start=1):
            write(item, position)

    def _deadline(self, node: dict, measure: Measure, position: int, where: str) -> None:
        Deadline.objects.create(
            measure=measure,
            position=position,
            text=_get(node, "text", str, where, default=""),
            date=_day(node, "date", where),
            derived=_get(node, "derived", bool, where, default=False),
        )

    def _target(self, node: dict, measure: Measure, position: int, where: str) -> None:
        value = _get(node, "value", (int, float, list), where)
        low, high = value if isinstance(value, list) and len(value) == 2 else (value, None)
        try:
            Target.objects.create(
                measure=measure,
                position=position,
                text=_get(node, "text", str, where, default=""),
                value=None if low is None else Decimal(str(low)),
                value_to=None if high is None else Decimal(str(high)),
                unit=_get(node, "unit", str, where, default=""),
                comparator=_choice(node, "comparator", Comparator.values, where, default=Comparator.EQUAL),
            )
        except InvalidOperation as error:
            raise _fail(where, _("“%s” is not a number") % value) from error

    def _duty(self, node: dict, measure: Measure, position: int, where: str) -> None:
        name = _get(node, "name", str, where, default="")
        role = _choice(node, "role", CLAUSE_ROLES, where)
        agency = self._agency(name, _get(node, "agency", str, where), where)
        day = self.plan.period_start
        if day is None or self.plan.period_end is None:
            raise _fail(where, _("a duty needs the plan's period"))
        due_on = _due_on(measure, self.plan.period_end)
        Assignment.objects.create(
            plan=self.plan,
            measure=measure,
            agency=agency,
            role=role,
            owes=role == Role.LEAD or measure.mode == Mode.JOINT,
            position=position,
            named=name,
            start_on=min(day, due_on),
            due_on=due_on,
            original_due_on=due_on,
        )

    def _agency(self, name: str, code: str | None, where: str) -> Agency:
        found = self.agencies.get(code) if code else self.gazetteer.resolve(name)
        if found is None:
            raise _fail(where, _("no agency is known for “%s”") % (code or name))
        return found


def _due_on(measure: Measure, period_end: dt.date) -> dt.date:
    """The latest date of the measure, else the period's end."""
    return max((row.date for row in measure.deadlines.all() if row.date), default=period_end)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def read_plan(plan: Plan) -> dict:
    """The plan in the notice schema, from the database; reading it back in changes nothing."""
    areas = plan.areas.prefetch_related(
        "tasks__measures__deadlines", "tasks__measures__targets", "tasks__measures__assignments__agency"
    )
    return {
        "slug": plan.slug,
        "title": plan.title,
        "title_en": plan.title_en,
        "title_zh": plan.title_zh,
        "language": plan.language,
        "jurisdiction": plan.jurisdiction.code,
        "issuer": plan.issuer,
        "document_number": plan.document_number,
        "issued_on": _iso(plan.issued_on),
        "period": {"start": _iso(plan.period_start), "end": _iso(plan.period_end)},
        "areas": [_read_area(area) for area in areas],
        "warnings": plan.warnings,
    }


def _read_area(area: ReformArea) -> dict:
    keys = ("number", "title", "title_en", "title_zh", "field")
    return {key: getattr(area, key) for key in keys} | {
        "tasks": [_read_task(task) for task in area.tasks.all()]
    }


def _read_task(task: Task) -> dict:
    keys = ("number", "title", "title_en", "title_zh", "text")
    return {key: getattr(task, key) for key in keys} | {
        "measures": [_read_measure(row) for row in task.measures.all()]
    }


def _read_measure(measure: Measure) -> dict:
    duties = sorted(
        (duty for duty in measure.assignments.all() if duty.role in CLAUSE_ROLES),
        key=lambda duty: duty.position,
    )
    return {
        "text": measure.text,
        "clause": measure.clause,
        "mode": measure.mode,
        "open_ended": measure.open_ended,
        "responsibilities": [
            {"name": duty.named, "agency": duty.agency.code, "role": duty.role} for duty in duties
        ],
        "deadlines": [
            {"text": row.text, "date": _iso(row.date), "derived": row.derived}
            for row in measure.deadlines.all()
        ],
        "targets": [_read_target(row) for row in measure.targets.all()],
    }


def _read_target(target: Target) -> dict:
    value = None if target.value is None else _plain(target.value)
    if target.value_to is not None:
        value = [value, _plain(target.value_to)]
    return {"text": target.text, "value": value, "unit": target.unit, "comparator": target.comparator}
