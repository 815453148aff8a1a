"""The doors of a review: decide, take a decision back, discard, issue.

Every change is one small operation (tasks.intake.review) kept as a Decision; the draft is the reader's draft
with the decisions applied in their order. `by` is the user, None the portal itself (the demonstration).
Raises reformtracker.lib.errors: NotAllowed, Invalid, Impossible, Stale.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, Jurisdiction, User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, Stale
from tasks.handing_in import check_reviewer
from tasks.intake import review
from tasks.issuing import issue_plan, keep_on_record
from tasks.models import Decision, Intake, Plan
from tasks.notices import write_plan
from tasks.reviews.wording import said

Operation = dict[str, Any]
# What a document that gives nobody a duty cannot state and does not need: it is kept on record.
ONLY_WITH_DUTIES = frozenset(("no_duty", "no_duty_in_task", "no_period"))


def decide(intake: Intake, operation: Operation, *, by: User | None, seen: int | None = None) -> Decision:
    """Applies one operation and keeps it; see `decide_all`."""
    return decide_all(intake, [operation], by=by, seen=seen)[0]


@transaction.atomic
def decide_all(
    intake: Intake, operations: Iterable[Operation], *, by: User | None, seen: int | None = None
) -> list[Decision]:
    """Applies the operations in their order and keeps each as a decision, all of them or none.

    `seen`: the version of the draft that the reviewer looked at. A later decision does not matter unless it
    touched the same part: then Stale.
    """
    intake, operations = _locked(intake, by), list(operations)
    if seen is not None and seen != intake.version:
        _check_untouched(intake, operations, seen)
    return [_decide(intake, operation, by) for operation in operations]


def _decide(intake: Intake, operation: Operation, by: User | None) -> Decision:
    last = intake.decisions.order_by("-n").values_list("n", flat=True).first()
    n = (last or 0) + 1
    draft = _applied(intake, operation, n)
    _keep(intake, draft)
    return Decision.objects.create(
        intake=intake, n=n, operation=operation, version=intake.version, by=by, at=clock.now()
    )


@transaction.atomic
def take_back(intake: Intake, n: int, *, by: User | None) -> Decision:
    """Marks a decision as undone and makes the draft anew from the others.

    Impossible when a later decision builds on it. Taking it back twice changes nothing.
    """
    intake = _locked(intake, by)
    decision = intake.decisions.filter(n=n).first()
    if decision is None:
        raise Impossible(_("There is no such decision."))
    if decision.undone:
        return decision
    others = intake.decisions.filter(undone=False).exclude(n=n).values_list("n", "operation")
    try:
        draft = review.replay(intake.reading, list(others), intake.text)
    except review.ReviewError as error:
        raise Impossible(_("A later decision builds on this one; take that back first.")) from error
    decision.undone, decision.version = True, intake.version + 1
    decision.save(update_fields=["undone", "version"])
    _keep(intake, draft)
    return decision


def last_own(intake: Intake, by: User) -> Decision | None:
    """What `undo` would take back: the newest decision of that reviewer that still holds."""
    return intake.decisions.filter(by=by, undone=False).order_by("-n").first()


@transaction.atomic
def undo(intake: Intake, *, by: User) -> Decision:
    """Takes back the reviewer's own last decision. Impossible when there is none, or others build on it."""
    intake = _locked(intake, by)
    last = last_own(intake, by)
    if last is None:
        raise Impossible(_("There is no decision of yours to take back."))
    return take_back(intake, last.n, by=by)


@transaction.atomic
def discard(intake: Intake, *, by: User | None) -> None:
    """Ends the review without a plan; the document and all decisions stay on record."""
    intake = _locked(intake, by)
    intake.discarded = True
    intake.save(update_fields=["discarded"])


