"""The desk of the secretariat: claims, objections, extensions, slips running out, silence when overdue."""

import datetime as dt
from collections.abc import Iterable
from itertools import chain

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import workdays
from reformtracker.lib.bilingual import clauses, listed
from tasks import queries
from tasks.enums import CLOSED_STATES, Move, Role, SlipColour, State
from tasks.filters import BY_NUMBER
from tasks.models import Assignment, Entry, Evidence, Slip
from tasks.models.assignment import awaits_report_since
from tasks.queries import ReportingMonth
from tasks.views.own_desk import SHOWN, last_word, silence_on, with_last_words
from tasks.views.rows import CO_BODY_MOVES, Row, Section, Word, offers
from tasks.workflow import SUPPORTING_ROLES

SLIP_DAYS = 5


class Office:
    """What waits for the secretariat. Counts are over everything, rows are the SHOWN most urgent."""

    def __init__(self, user: User, today: dt.date) -> None:
        self.user, self.today = user, today
        self.rows = queries.positions(user).filter(plan__state="issued").owing()
        claimed, disputed = Q(at_state=State.CLAIMED), ~Q(at_objecting="")
        # Of a duty on which reports are still owed the standing asks first of all whether the day has passed.
        silent = Q(at_due_on__lt=today) & awaits_report_since(ReportingMonth.of(today).since)
        asked = Q(at_asked_due_on__isnull=False) & ~Q(at_state__in=CLOSED_STATES)
        self.waiting = {"claims": claimed, "extensions": asked, "overdue": silent}
        counts = {key: Count("pk", filter=which) for key, which in self.waiting.items()}
        self.totals = self.rows.aggregate(objections=Count("pk", filter=claimed & disputed), **counts)
        self.totals["claims"] -= self.totals["objections"]

    def sections(self) -> list[Section]:
        """A light query finds the most urgent duties of each heading, one reads them all."""
        slips = self._open_slips()
        extensions_asked, silent = self._first_due()
        wanted = [
            self._first_claims(),
            extensions_asked,
            list(slips)[:SHOWN],
            silent,
        ]
        duties = self._read(chain.from_iterable(wanted))
        claimed, extensions, slipped, overdue = ([duties[pk] for pk in pks] for pks in wanted)
        return [
            self._claims([duty for duty in claimed if not duty.at_objecting][:SHOWN]),
            self._objections([duty for duty in claimed if duty.at_objecting][:SHOWN]),
            self._extensions(extensions),
            self._slips(slipped, slips),
            self._overdue(overdue),
        ]

    def _first_claims(self) -> list[int]:
        if not self.totals["claims"] and not self.totals["objections"]:
            return []  # counted already: there are none
        rows = self.rows.filter(self.waiting["claims"]).order_by("at_completed_on", *BY_NUMBER)
        return list(rows.values_list("pk", flat=True)[: 2 * SHOWN])

    def _first_due(self) -> tuple[list[int], list[int]]:
        """The extensions asked for and the silent overdue duties that are due first; one light query."""
        if not self.totals["extensions"] and not self.totals["overdue"]:
            return [], []
        flags = {
            f"is_{key}": ExpressionWrapper(self.waiting[key], BooleanField())
            for key in ("extensions", "overdue")
        }
        rows = self.rows.filter(self.waiting["extensions"] | self.waiting["overdue"]).annotate(**flags)
        found = list(rows.order_by("at_due_on", *BY_NUMBER).values_list("pk", *flags))
        asked = [pk for pk, is_asked, _silent in found if is_asked]
        silent = [pk for pk, _asked, is_silent in found if is_silent]
        return asked[:SHOWN], silent[:SHOWN]

    def _read(self, pks: Iterable[int]) -> dict[int, Assignment]:
        asked = Entry.objects.filter(assignment=OuterRef("pk"), move=Move.ASK_EXTENSION).order_by("-n")
        rows = with_last_words(self.rows.filter(pk__in=set(pks)).for_rows())
        rows = rows.annotate(asked_reason=Subquery(asked.values("reason")[:1]))
        return {duty.pk: duty for duty in queries.explain(rows, self.today)}

    def _rows(self, duties: list[Assignment], *moves: Move) -> list[Row]:
        return [
            Row(duty, offers(self.user, duty, [duty], "desk", only=moves), last_word(duty, _("Said last")))
            for duty in duties
        ]

    def _claims(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.VERIFY, Move.RETURN)
        answers, bodies, pieces = _answers(duties), _bodies(duties), _pieces(self.user, duties)
        for row in rows:
            row.evidence = pieces.get(row.duty.pk, [])
            if row.duty.role != Role.IMPLEMENTING:  # nobody is asked to concur in what a place carries out
                row.words.append(_stands(row.duty, bodies.get(row.duty.measure_id, []), answers, self.today))
        title, empty = _("Claims to verify"), _("No claim is waiting.")
        return Section("claims", "claimed", title, rows, self.totals["claims"], empty, more="state=claimed")

    def _objections(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.RETURN)
        for row in rows:
            row.tag = _("objection by %s") % row.duty.objectors
        title, empty = _("Objections"), _("No agency objects to a claim.")
        return Section("objections", "blocked", title, rows, self.totals["objections"], empty)

    def _extensions(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.GRANT, Move.REFUSE)
        for row in rows:
            row.tag = _("%(due)s → %(asked)s") % {
                "due": row.duty.at_due_on,
                "asked": row.duty.at_asked_due_on,
            }
            row.words = [Word(_("Why more time is needed"), row.duty.asked_reason or "")]
        title, empty = _("Extensions to decide"), _("No extension is asked for.")
        return Section("extensions", "calendar", title, rows, self.totals["extensions"], empty)

    def _overdue(self, duties: list[Assignment]) -> Section:
        rows = self._rows(duties, Move.ESCALATE)
        title, empty = (
            _("Overdue without a report this month"),
            _("Every overdue duty has been reported on this month."),
        )
        return Section(
            "overdue", "overdue", title, rows, self.totals["overdue"], empty, more="standing=overdue"
        )

    def _open_slips(self) -> dict[int, Slip]:
        """Slips whose day of reply is near or past, by their duties, which have said nothing since.

        The most urgent one first; of several on one duty the newest counts.
        """
        until = workdays.add_workdays(self.today, SLIP_DAYS)
        reply = Entry.objects.filter(
            assignment=OuterRef("assignment"), n__gt=OuterRef("entry__n"), move__in=(Move.REPORT, Move.CLAIM)
        )
        open_slips = Slip.objects.filter(
            ~Exists(reply), reply_by__lte=until, assignment__in=self.rows.exclude(at_state__in=CLOSED_STATES)
        )
        in_order = ("reply_by", *(f"assignment__{name}" for name in BY_NUMBER))
        slips = list(open_slips.annotate(n=F("entry__n")).order_by(*in_order))
        newest = {slip.assignment_id: slip for slip in sorted(slips, key=lambda slip: slip.n)}
        return {slip.assignment_id: slip for slip in slips if slip is newest[slip.assignment_id]}

    def _slips(self, duties: list[Assignment], slips: dict[int, Slip]) -> Section:
        rows = self._rows(duties, Move.ESCALATE)
        for row in rows:
            slip = slips[row.duty.pk]
            said = {"colour": SlipColour(slip.colour).label, "date": slip.reply_by}
            row.tag = _("%(colour)s slip, reply by %(date)s") % said
        title, empty = _("Slips running out"), _("No slip is about to run out.")
        return Section("slips", "slip", title, rows, len(slips), empty)


