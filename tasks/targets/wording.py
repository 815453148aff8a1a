"""Targets and figures in words, in the reader's language: the same on pages, in files and in the API."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Jurisdiction
from reformtracker.lib.bilingual import clauses, labelled, listed
from tasks.enums import TargetKind, TargetState
from tasks.targets.figures import STALE_DAYS, Aim, Standing, Value, is_stale, reached, start_of_rise
from tasks.targets.positions import PlaceLine
from tasks.targets.terms import PERCENT_SIGNS
from tasks.targets.totals import Total

SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}
# The order in which a breakdown is told, the best first.
STATES = (
    TargetState.MET,
    TargetState.ON_COURSE,
    TargetState.OPEN,
    TargetState.SHORT,
    TargetState.UNKNOWN,
    TargetState.FOLLOWED,
    TargetState.NONE,
)


def digits(number: Decimal) -> str:
    """The number as people write it, with at most two decimals: 1,234.5."""
    return f"{round(number, 2):,f}".rstrip("0").rstrip(".") if number % 1 else f"{int(number):,}"


def amount(number: Decimal | None, unit: str) -> str:
    """A number with its unit, as "20%" or "490 yuan per capita"; a dash for none."""
    if number is None:
        return "–"
    gap = "" if not unit or unit.startswith(PERCENT_SIGNS) else " "
    return f"{digits(number)}{gap}{unit}"


def goal(aim: Aim) -> str:
    """What is asked: "≥ 20%", "+40 yuan per capita", "1–2 cities"."""
    if aim.value is None:
        return _("no value set")
    if aim.value_to is not None:
        return f"{digits(aim.value)}–{amount(aim.value_to, aim.unit)}"
    sign = "+" if aim.kind == TargetKind.INCREASE else SIGNS.get(aim.comparator, "")
    return sign + amount(aim.value, aim.unit)


def measured_words(aim: Aim, figure: Decimal | None) -> str:
    """A figure in its unit; a rise carries its sign."""
    plus = "+" if aim.kind == TargetKind.INCREASE and figure is not None and figure > 0 else ""
    return plus + amount(figure, aim.unit)


def sentence(aim: Aim, standing: Standing, value: Decimal | None = None) -> str:
    """Why the figure stands as it does; `value` is the reading itself, told where no rise can be computed."""
    words = {
        "figure": measured_words(aim, standing.figure),
        "value": amount(value, aim.unit),
        "on": standing.on,
        "goal": goal(aim),
        "due": aim.due_on,
        "line": measured_words(aim, standing.line),
    }
    return _template(aim, standing) % words


def _template(aim: Aim, standing: Standing) -> str:
    state, has_line = standing.state, standing.line is not None
    if state == TargetState.NONE:
        return _("No reading; due on %(due)s.") if aim.due_on else _("No reading.")
    if standing.figure is None and aim.kind == TargetKind.INCREASE:
        return _("%(value)s on %(on)s. The baseline is not known, so the rise cannot be computed.")
    if standing.figure is None:
        return _("Only percentages were given; without their two numbers they cannot be added up.")
    if state == TargetState.FOLLOWED:
        return _("%(figure)s on %(on)s; no value is set to be reached.")
    if state == TargetState.MET:
        return _("%(figure)s on %(on)s meets the target %(goal)s.")
    if state == TargetState.ON_COURSE:
        return _("%(figure)s on %(on)s; on the way to %(goal)s by %(due)s, %(line)s was enough on that day.")
    if state == TargetState.SHORT and has_line and standing.on and aim.due_on and standing.on <= aim.due_on:
        return _("%(figure)s on %(on)s; on the way to %(goal)s by %(due)s, %(line)s was due on that day.")
    if state == TargetState.SHORT:
        return _("%(figure)s on %(on)s; %(goal)s was due on %(due)s.")
    if aim.due_on:
        return _("%(figure)s on %(on)s; %(goal)s is due on %(due)s. No start is stated, so there is no line.")
    return _("%(figure)s on %(on)s; %(goal)s is asked for without a day.")


@dataclass(frozen=True, slots=True)
class Told:
    """One target's total in words. `missing`, `stale`, `partless`, `named` are lists of names."""

    goal: str
    figure: str
    parts: str
    state: TargetState
    sentence: str
    coverage: str
    breakdown: tuple[tuple[TargetState, int], ...]
    missing: str = ""
    missing_count: int = 0
    stale: str = ""
    partless: str = ""
    named: str = ""
    reached: float | None = None


