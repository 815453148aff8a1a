"""What a notice says about a report: sentences made from its figures, ready to be edited and issued.

Nothing is known here that the report does not hold. Who issues, under which number and to whom are left to
the editor where the report cannot know them, in brackets that nobody overlooks.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reformtracker.lib import workdays
from reformtracker.lib.bilingual import clauses, is_chinese, listed
from reports.document import Document, Table, Value
from reports.enums import Kind
from reports.renderers.words import off_paper, shown
from tasks.enums import Standing

# An answer is asked within so many working days of the day of the report; the editor may change it.
ANSWER_WITHIN = 10
# Long tables of words that nobody issues with a notice; it says that the workbook has them.
NOT_ATTACHED = ("narrative", "corrections")
# More bodies than this are not named one by one, and longer attachments are cut, with a line that says so.
MOST_NAMED, MOST_ROWS = 12, 300

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered paragraph: what it is about in few words, then its sentence."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    opening: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A table behind the notice; `left_out` rows of it stand only in the other files, as do the columns
    that `off_paper` names."""

    table: Table
    left_out: int
    off_paper: str


@dataclass(frozen=True, slots=True)
class Notice:
    issuing_body: str
    number: str
    title: str
    addressees: str
    opening: str
    parts: tuple[Part, ...]
    attachments: tuple[Attachment, ...]
    signature: str
    date: str
    elsewhere: str


def notice(document: Document) -> Notice:
    """The notice that a report gives rise to, in the active language, which is the report's."""
    late = _late_bodies(document)
    parts = (_standing(document), *_findings(document), _asked(document, late))
    day = document.provenance.as_of
    return Notice(
        issuing_body=_("[Issuing body]"),
        number=_("[No. …, %(year)d]") % {"year": day.year},
        title=_title(document),
        addressees=_addressees(late),
        opening=_opening(document),
        parts=parts,
        attachments=tuple(_attachments(document)),
        signature=_("[Signed by the issuing body]"),
        date=in_words(day),
        elsewhere=_elsewhere(document),
    )


def in_words(day: dt.date) -> str:
    """A day as a document dates itself: 31 October 2018, 2018年10月31日."""
    return date_format(day, "Y年n月j日" if is_chinese() else "j F Y")


def rows_of(document: Document, key: str) -> list[Row]:
    """The rows of a table by the keys of its columns; none when the report has no such table."""
    table = next((table for table in document.tables if table.key == key), None)
    if table is None:
        return []
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def _title(document: Document) -> str:
    title = _("Circular on the tasks of “%(plan)s”: %(report)s")
    return title % {"plan": document.subtitle, "report": document.title}


def _opening(document: Document) -> str:
    about = document.provenance
    sentence = _(
        "This circular makes known how the tasks of “%(plan)s” stood at the end of %(day)s according to the"
        " ledger of reports. It covers %(scope)s."
    )
    return sentence % {"plan": document.subtitle, "day": in_words(about.as_of), "scope": about.scope}


def _late_bodies(document: Document) -> dict[str, list[Row]]:
    """The duties past their date by agency, the agency with most of them first.

    Only those that owe reports: who supports a lead is not named for the lead's delay.
    """
    overdue, owes = str(Standing.OVERDUE.label), pgettext("cell", "yes")
    rows = [row for row in rows_of(document, "duties") if row.get("standing") == overdue]
    rows += [row for row in rows_of(document, "overdue") if row["late"]]
    bodies: dict[str, list[Row]] = {}
    for row in (row for row in rows if row.get("owes") == owes):
        bodies.setdefault(str(row["agency"]), []).append(row)
    return dict(sorted(bodies.items(), key=lambda pair: -len(pair[1])))


def _addressees(late: Mapping[str, Sequence[Row]]) -> str:
    """Who is late, if they are few enough to be named; else everybody."""
    names = list(late) if 0 < len(late) <= MOST_NAMED else [_("All departments and units concerned")]
    return _("To: %(names)s") % {"names": listed(names)}


def _standing(document: Document) -> Part:
    """The headline figures as one sentence, and what each reform area has reached."""
    figures = [_figure(figure.label, figure.value, figure.hint) for figure in document.figures]
    areas = rows_of(document, "areas") if document.kind == Kind.PROGRESS else []
    points = tuple(_area(row) for row in areas)
    return Part(_("How the work stands"), _("%(clauses)s.") % {"clauses": clauses(figures)}, points)


def _figure(label: str, value: str, hint: str) -> str:
    said = _("%(label)s: %(value)s") % {"label": label, "value": value}
    return _("%(said)s (%(hint)s)") % {"said": said, "hint": hint} if hint else said


