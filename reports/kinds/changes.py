"""The report of changes: how the duties stood at the end of two days, and what was done in between.

Compared are two states of the ledger, each as its own report shows it; the entries are those made after the
first day up to the end of the second.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reformtracker.lib import clock
from reports import queries
from reports.changes import Change
from reports.document import Column, Figure, Table, Value, clean
from reports.kinds.columns import area, duty_columns, duty_values
from reports.kinds.content import Content, NoDuties
from reports.kinds.progress import area_percent, reported, verified_measures
from reports.queries import Duty, Sight
from tasks.enums import STANDING_ORDER, Standing, State
from tasks.models import Entry
from tasks.workflow import PEOPLES_MOVES

# What of a duty can change; a new reason or note alone is in the list of entries.
COMPARED = ("state", "percent", "due_on", "standing")


@dataclass(frozen=True, slots=True)
class Both:
    """The duties at the end of the two days, each in the order of the plan."""

    before: list[Duty]
    after: list[Duty]

    @property
    def changed(self) -> list[tuple[Duty | None, Duty]]:
        """Those that stand otherwise than before; new ones with None."""
        earlier = {duty.pk: duty for duty in self.before}
        pairs = [(earlier.get(duty.pk), duty) for duty in self.after]
        return [(old, new) for old, new in pairs if old is None or _position(old) != _position(new)]


def _position(duty: Duty) -> tuple:
    return tuple(getattr(duty, name) for name in COMPARED)


def content(sight: Sight) -> Content:
    """What changed from the end of `sight.since` to the end of `sight.day`; nothing is an answer too."""
    both, keys = _both(sight)
    if not both.after:
        raise NoDuties
    entries = list(_entries(sight, keys))
    return Content(
        figures=_figures(both, entries),
        tables=(
            _standing_table(both),
            _area_table(both),
            _duty_table(both.changed),
            _entry_table(entries, {duty.pk: duty for duty in both.after}),
        ),
        full="entries",
        notes=_notes(),
    )


def _both(sight: Sight) -> tuple[Both, Collection[int]]:
    """A view of the task list asks how duties stand: what fits it on either day is followed over both."""
    assert sight.since is not None
    first = replace(sight, day=sight.since)
    if "query" not in sight.filter:
        both = Both(queries.duties(first), queries.duties(sight))
        return both, {duty.pk for duty in both.after}
    keys = {
        key for one in (first, sight) for key in queries.in_scope(one).order_by().values_list("pk", flat=True)
    }
    return Both(queries.duties(first, keys), queries.duties(sight, keys)), keys


def _entries(sight: Sight, keys: Collection[int]) -> QuerySet[Entry]:
    """The steps of people on these duties, in the order of the ledger; those of the portal follow from it."""
    assert sight.since is not None
    between = {"at__gte": clock.end_of(sight.since), "at__lt": clock.end_of(sight.day)}
    found = Entry.objects.filter(plan=sight.plan, move__in=PEOPLES_MOVES, assignment__in=keys, **between)
    return found.select_related("actor", "on_behalf").order_by("n")


def _figures(both: Both, entries: Sequence[Entry]) -> tuple[Figure, ...]:
    before, after = _overdue(both.before), _overdue(both.after)
    done, done_now = verified_measures(both.before), verified_measures(both.after)
    touched = len({entry.assignment_id for entry in entries})
    return (
        Figure(_("Steps taken"), str(len(entries)), _("duties concerned: %(count)d") % {"count": touched}),
        Figure(
            _("Duties that stand otherwise"),
            str(len(both.changed)),
            _("of %(total)d") % {"total": len(both.after)},
        ),
        Figure(_("Verified measures"), str(done_now), _("before: %(value)s") % {"value": done}),
        Figure(_("Overdue"), str(after), _("before: %(value)s") % {"value": before}),
    )


def _overdue(duties: Sequence[Duty]) -> int:
    return sum(duty.owes and duty.standing == Standing.OVERDUE for duty in duties)


def _standing_table(both: Both) -> Table:
    columns = (
        Column("standing", _("Standing"), width=24),
        Column("before", _("Before"), "int", 10),
        Column("after", _("After"), "int", 10),
        Column("difference", _("Difference"), "int", 11),
    )
    before, after = (
        Counter(duty.standing for duty in duties if duty.owes) for duties in (both.before, both.after)
    )
    rows = tuple(
        (str(kind.label), before[kind], after[kind], after[kind] - before[kind])
        for kind in STANDING_ORDER
        if before[kind] or after[kind]
    )
    return Table("standings", _("Duties that owe reports, by standing"), columns, rows)


def _area_table(both: Both) -> Table:
    columns = (
        area(),
        Column("reported_before", _("Reported before"), "percent", 11),
        Column("reported", _("Reported after"), "percent", 11),
        Column("verified_before", _("Verified measures before"), "int", 11),
        Column("verified", _("Verified measures after"), "int", 11),
        Column("overdue_before", _("Overdue before"), "int", 10),
        Column("overdue", _("Overdue after"), "int", 10),
    )
    labels = dict.fromkeys(duty.area for duty in both.after)
    rows = tuple(_area_row(label, both) for label in labels)
    return Table("areas", _("By reform area"), columns, rows)


def _area_row(label: str, both: Both) -> tuple[Value, ...]:
    before, after = ([duty for duty in own if duty.area == label] for own in (both.before, both.after))
    return (
        label,
        *(_whole(area_percent(own, reported)) for own in (before, after)),
        *(verified_measures(own) for own in (before, after)),
        *(_overdue(own) for own in (before, after)),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _duty_table(changed: Sequence[tuple[Duty | None, Duty]]) -> Table:
    columns = (
        *duty_columns(),
        Column("standing_before", _("Standing before"), width=16),
        Column("standing", _("Standing after"), width=16),
        Column("state_before", _("State before"), width=18),
        Column("state", _("State after"), width=18),
        Column("percent_before", _("Reported before"), "percent", 10),
        Column("percent", _("Reported after"), "percent", 10),
        Column("due_before", _("Due before"), "date", 12),
        Column("due_on", _("Due after"), "date", 12),
    )
    paper = (
        "measure", "title", "agency", "standing_before", "standing", "percent_before", "percent", "due_on",
    )  # fmt: skip
    rows = tuple(_duty_row(old, new) for old, new in changed)
    return Table("duties", _("Duties that stand otherwise"), columns, rows, on_paper=paper)


def _duty_row(old: Duty | None, new: Duty) -> tuple[Value, ...]:
    return (
        *duty_values(new),
        str(Standing(old.standing).label) if old else pgettext("before", "not yet assigned"),
        str(Standing(new.standing).label),
        str(State(old.state).label) if old else None,
        str(State(new.state).label),
        old.percent if old else None,
        new.percent,
        old.due_on if old else None,
        new.due_on,
    )


def _entry_table(entries: Sequence[Entry], duties: Mapping[int, Duty]) -> Table:
    columns = (
        Column("n", _("Entry"), "int", 8),
        Column("at", _("Made on"), "date", 12),
        Column("move", _("Step"), width=18),
        *duty_columns(),
        Column("who", _("By"), width=24),
        Column("percent", _("Reported"), "percent", 10),
        Column("due_on", _("Due"), "date", 12),
        Column("said", _("What was said"), width=70),
        Column("reason", _("Reason"), width=50),
    )
    rows = tuple(_entry_row(Change(entry), duties[entry.assignment_id]) for entry in entries)
    paper = ("n", "at", "move", "measure", "agency", "who", "percent", "said", "reason")
    return Table("entries", _("Steps taken"), columns, rows, on_paper=paper)


def _entry_row(change: Change, duty: Duty) -> tuple[Value, ...]:
    entry = change.entry
    return (
        entry.n,
        clock.day_of(entry.at),
        change.what,
        *duty_values(duty),
        clean(change.who),
        change.percent,
        entry.due_on,
        clean(entry.note) or None,
        clean(entry.reason) or None,
    )


def _notes() -> tuple[str, ...]:
    return (
        _(
            "“Before” is the end of the first day, “after” the end of the second; the steps are those taken"
            " in between. A duty also stands otherwise when nothing was done and its date has come nearer."
        ),
        _(
            "What the portal did by itself, such as letting supporting duties follow, is not listed as a"
            " step."
        ),
    )
