"""The desk of the secretariat: claims, objections, extensions, slips running out, silence when overdue."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from agencies.directory import short_names
from agencies.models import User
from reformtracker.lib import clock, workdays
from reformtracker.lib.bilingual import clauses
from tasks import queries
from tasks.enums import CLOSED_STATES, Move, Role, SlipColour, State
from tasks.filters import BY_NUMBER
from tasks.models import Assignment, Entry, Evidence, Slip
from tasks.models.assignment import AssignmentQuerySet
from tasks.queries import ReportingMonth
from tasks.views.own_desk import SHOWN, silence_on, with_last_words
from tasks.views.rows import CO_BODY_MOVES, Row, Section, Word, offers
from tasks.workflow import SUPPORTING_ROLES

SLIP_DAYS = 5


class Office:
    """What waits for the secretariat. Counts are over everything, rows are the SHOWN most urgent."""

    def __init__(self, user: User, today: dt.date) -> None:
        self.user, self.today = user, today
        self.rows = queries.positions(user).filter(plan__state="issued").owing()
        # Of a duty on which reports are still owed the standing asks first of all whether the day has passed.
        self.silent_overdue = self.rows.filter(at_due_on__lt=today).awaiting_report_since(
            ReportingMonth.of(today).since
        )
        self.totals = self.rows.aggregate(
            claims=Count("pk", filter=Q(at_state=State.CLAIMED, at_objecting="")),
            objections=Count("pk", filter=Q(at_state=State.CLAIMED) & ~Q(at_objecting="")),
            extensions=Count("pk", filter=Q(at_asked_due_on__isnull=False) & ~Q(at_state__in=CLOSED_STATES)),
        ) | {"overdue": self.silent_overdue.count()}

    def sections(self) -> list[Section]:
        claimed = self._read(self.rows.filter(at_state=State.CLAIMED), "at_completed_on", shown=2 * SHOWN)
        free = [duty for duty in claimed if not duty.at_objecting][:SHOWN]
        disputed = [duty for duty in claimed if duty.at_objecting][:SHOWN]
        return [
            self._claims(free),
            self._objections(disputed),
            self._extensions(),
            self._slips(),
            self._overdue(),
        ]

    def _read(self, rows: AssignmentQuerySet, *order: str, shown: int = SHOWN) -> list[Assignment]:
        seen = with_last_words(rows.for_rows().select_related("agency__jurisdiction"))
        return queries.explain(seen.order_by(*order, *BY_NUMBER)[:shown], self.today)

    def _rows(self, duties: list[Assignment], *moves: Move) -> list[Row]:
        return [
            Row(duty, offers(self.user, duty, [duty], "desk", only=moves), _claim_words(duty))
            for duty in duties
        ]

    def _claims(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.VERIFY, Move.RETURN)
        answers, bodies, pieces = _answers(duties), _bodies(duties), _pieces(self.user, duties)
        for row in rows:
            row.evidence = pieces.get(row.duty.pk, [])
            row.words.append(_stands(row.duty, bodies.get(row.duty.measure_id, {}), answers, self.today))
        title, empty = _("Claims to verify"), _("No claim is waiting.")
        return Section("claims", "claimed", title, rows, self.totals["claims"], empty, more="state=claimed")

    def _objections(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.RETURN)
        for row in rows:
            row.tag = _("objection by %s") % row.duty.objectors
        title, empty = _("Objections"), _("No agency objects to a claim.")
        return Section("objections", "blocked", title, rows, self.totals["objections"], empty)

    def _extensions(self) -> Section:
        asked = Entry.objects.filter(assignment=OuterRef("pk"), move=Move.ASK_EXTENSION).order_by("-n")
        waiting = self.rows.filter(at_asked_due_on__isnull=False).exclude(at_state__in=CLOSED_STATES)
        duties = self._read(waiting.annotate(asked_reason=Subquery(asked.values("reason")[:1])), "at_due_on")
        rows = self._rows(duties, Move.GRANT, Move.REFUSE)
        for row in rows:
            row.tag = _("%(due)s → %(asked)s") % {
                "due": row.duty.at_due_on,
                "asked": row.duty.at_asked_due_on,
            }
            row.words = [Word(_("Why more time is needed"), row.duty.asked_reason or "")]
        title, empty = _("Extensions to decide"), _("No extension is asked for.")
        return Section("extensions", "calendar", title, rows, self.totals["extensions"], empty)

    def _overdue(self) -> Section:
        rows = self._rows(self._read(self.silent_overdue, "at_due_on"), Move.ESCALATE)
        title, empty = (
            _("Overdue without a report this month"),
            _("Every overdue duty has been reported on this month."),
        )
        return Section(
            "overdue", "overdue", title, rows, self.totals["overdue"], empty, more="standing=overdue"
        )

    def _slips(self) -> Section:
        """Slips whose day of reply is near or past, on duties that have said nothing since."""
        until = workdays.add_workdays(self.today, SLIP_DAYS)
        reply = Entry.objects.filter(
            assignment=OuterRef("assignment"), n__gt=OuterRef("entry__n"), move__in=(Move.REPORT, Move.CLAIM)
        )
        open_slips = Slip.objects.filter(~Exists(reply), assignment=OuterRef("pk"), reply_by__lte=until)
        newest = open_slips.order_by("-entry__n")
        waiting = self.rows.exclude(at_state__in=CLOSED_STATES).annotate(
            slip_colour=Subquery(newest.values("colour")[:1]),
            slip_reply_by=Subquery(newest.values("reply_by")[:1]),
        )
        duties = self._read(waiting.filter(slip_reply_by__isnull=False), "slip_reply_by", shown=SHOWN + 1)
        rows = self._rows(duties, Move.ESCALATE)
        for row in rows:
            colour = SlipColour(row.duty.slip_colour).label
            row.tag = _("%(colour)s slip, reply by %(date)s") % {
                "colour": colour,
                "date": row.duty.slip_reply_by,
            }
        title, empty = _("Slips running out"), _("No slip is about to run out.")
        return Section("slips", "slip", title, rows, len(rows), empty)


def _claim_words(duty: Assignment) -> list[Word]:
    return [Word(_("Said last"), duty.said_note, duty.said_at)] if duty.said_note else []


def _bodies(duties: list[Assignment]) -> dict[int, dict[str, str]]:
    """The codes of the supporting agencies by measure, each with its role."""
    rows = Assignment.objects.filter(
        measure__in=[duty.measure_id for duty in duties], role__in=SUPPORTING_ROLES
    )
    found: dict[int, dict[str, str]] = {}
    for measure, code, role in rows.order_by("position").values_list("measure_id", "agency__code", "role"):
        found.setdefault(measure, {})[code] = role
    return found


def _pieces(user: User, duties: list[Assignment]) -> dict[int, list[Evidence]]:
    """The evidence of the claims that stand, by duty."""
    later = Entry.objects.filter(
        assignment=OuterRef("entry__assignment"), move=Move.CLAIM, n__gt=OuterRef("entry__n")
    )
    of_claims = Evidence.objects.visible_to(user).filter(entry__assignment__in=duties, entry__move=Move.CLAIM)
    found: dict[int, list[Evidence]] = {}
    for piece in of_claims.exclude(Exists(later)).select_related("entry").order_by("pk"):
        found.setdefault(piece.entry.assignment_id, []).append(piece)
    return found


def _answers(duties: list[Assignment]) -> dict[tuple[int, str], dt.date]:
    """Who concurred with which claim, and when; only what was said since the claim."""
    said = Entry.objects.filter(assignment__in=duties, move__in=(Move.CLAIM, *CO_BODY_MOVES)).order_by("n")
    found: dict[tuple[int, str], dt.date] = {}
    for duty, move, code, at in said.values_list("assignment_id", "move", "on_behalf__code", "at"):
        if move == Move.CLAIM:
            found = {key: day for key, day in found.items() if key[0] != duty}
        elif move == Move.CONCUR:
            found[duty, code] = clock.day_of(at)
    return found


def _stands(
    duty: Assignment, bodies: dict[str, str], answers: dict[tuple[int, str], dt.date], today: dt.date
) -> Word:
    """One sentence on how the supporting agencies stand; only of co-responsible ones does silence count."""
    concurred = [code for code in bodies if (duty.pk, code) in answers]
    silent = [code for code in bodies if code not in concurred]
    bound = [code for code in silent if bodies[code] == Role.CO_RESPONSIBLE]
    free = [code for code in silent if code not in bound]
    said = [_("concurred: %s") % _names(concurred)] if concurred else []
    if bound and silence_on(duty) < today:
        said.append(_("silent, which counts as concurrence: %s") % _names(bound))
    elif bound:
        until = {"day": silence_on(duty), "bodies": _names(bound)}
        said.append(_("may still speak until %(day)s: %(bodies)s") % until)
    if free:
        said.append(_("silent: %s") % _names(free))
    return Word(_("Supporting agencies"), clauses(said) or _("none named in the clause"))


def _names(codes: list[str]) -> str:
    return short_names(" ".join(codes))
