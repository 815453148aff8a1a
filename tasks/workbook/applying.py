"""A changed workbook becomes the draft: all of it or nothing, and only if nobody changed the plan meanwhile.

Rows that stay keep their place in the database, and so does the plan: what hangs on it is not touched.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed, Stale
from tasks.enums import Mode, PlanState, Role
from tasks.models import Assignment, Deadline, Measure, Plan, ReformArea, Target, Task
from tasks.notice_output import CLAUSE_ROLES
from tasks.notices import read_plan
from tasks.targets.terms import derived, terms_of
from tasks.workbook import book as books
from tasks.workbook.book import Book, Row
from tasks.workbook.layout import PLAN_SHEET
from tasks.workbook.reading import Upload

# From the leaves up, for nothing cascades; the way from each to its plan.
PARTS: tuple[tuple[type[Model], str], ...] = (
    (Target, "measure__task__area__plan"),
    (Deadline, "measure__task__area__plan"),
    (Assignment, "plan"),
    (Measure, "task__area__plan"),
    (Task, "area__plan"),
    (ReformArea, "plan"),
)


def check_open(plan: Plan, by: User) -> None:
    """Raises NotAllowed for anybody but the secretariat, Impossible for what is no draft."""
    if not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat changes drafts."))
    if plan.state != PlanState.DRAFT:
        raise Impossible(
            _("The plan is issued; its text can never be changed. Its workbook is for reading only.")
            if plan.state == PlanState.ISSUED
            else _("Only a draft can be changed by a workbook."),
            code="plan_issued" if plan.state == PlanState.ISSUED else "no_draft",
        )


@transaction.atomic
def apply(plan: Plan, upload: Upload, *, by: User) -> bool:
    """Makes the draft what the workbook says; gives whether anything changed.

    The same workbook again changes nothing. Raises NotAllowed, Impossible, Invalid for a workbook with
    faults, Stale for a plan that has changed since the workbook was downloaded.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=plan.pk)
    check_open(plan, by)
    if upload.faults:
        raise Invalid(_("The workbook has faults; nothing was changed."), code="workbook_faults")
    present = books.of_plan(plan)
    if books.content(present) == books.content(upload.wanted):
        return False
    if books.content(present) != books.content(upload.base):
        raise Stale(_("The plan has changed since this workbook was downloaded; nothing was changed."))
    if plan.assignments.exclude(role__in=CLAUSE_ROLES).exists():
        raise Impossible(_("The plan has duties that are not in its text, and a workbook cannot carry them."))
    _write(plan, present, upload)
    return True


def aligned(present: Book, base: Book) -> Book:
    """The present rows under the ids that they had at the download; new ones get other ids."""
    known = {(sheet, row.pk): row.key for sheet, rows in base.rows.items() for row in rows}
    names = {
        row.key: known.get((sheet, row.pk), f"+{row.key}")
        for sheet, rows in present.rows.items()
        for row in rows
    }
    return Book(
        {
            sheet: [Row(names[row.key], names.get(row.parent, ""), row.values, row.pk) for row in rows]
            for sheet, rows in present.rows.items()
        }
    )


def _write(plan: Plan, present: Book, upload: Upload) -> None:
    # Both hold the same rows in the same order, though the draft may have been written anew since.
    pairs = zip(upload.base.in_order(), present.in_order(), strict=True)
    keys = {(sheet.key, old.key): new.pk for (sheet, old, _p), (_s, new, _q) in pairs}
    terms = {target.pk: terms_of(target) for target in Target.objects.filter(measure__task__area__plan=plan)}
    for model, way in PARTS:
        model._default_manager.filter(**{way: plan}).delete()
    _write_plan(plan, upload.wanted)
    _Writer(plan, upload.wanted, keys, terms).write()
    written = Plan.objects.select_related("jurisdiction").get(pk=plan.pk)
    digest = hashlib.sha256(json.dumps(read_plan(written), sort_keys=True).encode()).hexdigest()
    Plan.objects.filter(pk=plan.pk).update(notice_sha256=digest)


