"""What every file says about itself: plan, day, ledger, scope, rule version, marks, SHA-256 of its data."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses
from reports import queries
from reports.document import Document, Provenance, clean, digest
from tasks.models import Plan
from tasks.standing import RULE_VERSION


def provenance(plan: Plan, day: dt.date, scope: str) -> Provenance:
    """Where the data of one plan at the end of a day come from."""
    entry = queries.newest_entry(plan, day)
    return Provenance(
        plan_slug=plan.slug,
        plan_title=clean(plan.short_title),
        as_of=day,
        day_over=day < clock.today(),
        scope=clean(scope),
        rule_version=RULE_VERSION,
        ledger_n=entry.n if entry else 0,
        ledger_hash=entry.hash if entry else "",
        ledger_at=entry.at if entry else None,
        demonstration=queries.is_demonstration(plan, day),
    )


def provenance_of_all(plans: Sequence[Plan], day: dt.date, scope: str) -> Provenance:
    """The same over several plans. Each has a ledger of its own, so none is named here: see `ledgers`."""
    return Provenance(
        plan_slug="",
        plan_title=clean(_("All plans")),
        as_of=day,
        day_over=day < clock.today(),
        scope=clean(scope),
        rule_version=RULE_VERSION,
        ledger_n=0,
        ledger_hash="",
        ledger_at=None,
        demonstration=any(queries.is_demonstration(plan, day) for plan in plans),
    )


def ledgers(plans: Sequence[Plan], day: dt.date) -> str:
    """How far the ledger of each plan reaches on that day, in words."""
    reached = [(plan.slug, queries.newest_entry(plan, day)) for plan in plans]
    return clauses(
        f"{slug}: {_position(entry.n, entry.hash, entry.at)}" for slug, entry in reached if entry
    ) or _("no entry")


def framed(document: Document, *, ledger: str = "", rows: int | None = None, sha256: str = "") -> Document:
    """The document with what it says about itself, the SHA-256 of its data and its marks.

    `ledger` stands in for the one ledger that a single plan has; `rows` is how many rows a list holds, which
    names the plan in each of them; `sha256` is that of data which are too many to stand in the document.
    """
    about, sha256 = document.provenance, sha256 or digest(document)
    plan = (_("Plan"), f"{about.plan_title} ({about.plan_slug})")
    meta = (
        plan if rows is None else (_("Rows"), str(rows)),
        (_("As of"), _as_of(about)),
        (_("Ledger up to"), ledger or _ledger(about)),
        (_("Scope and filter"), about.scope),
        *([(_("Rule version of the standings"), about.rule_version)] if about.rule_version else []),
        (_("SHA-256 of the data"), sha256),
    )
    return replace(document, data_sha256=sha256, meta=meta, marks=_marks(about))


def _marks(about: Provenance) -> tuple[str, ...]:
    if not about.demonstration:
        return ()
    return (_("Demonstration: reports and dates of progress are invented, only the plan is real."),)


def _as_of(about: Provenance) -> str:
    day = about.as_of.isoformat()
    if about.day_over:
        return _("%(day)s 24:00, end of the day (Asia/Shanghai)") % {"day": day}
    return _("%(day)s, a day not over when the report was made (Asia/Shanghai)") % {"day": day}


def _ledger(about: Provenance) -> str:
    if about.ledger_at is None:
        return _("no entry")
    return _position(about.ledger_n, about.ledger_hash, about.ledger_at)


def _position(n: int, sha256: str, at: dt.datetime) -> str:
    return _("entry %(n)d of %(moment)s, hash %(hash)s") % {
        "n": n,
        "moment": f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        "hash": sha256,
    }
