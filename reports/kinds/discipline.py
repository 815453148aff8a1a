"""The report of reporting discipline: how punctually returns came, by province, agency and round.

Figures of all provinces are for everybody who may see the plan; agencies and single returns are those in the
reader's sight. Only returns whose due day is over are judged.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.then import Bodies
from reformtracker.lib import charts
from reformtracker.lib.calendar_words import period_in_words
from reformtracker.lib.errors import Impossible
from reports import scopes
from reports.discipline import Line, counted, sentence
from reports.discipline_export import discipline_table, rounds_table
from reports.discipline_rows import AGENCIES, Discipline, Row, arranged, read
from reports.document import Column, Figure, Table, Value, clean
from reports.kinds.columns import return_columns
from reports.kinds.content import Content
from reports.queries import Sight, in_scope
from tasks.enums import Punctuality
from tasks.models import Return
from tasks.rounds.filters import IN_PLAN
from tasks.rounds.punctuality import with_punctuality

# The colours of the standings, lent to how returns came; the words stand beside them.
KINDS = {
    "on_time": (Punctuality.ON_TIME, "done_on_time"),
    "late": (Punctuality.LATE, "done_late"),
    "returned": (Punctuality.RETURNED, "behind"),
    "missing": (Punctuality.MISSING, "overdue"),
}


def content(sight: Sight) -> Content:
    """The returns of all rounds begun by the day; Impossible when none has asked for anything in scope."""
    only = _condition(sight)
    provinces = read(sight.user, sight.plan, sight.day, only=only)
    if not provinces.rounds:
        raise Impossible(_("No round had begun by that day."))
    if not provinces.whole.asked and not provinces.whole.excused:
        raise Impossible(_("No return was asked for that fits the filter."))
    agencies = _named_then(read(sight.user, sight.plan, sight.day, by=AGENCIES, only=only))
    return Content(
        figures=_figures(provinces),
        charts=_charts(provinces.rows),
        tables=_tables(sight, provinces, agencies, only),
        full="returns",
        notes=_notes(provinces),
    )


def _named_then(found: Discipline) -> Discipline:
    """The rows of agencies under their names of the day."""
    bodies = Bodies(found.day)
    own = Agency.objects.in_bulk([row.key for row in found.rows], field_name="code")
    rows = [replace(row, name=str(bodies.answering(own[row.key]).short)) for row in found.rows]
    return replace(found, rows=rows)


def _condition(sight: Sight) -> Q:
    found = scopes.condition(sight.filter, "assignment__")
    if "query" in sight.filter:
        found &= Q(assignment__in=in_scope(sight).order_by().values("pk"))
    return found


def _figures(found: Discipline) -> tuple[Figure, ...]:
    whole = found.whole
    owed = _("of %(count)d returns owed") % {"count": whole.owed}
    early = _("%(given)d of %(total)d not due yet were given") % {
        "given": whole.early,
        "total": whole.early + whole.pending,
    }
    return (
        Figure(_("On time"), _percent(whole.punctual), owed),
        Figure(_("Late"), str(whole.late), _percent(whole.share(whole.late))),
        Figure(_("Missing"), str(whole.missing), _percent(whole.share(whole.missing))),
        Figure(_("Sent back"), str(whole.returned), early if whole.early + whole.pending else ""),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1f}%"


def _tables(sight: Sight, provinces: Discipline, agencies: Discipline, only: Q) -> tuple[Table, ...]:
    return (
        discipline_table("provinces", _("By province"), provinces, arranged(provinces.rows, ordering="rank")),
        discipline_table("agencies", _("By agency"), agencies, arranged(agencies.rows, ordering="rank")),
        rounds_table("rounds", _("By round"), _lines(sight, provinces, only)),
        _return_table(sight, only),
    )


def _lines(sight: Sight, found: Discipline, only: Q) -> list[tuple[str, Line]]:
    lines = counted(sight.plan, sight.day, "round__number", only=only)
    return [
        (period_in_words(one.number), lines[one.number,]) for one in found.rounds if (one.number,) in lines
    ]


def _charts(rows: Sequence[Row]) -> tuple[charts.Chart, ...]:
    drawn = [charts.Row(row.name, slices) for row in rows if (slices := _slices(row.line))]
    title = _("Returns owed by province, as they came")
    return (charts.bars_chart(drawn, title=title, head=_("Province")),) if drawn else ()


def _slices(line: Line) -> tuple[charts.Slice, ...]:
    return tuple(
        charts.Slice(str(how.label), count, kind)
        for name, (how, kind) in KINDS.items()
        if (count := getattr(line, name))
    )


def _return_table(sight: Sight, only: Q) -> Table:
    columns = (
        Column("round", _("Round"), width=12),
        *return_columns(),
    )
    bodies = Bodies(sight.day)
    rows = tuple(_return_row(row, sight, bodies) for row in _returns(sight, only).iterator(chunk_size=2000))
    paper = ("round", "measure", "title", "agency", "place", "punctuality", "due_on", "given_on")
    return Table("returns", _("Returns in sight"), columns, rows, on_paper=paper)


def _returns(sight: Sight, only: Q) -> QuerySet[Return]:
    seen = Return.objects.all() if sight.user is None else Return.objects.visible_to(sight.user)
    begun = seen.filter(only, round__plan=sight.plan, round__opens_on__lte=sight.day)
    shown = begun.select_related("round", "assignment__agency__jurisdiction", "assignment__measure__task")
    texts = ("assignment__measure__text", "assignment__measure__clause", "assignment__measure__task__text")
    return with_punctuality(shown.defer(*texts), sight.day).order_by("round__period_start", *IN_PLAN)


def _return_row(row: Return, sight: Sight, bodies: Bodies) -> tuple[Value, ...]:
    duty = row.assignment
    task, body = duty.measure.task, bodies.answering(duty.agency, duty.named)
    dates = (row.given_on, row.sent_back_on, row.again_on)
    return (
        row.round.number,
        task.number,
        clean(task.short_title),
        f"{task.number}/{duty.measure.position}",
        clean(body.short),
        clean(duty.agency.jurisdiction.label),
        str(Punctuality(row.at_punctuality).label),
        row.round.due_on,
        *(one if one and one <= sight.day else None for one in dates),
    )


def _notes(found: Discipline) -> tuple[str, ...]:
    return (
        sentence(found.whole),
        _(
            "Shares are of the returns owed: those of rounds whose due day is over, without the excused ones."
            " Places are ranked by the share on time; the national bodies are not ranked."
        ),
    )
