"""The notices of data/notices/ taken in as anybody would: read by the reader, corrected as recorded.

Beside each text stands a JSON file of the same name: the language, and the operations of the review.
"""

import json
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Impossible
from tasks import handing_in, reading, reviewing
from tasks.enums import PlanState
from tasks.models import Intake, Plan


def load_notices(folder: Path) -> list[Plan]:
    """The plans of all texts in the folder, in the order of their names; safe to repeat.

    Another edition of a plan that has not begun yet is left for later.
    """
    recorded = {path: _recorded(path) for path in sorted(folder.glob("*.txt"))}
    return [_take_in(path, record) for path, record in recorded.items() if not _waits(record)]


def _recorded(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


def _waits(recorded: dict[str, Any]) -> bool:
    """The reader compares with published plans only, so the original comes first."""
    originals = [each["slug"] for each in recorded["operations"] if each["op"] == "accept_edition"]
    return Plan.objects.published().filter(slug__in=originals).count() < len(originals)


def _take_in(path: Path, recorded: dict[str, Any]) -> Plan:
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    intake, _new = handing_in.hand_in(by=None, upload=upload, language=recorded["language"])
    if intake.plan:
        return intake.plan
    reading.read(intake.pk)
    intake = Intake.objects.get(pk=intake.pk)
    if not intake.in_review:
        values = {"name": path.name, "reason": intake.failure_detail or intake.state}
        raise Impossible(_("%(name)s was not read: %(reason)s") % values)
    done = intake.decisions.count()
    reviewing.decide_all(intake, recorded["operations"][done:], by=None)
    return _marked(reviewing.issue(intake, by=None))


def _marked(plan: Plan) -> Plan:
    """Invented is what happens under a plan; a document that is only kept on record has nothing invented."""
    plan.demonstration = plan.state == PlanState.ISSUED
    plan.save(update_fields=["demonstration"])
    return plan