@transaction.atomic
def issue(intake: Intake, *, by: User | None, seen: int | None = None) -> Plan:
    """Makes the plan of the draft and issues it, all or nothing.

    Another edition of a plan, and a document that gives nobody a duty, are kept on record instead.

    Raises Impossible with the points that stand in the way, Stale when the draft changed since the preview.
    """
    intake = _locked(intake, by)
    if seen is not None and seen != intake.version:
        raise Stale(_("Somebody else changed the draft since this preview was made."))
    blocking = [point for point in open_points(intake) if point.blocking]
    if blocking:
        raise Impossible(_("%d open points stand in the way of issuing.") % len(blocking), code="open_points")
    plan, new = write_plan(review.to_notice(intake.draft))
    if not new:
        raise Impossible(_("A plan %s is already there.") % plan.slug, code="plan_exists")
    _relate(plan, intake.draft["meta"])
    plan = keep_on_record(plan) if is_record(intake.draft) else issue_plan(plan, by=by)
    intake.plan = plan
    intake.save(update_fields=["plan"])
    return plan


def is_record(draft: dict[str, Any]) -> bool:
    """Whether nobody will owe anything under the plan: another edition, or a document without duties."""
    return bool(draft["meta"]["edition_of"]) or not _names_bodies(draft)


def _names_bodies(draft: dict[str, Any]) -> bool:
    return any(
        measure["responsibilities"]
        for area in draft["areas"]
        for task in area["tasks"]
        for measure in task["measures"]
    )


def open_points(intake: Intake) -> list[review.Point]:
    """What is still to be settled before the draft can be issued.

    That nobody has a duty is no obstacle, nor is the missing period then.
    """
    agencies = set(Agency.objects.values_list("code", flat=True))
    places = set(Jurisdiction.objects.values_list("code", flat=True))
    points = review.open_points(intake.draft, agencies, places)
    needless = frozenset() if _names_bodies(intake.draft) else ONLY_WITH_DUTIES
    return [point for point in points if point.code not in needless]


def _relate(plan: Plan, meta: dict[str, Any]) -> None:
    """The plans that the draft names as its original and its source."""
    plan.edition_of = _other_plan(plan, meta["edition_of"])
    plan.derived_from = _other_plan(plan, meta["derived_from"])
    plan.save(update_fields=["edition_of", "derived_from"])


def _other_plan(plan: Plan, slug: str | None) -> Plan | None:
    found = Plan.objects.filter(slug=slug).exclude(pk=plan.pk).first() if slug else None
    if slug and found is None:
        raise Invalid(_("There is no plan %s to which this one could refer.") % slug)
    return found


def _locked(intake: Intake, by: User | None) -> Intake:
    check_reviewer(by)
    found = Intake.objects.select_for_update().get(pk=intake.pk)
    if not found.in_review:
        raise Impossible(_("The document is not in review."))
    return found


def _check_untouched(intake: Intake, operations: list[Operation], seen: int) -> None:
    others = _touched_since(intake, seen)
    for operation in operations:
        try:
            mine = review.touched(operation, intake.draft, intake.text)
        except review.ReviewError:
            mine = others
        if others & mine:
            raise Stale(_("Somebody else changed the same part of the draft while you were looking at it."))


def _touched_since(intake: Intake, seen: int) -> set[str]:
    """The ids of everything that decisions later than that version touched, or taking decisions back."""
    decisions = list(intake.decisions.order_by("n"))
    earlier = [(each.n, each.operation) for each in decisions if each.version <= seen and not each.undone]
    draft = review.replay(intake.reading, earlier, intake.text)
    found: set[str] = set()
    for each in (each for each in decisions if each.version > seen):
        found.add(each.operation.get("node", ""))
        try:
            found |= review.touched(each.operation, draft, intake.text)
            if not each.undone:
                draft = review.apply(draft, each.operation, each.n, intake.text)
        except review.ReviewError:
            continue  # it built on a decision that was taken back as well; its own node counts
    return found - {"", "meta"}


def _applied(intake: Intake, operation: Operation, n: int) -> dict[str, Any]:
    try:
        return review.apply(intake.draft, operation, n, intake.text)
    except review.ReviewError as error:
        sentence = said(error.code, error.params)
        raise Invalid(sentence, code=error.code, fields={"operation": sentence}) from error


def _keep(intake: Intake, draft: dict[str, Any]) -> None:
    intake.draft, intake.version = draft, intake.version + 1
    intake.save(update_fields=["draft", "version"])
