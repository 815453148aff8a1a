"""Making an edition again: the same question is put anew, and the answer is held against what was issued.

A report of a past day rests on the ledger as it was at the end of that day, so entries made later change
nothing in it. What can: entries of the day itself when it was not over, other names of bodies, another rule
of the standings, another version of the portal. Each is looked for and named.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.errors import NotAllowed
from reformtracker.lib.queue import QueueState
from reports import services
from reports.editions import data
from reports.editions.beside import AGAIN, KNOWN
from reports.editions.comparing import Differences, compare
from reports.editions.freezing import bodies
from reports.editions.generator import generator
from reports.editions.since import corrections, newest_n
from reports.enums import Format
from reports.models import Edition, Report
from tasks.models import Entry

# So many entries are named one by one; beyond them their number is said.
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that changed since: a stable code, a sentence, and what was before and is now."""

    code: str
    sentence: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class FilePair:
    """One file of the edition and the same format made again; an empty hash where there is none."""

    format: str
    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the same came out, file by file, and if not, what explains it.

    `entries` are the entries that the edition could not know and the new report counts; `corrections` those
    that since then correct an entry which the edition counts, without changing what was on record that day.
    """

    same_data: bool
    files: tuple[FilePair, ...]
    reasons: tuple[Reason, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[Entry, ...]
    differences: Differences | None

    @property
    def same_bytes(self) -> bool:
        return self.same_data and all(pair.same for pair in self.files)

    @property
    def explained(self) -> bool:
        return bool(self.reasons or self.entries)


def make_again(edition: Edition, *, by: User, with_corrections: bool = False) -> Report:
    """Puts the same question into the queue once more. Raises NotAllowed, and TooMany (429).

    `with_corrections`: the report shows beside its figures what was corrected up to now.
    """
    if not may_make_again(by):
        raise NotAllowed(_("Only the secretariat and the auditor make editions again."))
    beside: dict[str, object] = {AGAIN: str(edition.report.public_id)}
    if with_corrections:
        beside[KNOWN] = newest_n(edition.plan)
    return services.ask_again(edition.report, by=by, beside=beside)


def may_make_again(user: User) -> bool:
    """Who sees the whole plan; anybody else would get another report."""
    return sees_everything(user)


def made_again(edition: Edition) -> QuerySet[Report]:
    """The reports that made the edition again, the newest first."""
    return Report.objects.filter(parameters__again=str(edition.report.public_id)).for_list()


def verdict(edition: Edition, report: Report) -> Verdict:
    """The finished report held against the edition that it makes again; raises Impossible without data."""
    assert report.state == QueueState.DONE
    same = report.data_sha256 == edition.data_sha256
    pairs = _files(edition, report)
    differ = not same or not all(pair.same for pair in pairs)
    return Verdict(
        same_data=same,
        files=pairs,
        reasons=tuple(_reasons(edition, report)) if differ else (),
        entries=tuple(_named(entries_since(edition))) if not same else (),
        corrections=tuple(_named(corrections_since(edition))),
        differences=None if same else _differences(edition, report),
    )


def entries_since(edition: Edition) -> QuerySet[Entry]:
    """What was entered after the edition for a day that was not over then."""
    return Entry.objects.filter(
        plan=edition.plan_id, n__gt=_known(edition), at__lt=clock.end_of(edition.as_of)
    ).order_by("n")


def corrections_since(edition: Edition) -> QuerySet[Entry]:
    """Later entries that correct one of those the edition rests on, and that it does not show itself."""
    shown = edition.frozen["parameters"].get(KNOWN, 0)
    return corrections(edition.report, _known(edition)).filter(n__gt=shown)


def _known(edition: Edition) -> int:
    return edition.frozen["ledger"]["n"] or 0


def _named(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    related = ("assignment__agency", "assignment__measure__task__area__plan", "actor")
    return entries.select_related(*related)[:MOST_NAMED]


def _files(edition: Edition, report: Report) -> tuple[FilePair, ...]:
    made = {"json": report.data_sha256} | {item["format"]: item["sha256"] for item in report.artifacts}
    return tuple(
        FilePair(
            item["format"],
            str(Format(item["format"]).label),
            item["sha256"],
            made.get(item["format"], ""),
        )
        for item in edition.frozen["files"]
    )


def _differences(edition: Edition, report: Report) -> Differences | None:
    if not (data.is_there(edition.data_sha256) and data.is_there(report.data_sha256)):
        return None
    return compare(data.read(edition.data_sha256), data.read(report.data_sha256))


def _reasons(edition: Edition, report: Report) -> list[Reason]:
    frozen = edition.frozen
    found = []
    if (known := report.parameters.get(KNOWN)) != frozen["parameters"].get(KNOWN):
        sentence = _("The corrections made up to entry %d of the ledger stand beside the figures.")
        found.append(Reason("corrections", sentence % known))
    if not frozen["day_over"]:
        moment = _moment(frozen["as_of_moment"])
        found.append(
            Reason("day_not_over", _("The day was not over when the edition was made, at %s.") % moment)
        )
    if frozen["rule_version"] != report.rule_version:
        sentence = _("The rule of the standings has changed.")
        found.append(Reason("rule", sentence, frozen["rule_version"], report.rule_version))
    if frozen["generator"] != generator():
        sentence = _("The portal that makes the report has changed.")
        found.append(Reason("generator", sentence, frozen["generator"], generator()))
    return [*found, *_renamed(edition)]


def _renamed(edition: Edition) -> list[Reason]:
    """Bodies that are called otherwise than when the edition was issued, or that came or went."""
    then, now = edition.frozen["labels"]["bodies"], bodies(edition.plan)
    return [
        Reason(
            "name", _("A body is called otherwise: %s.") % code, _names(then.get(code)), _names(now.get(code))
        )
        for code in sorted({*then, *now})
        if then.get(code) != now.get(code)
    ]


def _names(names: dict[str, Any] | None) -> str:
    return " / ".join(dict.fromkeys(names.values())) if names else ""


def _moment(text: str | None) -> str:
    if not text:
        return ""
    return f"{dt.datetime.fromisoformat(text).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