def _area(row: Row) -> Point:
    text = _(
        "%(reported)s reported against %(planned)s planned; %(heard)d of %(owing)d duties that owe reports"
        " have been reported on; %(verified)d of %(measures)d measures are verified; %(overdue)d duties are"
        " overdue."
    )
    figures = {key: row[key] for key in ("heard", "owing", "verified", "measures", "overdue")}
    shares = {key: shown(row[key], "percent") for key in ("reported", "planned")}
    return Point(str(row["area"]).partition(". ")[2] or str(row["area"]), text % (figures | shares))


def _findings(document: Document) -> tuple[Part, ...]:
    """Who is late, where the report is about lateness; else what its tables show."""
    speaks = FINDINGS.get(document.kind, _tables_speak)
    return (speaks(document),)


def _late_speak(document: Document) -> Part:
    late = _late_bodies(document)
    heading = _("Where the work is late")
    if not late:
        return Part(heading, _("On that day no duty was past its due date."))
    count = sum(map(len, late.values()))
    said = ngettext(
        "%(count)d duty that owes reports was past its due date",
        "%(count)d duties that owe reports were past their due dates",
        count,
    )
    whose = ngettext("with %(count)d agency", "with %(count)d agencies", len(late))
    opening = _("%(said)s, %(whose)s.") % {
        "said": said % {"count": count},
        "whose": whose % {"count": len(late)},
    }
    points = [Point(name, _late_body(rows)) for name, rows in list(late.items())[:MOST_NAMED]]
    if rest := len(late) - len(points):
        more = ngettext("%(count)d more agency", "%(count)d more agencies", rest) % {"count": rest}
        points.append(Point(more, _("See the attached list.")))
    return Part(heading, opening, tuple(points))


def _late_body(rows: Sequence[Row]) -> str:
    """Which measures an agency is late with, since when, and whether it said why."""
    count = ngettext("%(count)d duty overdue", "%(count)d duties overdue", len(rows)) % {"count": len(rows)}
    since = in_words(min(day for row in rows if isinstance(day := row["due_on"], dt.date)))
    measures = listed(dict.fromkeys(str(row["measure"]) for row in rows))
    sentence = _("%(count)s, the oldest since %(since)s; measures %(measures)s.")
    return sentence % {"count": count, "since": since, "measures": measures}


def _tables_speak(document: Document) -> Part:
    points = tuple(
        Point(table.title, _rows(len(table.rows), number)) for number, table in enumerate(document.tables, 1)
    )
    return Part(_("What the attachments show"), points=points)


def _rows(count: int, number: int) -> str:
    said = ngettext("%(count)d row: attachment %(number)d.", "%(count)d rows: attachment %(number)d.", count)
    return said % {"count": count, "number": number}


FINDINGS: dict[str, Callable[[Document], Part]] = {Kind.PROGRESS: _late_speak, Kind.OVERDUE: _late_speak}


def _asked(document: Document, late: Mapping[str, Sequence[Row]]) -> Part:
    """What is asked, of whom and by when."""
    deadline = in_words(workdays.add_workdays(document.provenance.as_of, ANSWER_WITHIN))
    points = []
    if late:
        sentence = _(
            "The agencies named above report by %(deadline)s, through the portal, the cause of the delay, the"
            " steps taken and the day by which the work will be done."
        )
        points.append(Point(_("Make good what is late"), sentence % {"deadline": deadline}))
    check = _(
        "Every agency checks the figures that concern it and corrects by %(deadline)s what is wrong; a"
        " correction is made in the portal and stays visible beside what was said first."
    )
    evidence = _(
        "Progress is reported truthfully and in time. What is claimed as completed is supported by evidence"
        " and counts only when it has been verified."
    )
    points.append(Point(_("Check the figures"), check % {"deadline": deadline}))
    points.append(Point(_("Report truthfully"), evidence))
    return Part(_("What is asked"), points=tuple(points))


def _attachments(document: Document) -> list[Attachment]:
    """The tables as on paper; of the full list of duties only what is overdue, of any list the first rows."""
    found = []
    for table in (table for table in document.tables if table.key not in NOT_ATTACHED):
        is_whole = document.kind == Kind.PROGRESS and table.key == "duties"
        asked = _overdue_only(table) if is_whole else table
        rows = asked.rows[:MOST_ROWS]
        found.append(
            Attachment(replace(asked, rows=rows).paper(), len(asked.rows) - len(rows), off_paper(asked))
        )
    return [attachment for attachment in found if attachment.table.rows]


def _elsewhere(document: Document) -> str:
    """Which tables of the report are not attached; empty when all are."""
    titles = [table.title for table in document.tables if table.key in NOT_ATTACHED and table.rows]
    return _("Not attached, but in the workbook: %(titles)s.") % {"titles": listed(titles)} if titles else ""


def _overdue_only(table: Table) -> Table:
    """A notice is about what is late; the whole list stands in the workbook."""
    standing, overdue = table.index("standing"), str(Standing.OVERDUE.label)
    rows = tuple(row for row in table.rows if row[standing] == overdue)
    return replace(table, title=_("Duties past their due date"), rows=rows)
