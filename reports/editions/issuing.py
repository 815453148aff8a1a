"""The one door by which a finished report becomes an edition, or the correction of one."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reformtracker.lib.queue import QueueState
from reports.artifacts import artifacts
from reports.editions import data
from reports.editions.freezing import files, freeze
from reports.editions.series import newest_of, series_of
from reports.enums import Kind
from reports.models import Edition, Report
from tasks.models import Plan
from tasks.validators import clean_text

TITLE_LENGTH, LABEL_LENGTH = 300, 160


def issue(
    report: Report,
    *,
    by: User | None,
    corrects: Edition | None = None,
    reason: str = "",
    source: str = "",
) -> Edition:
    """Freezes the finished report as the first edition of its series, or as the correction of the newest one.

    Issuing the same report again gives the edition that it is. `by` None is the portal, for schedules that
    say so. Leaves an EDITION event. Raises NotAllowed, Invalid (no reason), and Impossible when the report is
    not ready, does not hold the whole plan, differs in nothing, or somebody was quicker.
    """
    _check_person(by)
    reason = clean_text(reason, "reason")
    if corrects is not None and not reason:
        sentence = _("Say why the edition is corrected.")
        raise Invalid(sentence, fields={"reason": sentence})
    _check_ready(report)
    with transaction.atomic():
        # Numbers of a series are given one after another: whoever comes second sees the first one's.
        Plan.objects.select_for_update(no_key=True).get(pk=report.plan_id)
        if known := Edition.objects.filter(report=report).first():
            return known
        series = series_of(report)
        _check_place(newest_of(series), corrects, report)
        made = _create(report, series, by, corrects, reason)
        events.record(
            EventKind.EDITION,
            by=by,
            subject=f"edition:{report.public_id}",
            details=_told(made),
            source=source,
        )
        return made


def may_issue(report: Report, user: User) -> bool:
    """Whether the button is drawn: the secretariat, on a finished report that holds all of the plan."""
    return user.is_secretariat and report.state == QueueState.DONE and has_whole_sight(report)


def has_whole_sight(report: Report) -> bool:
    """Whether the report shows what the plan holds, not what one account may see of it."""
    return report.requested_by is None or sees_everything(report.requested_by)


def _check_person(by: User | None) -> None:
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat issues editions."))


def _check_ready(report: Report) -> None:
    if report.state != QueueState.DONE:
        raise Impossible(_("Only a finished report can be issued."), code="not_finished")
    if not has_whole_sight(report):
        raise Impossible(
            _("This report shows only what its asker may see; an edition shows the whole plan."),
            code="limited_sight",
        )
    if report.kind != Kind.EXTRACT and not data.is_there(report.data_sha256):
        raise Impossible(
            _("The data of the report are not in the store. Please ask for the report again."),
            code="no_data",
        )
    if not all(artifacts.is_intact(item["sha256"]) for item in files(report)):
        raise Impossible(
            _("A file is no longer what it was when it was made. Please ask for the report again."),
            code="not_intact",
        )


def _check_place(newest: Edition | None, corrects: Edition | None, report: Report) -> None:
    """Whether the report may stand where it is to stand in its series."""
    if newest is None and corrects is not None:
        raise Impossible(_("The report asks something else than that edition."), code="other_series")
    if newest is not None and corrects is None:
        raise Impossible(
            _("Edition %d of this report was issued already; another one corrects it and says why.")
            % newest.number,
            code="already_issued",
        )
    if newest is not None and newest != corrects:
        raise Impossible(_("That edition is not the newest of its series."), code="not_the_newest")
    if newest is not None and newest.data_sha256 == report.data_sha256:
        raise Impossible(_("The data are the same: there is nothing to correct."), code="same_data")


def _create(report: Report, series: str, by: User | None, corrects: Edition | None, reason: str) -> Edition:
    return Edition.objects.create(
        series=series,
        number=corrects.number + 1 if corrects else 1,
        report=report,
        plan=report.plan,
        kind=report.kind,
        as_of=report.as_of,
        title=title_of(report),
        data_sha256=report.data_sha256,
        frozen=freeze(report),
        corrects=corrects,
        reason=reason,
        issued_by=by,
        issued_label=f"{by.display_name_en or by.username} ({by.username})"[:LABEL_LENGTH] if by else "",
        at=clock.now(),
        wall_at=clock.wall_now(),
    )


def title_of(report: Report) -> str:
    """The title in the report's language: kind, plan, and what it was narrowed to."""
    with override(report.language):
        parts = [str(Kind(report.kind).label), str(report.plan.short_title), report.narrowed_to]
        return " · ".join(part for part in parts if part)[:TITLE_LENGTH]


def _told(edition: Edition) -> dict:
    return {
        "plan": edition.plan.slug,
        "kind": edition.kind,
        "as_of": edition.as_of.isoformat(),
        "number": edition.number,
        "corrects": str(edition.corrects.report.public_id) if edition.corrects else None,
        "reason": edition.reason,
        "data_sha256": edition.data_sha256,
    }
