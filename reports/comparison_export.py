"""A comparison as a file, exactly as the page shows it: the same rows in the same order and words."""

from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, labelled, listed
from reports.comparison import DIFFERENCES, LABELS, SHIFT_LABELS, Shown, ShownGroup, ShownPair, bracketed
from reports.document import Column, Document, Provenance, Table, Value, clean, digest
from tasks.comparison.comparing import Change


def comparison_document(user: User, shown: Shown, wanted: str) -> Document:
    """The rows in sight as one table, the figures as another."""
    rows, figures = _rows(shown), _figures(shown)
    document = Document(
        kind="comparison",
        language=get_language() or "en",
        title=_("Comparison of two plans"),
        subtitle=clean(f"{shown.left} ↔ {shown.right}"),
        provenance=_provenance(user, shown, wanted),
        figures=(),
        tables=(rows, figures),
        full=rows.key,
    )
    sha256 = digest(document)
    return replace(document, data_sha256=sha256, meta=_meta(document, shown, sha256))


def _provenance(user: User, shown: Shown, wanted: str) -> Provenance:
    """Texts of plans have no day, no ledger and no rule of standings."""
    return Provenance(
        plan_slug=f"{shown.left.slug}-{shown.right.slug}",
        plan_title=clean(f"{shown.left} ↔ {shown.right}"),
        as_of=clock.today(),
        day_over=False,
        scope=clean(clauses([_("what %(user)s may see") % {"user": user}, _asked(wanted)])),
        rule_version="",
        ledger_n=0,
        ledger_hash="",
        ledger_at=None,
        demonstration=False,
    )


def _asked(wanted: str) -> str:
    if not wanted:
        return ""
    words = _("Differences only") if wanted == DIFFERENCES else LABELS[Change(wanted)]
    return labelled(_("Show"), words)


def _meta(document: Document, shown: Shown, sha256: str) -> tuple[tuple[str, str], ...]:
    left, right = (f"{clean(plan)} ({plan.slug})" for plan in (shown.left, shown.right))
    return (
        (_("Left plan"), left),
        (_("Right plan"), right),
        (_("Compared on"), document.provenance.as_of.isoformat()),
        (_("Scope and filter"), document.provenance.scope),
        (_("Not compared"), shown.not_compared),
        (_("SHA-256 of the data"), sha256),
    )


def _figures(shown: Shown) -> Table:
    columns = (Column("change", _("Change"), width=32), Column("count", _("Tasks"), "int", 10))
    return Table(
        "figures",
        _("Figures"),
        columns,
        tuple((tally.label, tally.count) for tally in shown.tallies),
        "count",
    )


def _rows(shown: Shown) -> Table:
    pairs = tuple(_row(group, pair) for group in shown.groups for pair in group.pairs)
    return Table("tasks", _("Tasks"), _columns(), pairs)


def _columns() -> tuple[Column, ...]:
    return (
        Column("left_number", _("Left No."), width=9),
        Column("left_title", _("Left task"), width=32),
        Column("right_number", _("Right No."), width=9),
        Column("right_title", _("Right task"), width=32),
        Column("changes", _("Change"), width=24),
        Column("similarity", _("Wording alike"), "percent", 9),
        *(
            Column(f"{kind}_{side}", bracketed(label, word), width=18)
            for kind, label in SHIFT_LABELS.items()
            for side, word in (("before", _("left")), ("after", _("right")))
        ),
        Column("only_left", _("Only left"), width=40),
        Column("only_right", _("Only right"), width=40),
        Column("left_text", _("Left wording"), width=60),
        Column("right_text", _("Right wording"), width=60),
        Column("left_area", _("Left area"), width=24),
        Column("right_area", _("Right area"), width=24),
    )


def _row(group: ShownGroup, pair: ShownPair) -> tuple[Value, ...]:
    shifts = {shift.kind: (clean(shift.before), clean(shift.after)) for shift in pair.shifts}
    return (
        *(
            clean(text)
            for side in (pair.left, pair.right)
            for text in (
                listed(task.number for task in side.tasks),
                listed(task.title for task in side.tasks),
            )
        ),
        listed(LABELS[change] for change in pair.changes),
        pair.similarity,
        *(value for kind in SHIFT_LABELS for value in shifts.get(kind, ("", ""))),
        clean(" … ".join(pair.left.own_words)),
        clean(" … ".join(pair.right.own_words)),
        clean(pair.left.text),
        clean(pair.right.text),
        *(clean(f"{area.number}. {area.title}") if area else "" for area in (group.left, group.right)),
    )