def told(aim: Aim, total: Total, places: Mapping[int, Jurisdiction], day: dt.date) -> Told:
    """The total in words; `places` by their keys name what is missing or old."""
    counts = Counter(standing.state for standing in (total.places or {}).values())
    return Told(
        goal=goal(aim),
        figure=headline(aim, total),
        parts=parts_of(total.numerator, total.denominator),
        state=total.standing.state,
        sentence=_total_sentence(aim, total, counts),
        coverage=coverage(total),
        breakdown=tuple((state, counts[state]) for state in STATES if counts[state]),
        missing="" if total.national else _names(total.missing, places),
        missing_count=0 if total.national else len(total.missing),
        stale=_stale(total, places, day),
        partless=_names(total.partless, places),
        named=_named(total.national, places),
        reached=reached(aim, total.figure),
    )


def headline(aim: Aim, total: Total) -> str:
    """The figure of all places: a share, a sum, a count out of so many; of levels their range."""
    national = total.national
    if national is not None and national.out_of:
        return _("%(count)s of %(of)s") % {"count": digits(national.value), "of": national.out_of}
    if total.figure is not None:
        return measured_words(aim, total.figure)
    if national is not None:
        return amount(national.value, aim.unit)
    if total.low is None or total.high is None or total.middle is None:
        return "–"
    shown = amount(total.low, aim.unit)
    if total.low != total.high:
        ends = {"low": digits(total.low), "high": amount(total.high, aim.unit)}
        shown = _("%(low)s to %(high)s, middle %(middle)s") % (ends | {"middle": digits(total.middle)})
    return shown if start_of_rise(aim) is not None else _("%(values)s; rise not known") % {"values": shown}


def parts_of(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """The two numbers of a share: "92 / 500"."""
    if numerator is None or denominator is None:
        return ""
    return f"{digits(numerator)} / {digits(denominator)}"


def _total_sentence(aim: Aim, total: Total, counts: Mapping[TargetState, int]) -> str:
    if total.national is not None:
        return sentence(aim, total.standing, total.national.value)
    if not aim.is_by_place or not total.given:
        return sentence(aim, total.standing)
    shown = [(state, counts[state]) for state in STATES if counts[state]]
    return _("Place by place: %s.") % clauses(labelled(state.label, count) for state, count in shown)


def coverage(total: Total) -> str:
    """How many places the figure speaks for; empty where nobody is asked."""
    if total.national is not None:
        return _("one value for the whole, of %s") % total.national.on
    if not total.asked:
        return ""
    said = ngettext("%(given)s of %(asked)s place", "%(given)s of %(asked)s places", total.asked)
    return said % {"given": len(total.given), "asked": total.asked}


def _names(keys: Iterable[int], places: Mapping[int, Jurisdiction]) -> str:
    return listed(places[key].name for key in keys if key in places)


def _stale(total: Total, places: Mapping[int, Jurisdiction], day: dt.date) -> str:
    if total.national is not None:
        return _("the value itself") if is_stale(total.national, day) else ""
    return _names(total.stale, places)


def _named(national: Value | None, places: Mapping[int, Jurisdiction]) -> str:
    """The places that a source names of those it counts."""
    if national is None or not national.named:
        return ""
    names = {place.code: place.name for place in places.values()}
    said = _("%(count)s named: %(names)s")
    return said % {
        "count": len(national.named), "names": listed(names.get(code, code) for code in national.named),
    }  # fmt: skip


def told_of_place(line: PlaceLine) -> Told:
    """One place's value in words, in the same shape."""
    value, aim = line.value, line.aim
    return Told(
        goal=goal(aim),
        figure=amount(value.value, aim.unit) if value else "–",
        parts=parts_of(value.numerator, value.denominator) if value else "",
        state=line.standing.state,
        sentence=sentence(aim, line.standing, value.value if value else None),
        coverage=_("value of %s") % value.on if value else _("no value"),
        breakdown=(),
        stale=_("the value itself") if line.is_stale else "",
        reached=reached(aim, line.standing.figure),
    )


def stale_note() -> str:
    """What “old” means."""
    return _("A value is called old when it is more than %d days old on the day that is shown.") % STALE_DAYS
