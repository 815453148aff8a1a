"""A plan in and out of the notice schema (docs/notice-schema.md): written as a draft, read back."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from django.core.validators import slug_re
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, Jurisdiction
from reformtracker.lib.errors import Impossible
from tasks.enums import Comparator, Field, Mode, PlanState, Reach, Role
from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task
from tasks.notice_output import CLAUSE_ROLES, read_plan
from tasks.notice_shape import check_texts, choice, create, day, fail, get, number
from tasks.targets.terms import given_terms

__all__ = ["discard_draft", "read_plan", "write_plan"]


@transaction.atomic
def write_plan(notice: dict, *, replace_draft: bool = False) -> tuple[Plan, bool]:
    """Writes the notice as a draft plan; gives the plan and whether anything was written.

    The same notice again writes nothing. A draft of that slug with other content is replaced only on request;
    an issued plan never. Raises Invalid (naming the place in the notice) or Impossible.
    """
    check_texts(notice)
    slug = _slug(notice)
    digest = hashlib.sha256(json.dumps(notice, sort_keys=True).encode()).hexdigest()
    existing = Plan.objects.select_for_update().filter(slug=slug).first()
    if existing:
        if existing.notice_sha256 == digest or read_plan(existing) == notice:
            return existing, False
        _make_room(existing, replace_draft)
    return _Writer(notice, slug).write(digest), True


def _slug(notice: dict) -> str:
    """The notice's own, else one made from its title: the same title always gives the same plan."""
    title = get(notice, "title", str, "plan", default="")
    slug = get(notice, "slug", str, "plan") or slugify(title)[:60].strip("-_")
    if not slug and title:  # nothing of a Chinese title survives in an address
        slug = "plan-" + hashlib.sha256(title.encode()).hexdigest()[:12]
    if not slug:
        raise fail("plan", _("it has neither a slug nor a title from which one could be made"))
    if not slug_re.match(slug):
        raise fail("plan", _("the slug “%s” is not made of letters, digits and hyphens only") % slug[:60])
    return slug


