"""Readings given with a report or a claim: their shape, their rules, and the rows they become.

A reading belongs to a target of the duty's measure and to the place of the duty's agency. A wrong one is put
right by another for the same day: the newest counts, both stay visible. Refusals name the field as
`reading_<id of the target>_<part>`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from reformtracker.lib.errors import Invalid
from tasks.enums import Role, TargetKind
from tasks.models import Assignment, Entry, Reading, Target
from tasks.targets.terms import is_percent
from tasks.validators import clean_day, clean_text

# The column has four digits behind the point; SQLite keeps fifteen digits of a number exactly.
DIGITS, STEP = 15, Decimal("0.0001")
CEILING = Decimal(10) ** DIGITS
MOST = 100
LARGEST_ID = 2**63 - 1
PARTS = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class ReadingGiven:
    """What somebody says of a target (its id) on a day: a value in its unit, of a share the two parts."""

    target: int
    on: dt.date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""


def field(target: int, part: str) -> str:
    """The name of an input: part is value, numerator, denominator, on or note."""
    return f"reading_{target}_{part}"


def _invalid(target: int, part: str, sentence: str) -> Invalid:
    return Invalid(sentence, code="reading_invalid", fields={field(target, part): sentence})


def clean(readings: Sequence[ReadingGiven]) -> tuple[ReadingGiven, ...]:
    """The readings with exact numbers and clean texts. Raises Invalid for what no column holds."""
    if len(readings) > MOST:
        raise Invalid(_("At most %d readings at a time.") % MOST, code="too_many")
    cleaned = tuple(_cleaned(given) for given in readings)
    seen: set[tuple[int, dt.date]] = set()
    for given in cleaned:
        if (given.target, given.on) in seen:
            raise _invalid(given.target, "on", _("There are two readings of one target for the same day."))
        seen.add((given.target, given.on))
    return cleaned


def _cleaned(given: ReadingGiven) -> ReadingGiven:
    target = given.target
    if isinstance(target, bool) or not isinstance(target, int) or not 0 < target <= LARGEST_ID:
        raise Invalid(_("This target does not belong to the duty."), code="reading_invalid")
    on = clean_day(given.on, field(target, "on"))
    value, numerator, denominator = (amount(getattr(given, part), field(target, part)) for part in PARTS)
    return ReadingGiven(
        target, on, value, numerator, denominator, clean_text(given.note, field(target, "note"))
    )


def amount(number: object, name: str) -> Decimal | None:
    """A number as the columns keep it, exactly; None for none. Raises Invalid under that name."""
    if number is None:
        return None
    try:
        found = None if isinstance(number, bool) else Decimal(str(number).strip())
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        sentence = _("This must be a number.")
        raise Invalid(sentence, code="reading_invalid", fields={name: sentence})
    if not _fits(found):
        sentence = _("At most 15 digits, 4 of them behind the point.")
        raise Invalid(sentence, code="reading_invalid", fields={name: sentence})
    return found + 0  # no minus before a zero


def _fits(number: Decimal) -> bool:
    return (
        abs(number) < CEILING
        and number == number.quantize(STEP)
        and len(number.normalize().as_tuple().digits) <= DIGITS
    )


def described(given: ReadingGiven) -> dict[str, Any]:
    """The reading in texts, by which a repeated command is recognised."""
    parts = {part: plain(getattr(given, part)) for part in PARTS}
    return {"target": given.target, "on": given.on.isoformat(), "note": given.note} | parts


def plain(number: Decimal | None) -> str | None:
    """The number in digits, the same for 20, 20.0 and 20.0000."""
    return None if number is None else format(number.normalize() + 0, "f")


def is_answered_by(target: Target, duty: Assignment) -> bool:
    """Whether the duty's agency gives values of a target of its measure.

    Who owes reports does; of a target that every place owes for itself, only the places.
    """
    return duty.owes and (duty.role == Role.IMPLEMENTING or not target.per_place)


def rows_of(duty: Assignment, readings: Iterable[ReadingGiven], today: dt.date) -> list[Reading]:
    """The rows that the readings become, not yet saved. Raises Invalid naming target and field."""
    given = list(readings)
    if not given:
        return []
    known = {target.pk: target for target in Target.objects.filter(measure=duty.measure_id)}
    for one in given:
        target = known.get(one.target)
        if target is None or not is_answered_by(target, duty):
            raise _invalid(one.target, "value", _("This target does not belong to the duty."))
        _check_day(target, one, today)
    rows = [_row(duty, known[one.target], one) for one in given]
    _check_falls(rows)
    return rows


def _check_day(target: Target, given: ReadingGiven, today: dt.date) -> None:
    if given.on > today:
        raise _invalid(target.pk, "on", _("A reading cannot be of a day to come."))
    if target.baseline_on and given.on < target.baseline_on:
        sentence = _("The target is measured from %s on.") % target.baseline_on
        raise _invalid(target.pk, "on", sentence)


def _row(duty: Assignment, target: Target, given: ReadingGiven) -> Reading:
    return Reading(
        target=target,
        jurisdiction=duty.agency.jurisdiction,
        on=given.on,
        value=_share(target, given) if target.kind == TargetKind.SHARE else _value(target, given),
        numerator=given.numerator,
        denominator=given.denominator,
        note=given.note,
    )


def _value(target: Target, given: ReadingGiven) -> Decimal:
    if given.numerator is not None or given.denominator is not None:
        raise _invalid(target.pk, "numerator", _("Only a share is given by two numbers."))
    if given.value is None:
        raise _invalid(target.pk, "value", _("Please give the value."))
    if target.kind == TargetKind.COUNT and given.value < 0:
        raise _invalid(target.pk, "value", _("A count is never below zero."))
    return given.value


def _share(target: Target, given: ReadingGiven) -> Decimal:
    """100 × numerator / denominator, to four places: never typed, so that shares can be added up."""
    over, under = given.numerator, given.denominator
    if given.value is not None:
        raise _invalid(target.pk, "value", _("A share is given by its two numbers."))
    if over is None or under is None:
        missing = "numerator" if over is None else "denominator"
        raise _invalid(target.pk, missing, _("A share needs both numbers."))
    if over < 0:
        raise _invalid(target.pk, "numerator", _("This is never below zero."))
    if under <= 0:
        raise _invalid(target.pk, "denominator", _("This must be more than zero."))
    if over > under and is_percent(target.unit):
        raise _invalid(target.pk, "numerator", _("A part is never more than the whole."))
    share = 100 * over / under
    if share >= CEILING or not _fits(rounded := share.quantize(STEP, ROUND_HALF_UP)):
        raise _invalid(target.pk, "numerator", _("At most 15 digits, 4 of them behind the point."))
    return rounded


def _check_falls(rows: Sequence[Reading]) -> None:
    """A cumulative value that falls, against the readings around it, needs a reason in its note."""
    asked = [row for row in rows if row.target.cumulative and not row.note]
    if not asked:
        return
    known: dict[int, list[Reading]] = {}
    kept = Reading.objects.filter(target__in={row.target_id for row in asked})
    for row in [*kept.filter(jurisdiction=asked[0].jurisdiction_id).order_by("on", "pk"), *rows]:
        known.setdefault(row.target_id, []).append(row)
    for row in asked:
        _check_fall(row, [other for other in known[row.target_id] if other is not row])


def _check_fall(row: Reading, others: Sequence[Reading]) -> None:
    newest = {other.on: other for other in others}  # the later row of a day replaces the earlier one
    before = max((on for on in newest if on <= row.on), default=None)
    after = min((on for on in newest if on > row.on), default=None)
    if before and reached(row) < reached(newest[before]):
        said = _("Lower than on %s: please say in the note why it falls.") % before
        raise _invalid(row.target_id, "note", said)
    if after and reached(row) > reached(newest[after]):
        said = _("Higher than on %s: please say in the note why it fell afterwards.") % after
        raise _invalid(row.target_id, "note", said)


def reached(row: Reading) -> Decimal:
    """What a cumulative target adds up: of a share its numerator."""
    return row.value if row.numerator is None else row.numerator


def keep(rows: Sequence[Reading], entry: Entry) -> None:
    """Saves the rows with the entry that reports them."""
    for row in rows:
        row.entry, row.by, row.at, row.wall_at = entry, entry.actor, entry.at, entry.wall_at
    Reading.objects.bulk_create(rows)


def said(row: Reading) -> dict[str, Any]:
    """What the details of its entry say of the row: texts, and the target's id."""
    amounts = {part: plain(getattr(row, part)) for part in PARTS}
    about = {"target": row.target_id, "place": row.jurisdiction.code, "on": row.on.isoformat()}
    return about | amounts | {"note": row.note}