def _write_plan(plan: Plan, book: Book) -> None:
    values = book.plan.values
    plan.title, plan.language = str(values["title"]), str(values["language"])
    plan.title_en, plan.title_zh = str(values["title_en"]), str(values["title_zh"])
    plan.issuer, plan.document_number = _named(values["issuer"]), _named(values["document_number"])
    plan.issued_on = _day(values["issued_on"])
    plan.period_start, plan.period_end = _day(values["period_start"]), _day(values["period_end"])
    plan.jurisdiction = Jurisdiction.objects.get(code=values["jurisdiction"])
    plan.save(update_fields=[column.key for column in PLAN_SHEET.columns if column.key != "slug"])


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None


def _named(value: object) -> str | None:
    return None if value is None else str(value)


def _figure(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


class _Writer:
    """Writes the rows level by level; `pks` holds the keys of the rows that stay, by (sheet, id).

    `terms` is how the readings of the targets that stay are taken, by their keys: no sheet holds that.
    """

    def __init__(
        self, plan: Plan, book: Book, pks: dict[tuple[str, str], int | None], terms: dict[int, dict]
    ) -> None:
        self.plan, self.book, self.pks, self.terms = plan, book, pks, terms
        self.above: dict[tuple[str, str], Model] = {}
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}

    def write(self) -> None:
        plan = self.plan
        self._level("areas", ReformArea, lambda row: {"plan": plan} | row.values)
        self._level("tasks", Task, lambda row: {"area": self.above["areas", row.parent]} | row.values)
        self._level("measures", Measure, lambda row: {"task": self.above["tasks", row.parent]} | row.values)
        self._level("deadlines", Deadline, lambda row: self._of(row) | {"date": _day(row.values["date"])})
        self._level("targets", Target, self._target)
        self.due = dict(self._due_dates())
        self._level("responsibilities", Assignment, self._duty)

    def _level(self, sheet: str, model: type[Model], values) -> None:
        """One kind of rows; the database gives keys to the new ones only."""
        rows = [
            (row, model(pk=self.pks.get((sheet, row.key)), position=position, **values(row)))
            for family in self.book.children(sheet).values()
            for position, row in enumerate(family, start=1)
        ]
        for stays in (True, False):
            batch = [thing for _row, thing in rows if (thing.pk is not None) is stays]
            model._default_manager.bulk_create(batch, batch_size=200)
        self.above |= {(sheet, row.key): thing for row, thing in rows}

    def _of(self, row: Row) -> dict:
        return {"measure": self.above["measures", row.parent]} | row.values

    def _target(self, row: Row) -> dict:
        kept = self.terms.get(self.pks.get(("targets", row.key)) or 0, {})
        own = derived(str(row.values["comparator"]), str(row.values["unit"] or ""))
        figures = {key: _figure(row.values[key]) for key in ("value", "value_to")}
        return self._of(row) | own | kept | figures

    def _due_dates(self) -> Iterator[tuple[str, dt.date | None]]:
        """By measure: its latest date, else the end of the plan's period (docs/notice-schema.md)."""
        deadlines = self.book.children("deadlines")
        for row in self.book.rows["measures"]:
            dates = [deadline.values["date"] for deadline in deadlines.get(row.key, ())]
            latest = max((str(date) for date in dates if date), default="")
            yield row.key, _day(latest) or self.plan.period_end

    def _duty(self, row: Row) -> dict:
        measure, due_on = self.above["measures", row.parent], self.due[row.parent]
        role = row.values["role"]
        return {
            "plan": self.plan,
            "measure": measure,
            "agency": self.agencies[str(row.values["agency"])],
            "role": role,
            "owes": role == Role.LEAD or getattr(measure, "mode", None) == Mode.JOINT,
            "named": row.values["name"],
            "start_on": min(day for day in (self.plan.period_start, due_on) if day),
            "due_on": due_on,
            "original_due_on": due_on,
        }