def _make_room(plan: Plan, replace_draft: bool) -> None:
    if plan.state != PlanState.DRAFT:
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
        self.numbers: set[str] = set()

    def write(self, digest: str) -> Plan:
        notice = self.notice
        period = get(notice, "period", dict, "plan", default={})
        title = get(notice, "title", str, "plan", default=self.slug)
        start, end = day(period, "start", "period"), day(period, "end", "period")
        if start and end and end < start:
            raise fail("period", _("it ends before it starts"))
        self.plan = create(
            Plan,
            "plan",
            slug=self.slug,
            title=title,
            title_en=get(notice, "title_en", str, "plan", default=title)[:200],
            title_zh=get(notice, "title_zh", str, "plan", default=title)[:200],
            language=choice(notice, "language", ("en", "zh"), "plan", default="en"),
            issuer=get(notice, "issuer", str, "plan"),
            document_number=get(notice, "document_number", str, "plan"),
            issued_on=day(notice, "issued_on", "plan"),
            period_start=start,
            period_end=end,
            jurisdiction=self._jurisdiction(),
            legal_basis=get(notice, "legal_basis", str, "plan", default=""),
            derived_from=self._national(),
            warnings=get(notice, "warnings", list, "plan", default=[]),
            notice_sha256=digest,
        )
        for position, area in enumerate(get(notice, "areas", list, "plan", default=[]), start=1):
            self._area(area, position)
        return self.plan

    def _national(self) -> Plan | None:
        """The plan that this one implements."""
        slug = get(self.notice, "derived_from", str, "plan")
        found = Plan.objects.published().filter(slug=slug).first() if slug else None
        if slug and (found is None or slug == self.slug):
            raise fail("plan", _("there is no published plan “%s” that it could implement") % slug)
        return found

    def _jurisdiction(self) -> Jurisdiction:
        code = get(self.notice, "jurisdiction", str, "plan", default="CN")
        found = Jurisdiction.objects.filter(code=code).first()
        if found is None:
            raise fail("plan", _("jurisdiction %s is not known; is the reference data loaded?") % code)
        return found

    def _area(self, node: dict, position: int) -> None:
        where = _("area %d") % position
        title = get(node, "title", str, where, default="")
        area = create(
            ReformArea,
            where,
            plan=self.plan,
            position=position,
            number=get(node, "number", str, where),
            title=title,
            title_en=get(node, "title_en", str, where, default=title)[:200],
            title_zh=get(node, "title_zh", str, where, default=title)[:200],
            field=choice(node, "field", Field.values, where),
        )
        for ordinal, task in enumerate(get(node, "tasks", list, where, default=[]), start=1):
            self._task(task, area, ordinal)

    def _task(self, node: dict, area: ReformArea, ordinal: int) -> None:
        where = _("task %s") % f"{area.position}.{ordinal}"
        text = get(node, "text", str, where, default="")
        title = get(node, "title", str, where)
        short = title or text
        task = create(
            Task,
            where,
            area=area,
            position=ordinal,
            number=self._number(get(node, "number", str, where, default=f"{area.position}.{ordinal}"), where),
            title=title,
            title_en=get(node, "title_en", str, where, default=short)[:200],
            title_zh=get(node, "title_zh", str, where, default=short)[:200],
            text=text,
        )
        for position, measure in enumerate(get(node, "measures", list, where, default=[]), start=1):
            self._measure(measure, task, position)

    def _number(self, text: str, where: str) -> str:
        """A task's number is its address within the plan."""
        if not text.strip() or "/" in text or text in (".", ".."):
            raise fail(where, _("“%s” cannot be a task's number") % text)
        if text in self.numbers:
            raise fail(where, _("the number %s is given twice") % text)
        self.numbers.add(text)
        return text

    def _measure(self, node: dict, task: Task, position: int) -> None:
        where = _("measure %s") % f"{task.number}/{position}"
        measure = create(
            Measure,
            where,
            task=task,
            position=position,
            text=get(node, "text", str, where, default=""),
            clause=get(node, "clause", str, where),
            mode=choice(node, "mode", Mode.values, where),
            open_ended=get(node, "open_ended", bool, where, default=False),
            **_places(node, where),
        )
        self._each(node, "deadlines", where, lambda item, n: self._deadline(item, measure, n, where))
        self._each(node, "targets", where, lambda item, n: self._target(item, measure, n, where))
        self._each(node, "responsibilities", where, lambda item, n: self._duty(item, measure, n, where))

    def _each(self, node: dict, key: str, where: str, write: Callable[[dict, int], object]) -> None:
        for position, item in enumerate(get(node, key, list, where, default=[]), start=1):
            write(item, position)

    def _deadline(self, node: dict, measure: Measure, position: int, where: str) -> None:
        create(
            Deadline,
            where,
            measure=measure,
            position=position,
            text=get(node, "text", str, where, default=""),
            date=day(node, "date", where),
            derived=get(node, "derived", bool, where, default=False),
        )

    def _target(self, node: dict, measure: Measure, position: int, where: str) -> None:
        value = get(node, "value", (int, float, list), where)
        comparator = choice(node, "comparator", Comparator.values, where, default=Comparator.EQUAL)
        if (comparator == Comparator.RANGE) != (isinstance(value, list) and len(value) == 2):
            raise fail(where, _("a range, and nothing else, has two values"))
        low, high = value if isinstance(value, list) else (value, None)
        if isinstance(value, list) and None in value:
            raise fail(where, _("a range, and nothing else, has two values"))
        unit = get(node, "unit", str, where, default="")
        create(
            Target,
            where,
            measure=measure,
            position=position,
            text=get(node, "text", str, where, default=""),
            value=number(low, where),
            value_to=number(high, where),
            unit=unit,
            comparator=comparator,
            **given_terms(node, where, comparator=comparator, unit=unit),
        )

    def _duty(self, node: dict, measure: Measure, position: int, where: str) -> None:
        name = get(node, "name", str, where, default="")
        role = choice(node, "role", CLAUSE_ROLES, where)
        if role is None:
            raise fail(where, _("“%s” has no role") % name)
        agency = self._agency(name, get(node, "agency", str, where), where)
        start, end = self.plan.period_start, self.plan.period_end
        if start is None or end is None:
            raise fail(where, _("a duty needs the plan's period"))
        if measure.assignments.filter(agency=agency).exists():
            raise fail(where, _("%s is named twice") % agency.code)
        due_on = _due_on(measure, end)
        create(
            Assignment,
            where,
            plan=self.plan,
            measure=measure,
            agency=agency,
            role=role,
            owes=role == Role.LEAD or measure.mode == Mode.JOINT,
            position=position,
            named=name,
            start_on=min(start, due_on),
            due_on=due_on,
            original_due_on=due_on,
        )

    def _agency(self, name: str, code: str | None, where: str) -> Agency:
        found = self.agencies.get(code) if code else self.gazetteer.resolve(name)
        if found is None:
            raise fail(where, _("no agency is known for “%s”") % (code or name))
        return found


def _places(node: dict, where: str) -> dict[str, str]:
    """Which places the measure calls on, with the words by which its own text does; nothing when none."""
    said = get(node, "places", dict, where)
    if said is None:
        return {}
    reach = choice(said, "reach", Reach.values, where)
    words = get(said, "text", str, where, default="")
    if reach is None or not words.strip():
        raise fail(where, _("“places” needs the reach and the words of the text"))
    if words not in get(node, "text", str, where, default=""):
        raise fail(where, _("the words “%s” do not stand in its text") % words[:80])
    return {"reach": reach, "reach_words": words}


def _due_on(measure: Measure, period_end: dt.date) -> dt.date:
    """The latest date of the measure, else the period's end."""
    return max((row.date for row in measure.deadlines.all() if row.date), default=period_end)