def _bodies(duties: list[Assignment]) -> dict[int, list[Assignment]]:
    """The duties of the supporting agencies by measure, in their order."""
    rows = Assignment.objects.filter(
        measure__in=[duty.measure_id for duty in duties], role__in=SUPPORTING_ROLES
    )
    rows = rows.select_related("agency").only("measure", "role", "agency__short_en", "agency__short_zh")
    found: dict[int, list[Assignment]] = {}
    for body in rows.order_by("position"):
        found.setdefault(body.measure_id, []).append(body)
    return found


def _pieces(user: User, duties: list[Assignment]) -> dict[int, list[Evidence]]:
    """The evidence of the claims that stand, by duty."""
    later = Entry.objects.filter(
        assignment=OuterRef("entry__assignment"), move=Move.CLAIM, n__gt=OuterRef("entry__n")
    )
    of_claims = Evidence.objects.visible_to(user).filter(entry__assignment__in=duties, entry__move=Move.CLAIM)
    found: dict[int, list[Evidence]] = {}
    for piece in of_claims.exclude(Exists(later)).annotate(duty=F("entry__assignment")).order_by("pk"):
        found.setdefault(piece.duty, []).append(piece)
    return found


def _answers(duties: list[Assignment]) -> set[tuple[int, int]]:
    """Which duty's claim which agency concurred with; only what was said since the claim."""
    said = Entry.objects.filter(assignment__in=duties, move__in=(Move.CLAIM, *CO_BODY_MOVES)).order_by("n")
    found: set[tuple[int, int]] = set()
    for duty, move, agency in said.values_list("assignment_id", "move", "on_behalf_id"):
        if move == Move.CLAIM:
            found = {answer for answer in found if answer[0] != duty}
        elif move == Move.CONCUR:
            found.add((duty, agency))
    return found


def _stands(
    duty: Assignment, bodies: list[Assignment], answers: set[tuple[int, int]], today: dt.date
) -> Word:
    """One sentence on how the supporting agencies stand; only of co-responsible ones does silence count."""
    concurred = [body for body in bodies if (duty.pk, body.agency_id) in answers]
    silent = [body for body in bodies if body not in concurred]
    bound = [body for body in silent if body.role == Role.CO_RESPONSIBLE]
    free = [body for body in silent if body not in bound]
    said = [_("concurred: %s") % _names(concurred)] if concurred else []
    if bound and silence_on(duty) < today:
        said.append(_("silent, which counts as concurrence: %s") % _names(bound))
    elif bound:
        until = {"day": silence_on(duty), "bodies": _names(bound)}
        said.append(_("may still speak until %(day)s: %(bodies)s") % until)
    if free:
        said.append(_("silent: %s") % _names(free))
    return Word(_("Supporting agencies"), clauses(said) or _("none named in the clause"))


def _names(bodies: list[Assignment]) -> str:
    return listed(body.agency.short for body in bodies)
