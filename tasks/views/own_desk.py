"""The desk of those who report: what is returned, overdue and owed, and what others wait for."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import User
from agencies.permissions import spoken_for
from reformtracker.lib import clock, workdays
from tasks import queries
from tasks.enums import CLOSED_STATES, Move, Role, Standing, State
from tasks.filters import BY_NUMBER
from tasks.models import Assignment, Entry
from tasks.models.assignment import AssignmentQuerySet, awaits_report_since
from tasks.queries import ReportingMonth
from tasks.views.rows import CO_BODY_MOVES, REPORTERS_MOVES, Row, Section, Word, offers
from tasks.workflow import SILENCE_WORKING_DAYS, SUPPORTING_ROLES

SHOWN = 25
# More lines of what is done are folded away.
LINES = 5
# The moves after which it is clear whose turn it is; a slip or an extension in between changes nothing.
TURNS = (Move.REPORT, Move.CLAIM, Move.RETURN, Move.RESUME, Move.REOPEN, Move.VERIFY)


@dataclass(frozen=True, slots=True)
class Own:
    """The duties that the user reports for, explained, each under the first heading that fits.

    `owed`, `overdue` and `returned` overlap; `month` says since when and by when updates are owed.
    """

    month: ReportingMonth
    duties: list[Assignment]
    owed: frozenset[int]

    @property
    def overdue(self) -> list[Assignment]:
        return [duty for duty in self.duties if duty.light == Standing.OVERDUE]

    @property
    def returned(self) -> list[Assignment]:
        return [duty for duty in self.duties if is_returned(duty)]

    @classmethod
    def of(cls, user: User, today: dt.date) -> "Own":
        """Reads them in one query."""
        month, rows = ReportingMonth.of(today), own_duties(user)
        recent = Q(at_completed_on__gte=month.since)
        seen = with_words(rows.for_rows().select_related("agency__jurisdiction")).annotate(
            is_owed=ExpressionWrapper(awaits_report_since(month.since), BooleanField())
        )
        seen = seen.filter(~Q(at_state__in=CLOSED_STATES) | recent).order_by("at_due_on", *BY_NUMBER)
        duties = queries.explain(seen, today)
        return cls(month, duties, frozenset(duty.pk for duty in duties if duty.is_owed))


def is_returned(duty: Assignment) -> bool:
    return duty.turn == Move.RETURN and duty.at_state == State.IN_PROGRESS


def own_duties(user: User) -> AssignmentQuerySet:
    """Owing duties for which the user speaks."""
    return queries.positions(user).filter(spoken_for(user, "agency")).owing()


def with_last_words(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """Adds what the agency said last (said_…)."""
    said = Entry.objects.filter(assignment=OuterRef("pk"), move__in=(Move.REPORT, Move.CLAIM)).order_by("-n")
    return rows.annotate(said_note=Subquery(said.values("note")[:1]), said_at=Subquery(said.values("at")[:1]))


def with_words(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """Adds what the agency said last (said_…) and whose turn it is (turn, turn_reason, turn_at)."""
    turn = Entry.objects.filter(assignment=OuterRef("pk"), move__in=TURNS).order_by("-n")
    return with_last_words(rows).annotate(
        turn=Subquery(turn.values("move")[:1]), turn_reason=Subquery(turn.values("reason")[:1]),
        turn_at=Subquery(turn.values("at")[:1]),
    )  # fmt: skip


def words_of(duty: Assignment) -> list[Word]:
    """What was said last, and why the duty came back if it did."""
    words = [Word(_("Returned"), duty.turn_reason, duty.turn_at)] if is_returned(duty) else []
    return words + last_word(duty, _("Last report"))


def last_word(duty: Assignment, heading: str) -> list[Word]:
    """What the agency said last, if it said anything, under this heading."""
    return [Word(heading, duty.said_note, duty.said_at)] if duty.said_note else []


def _heading(own: Own, duty: Assignment) -> str:
    """The one heading under which the desk shows the duty."""
    if is_returned(duty):
        return "returned"
    if duty.light == Standing.OVERDUE:
        return "overdue"
    if duty.pk in own.owed:
        return "owed"
    if duty.at_asked_due_on:
        return "asked"
    said_this_month = (duty.at_reported_on or dt.date.min) >= own.month.since or duty.at_completed_on
    return "done" if said_this_month else ""


def sections(user: User, own: Own) -> list[Section]:
    by_heading: dict[str, list[Assignment]] = {}
    for duty in own.duties:
        by_heading.setdefault(_heading(own, duty), []).append(duty)

    def section(key: str, icon: str, title: str, empty: str, **more) -> Section:
        duties = by_heading.get(key, [])
        rows = [_own_row(user, duty) for duty in duties[:SHOWN]]
        return Section(key, icon, title, rows, len(duties), empty, **more)

    elsewhere = len(own.owed) - len(by_heading.get("owed", []))
    above = _("%s more of the updates owed stand above, under returned or overdue.") % elsewhere
    owed = _("Every update of this month has been given.")
    return [
        section("returned", "return", _("Returned to you"), _("Nothing has been returned to you.")),
        section(
            "overdue", "overdue", _("Overdue"), _("No duty of yours is overdue."), more="standing=overdue"
        ),
        section(
            "owed", "edit", _("Updates owed"), above if elsewhere else owed, hint=above if elsewhere else ""
        ),
        _concurrence(user),
        section("asked", "calendar", _("Extensions asked for"), _("No extension is waiting for a decision.")),
        _done(by_heading.get("done", [])),
    ]


def _done(duties: list[Assignment]) -> Section:
    title, empty = _("Done this month"), _("What you report this month will be listed here.")
    count = len(duties)
    summary = ngettext("%(count)s duty", "%(count)s duties", count) % {"count": count}
    rows = [Row(duty) for duty in duties]
    return Section(
        "done", "check", title, [], count, empty, lines=rows, summary=summary if count > LINES else ""
    )


def _own_row(user: User, duty: Assignment) -> Row:
    row = Row(duty, offers(user, duty, [duty], "desk", only=REPORTERS_MOVES), words_of(duty))
    if duty.at_asked_due_on:
        row.tag = _("extension to %s asked for") % duty.at_asked_due_on
    elif duty.at_state == State.CLAIMED:
        row.tag = _("claimed, waits for verification")
    return row


def _concurrence(user: User) -> Section:
    """Claims of leads in measures that the own agency supports, with the day until which it may speak.

    What is answered, or counts as answered, waits no longer: it stands in one line.
    """
    agencies = [post.agency_id for post in user.reporting_posts]
    supporting = Assignment.objects.filter(agency__in=agencies, role__in=SUPPORTING_ROLES)
    claims = queries.positions(user).filter(
        at_state=State.CLAIMED, role=Role.LEAD, measure__in=supporting.values("measure")
    )
    own_answer = Q(move__in=CO_BODY_MOVES, on_behalf__in=agencies)
    newest = Entry.objects.filter(Q(move=Move.CLAIM) | own_answer, assignment=OuterRef("pk")).order_by("-n")
    claims = with_last_words(claims.for_rows()).annotate(answer=Subquery(newest.values("move")[:1]))
    duties = queries.explain(claims.order_by("at_completed_on", *BY_NUMBER)[:SHOWN], clock.today())
    own = {
        duty.measure_id: duty for duty in supporting.filter(measure__in=[duty.measure_id for duty in duties])
    }
    waiting = [duty for duty in duties if not _answer(duty, own[duty.measure_id])]
    rows = [_claim_row(user, duty, own[duty.measure_id]) for duty in waiting]
    lines = [Row(duty, tag=_answer(duty, own[duty.measure_id])) for duty in duties if duty not in waiting]
    summary = ngettext("%(count)s claim is answered", "%(count)s claims are answered", len(lines))
    hint = (
        _("If you say nothing for %s working days after the claim, that counts as concurrence.")
        % SILENCE_WORKING_DAYS
    )
    title, empty = _("Awaiting your concurrence"), _("No claim is waiting for your agency's word.")
    return Section(
        "concurrence", "comment", title, rows, len(rows), empty,
        hint if rows else "", lines=lines, summary=summary % {"count": len(lines)},
    )  # fmt: skip


def silence_on(duty: Assignment) -> dt.date:
    """The last working day on which a supporting agency may speak before its silence counts."""
    return workdays.add_workdays(duty.at_completed_on, SILENCE_WORKING_DAYS)


def _answer(duty: Assignment, own: Assignment) -> str:
    """What the own agency said to the claim, or what its silence has come to mean; else an empty text."""
    answered = {Move.CONCUR: _("you concurred"), Move.OBJECT: _("you objected")}
    if duty.answer in answered:
        return answered[duty.answer]
    if own.role == Role.CO_RESPONSIBLE and silence_on(duty) < clock.today():
        since = silence_on(duty) + dt.timedelta(days=1)
        return _("silence has counted as concurrence since %s") % since
    return ""


def _claim_row(user: User, duty: Assignment, own: Assignment) -> Row:
    offered = offers(user, duty, [duty, own], "desk", only=CO_BODY_MOVES)
    row = Row(duty, offered, last_word(duty, _("Last report")))
    if own.role == Role.CO_RESPONSIBLE:
        row.tag = _("silence counts as concurrence after %s") % silence_on(duty)
    return row
