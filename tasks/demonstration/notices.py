"""The notices of data/notices/ taken in as anybody would: read by the reader, corrected by recorded decisions.

Beside each text stands a JSON file of the same name: the language, and the operations of the review.
"""

import json
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Impossible
from tasks import handing_in, reading, reviewing
from tasks.models import Intake, Plan


def load_notices(folder: Path) -> list[Plan]:
    """The plans of all texts in the folder, in the order of their names; safe to repeat."""
    return [_take_in(path) for path in sorted(folder.glob("*.txt"))]


def _take_in(path: Path) -> Plan:
    recorded = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
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
    for operation in recorded["operations"][done:]:
        reviewing.decide(intake, operation, by=None)
    plan = reviewing.issue(intake, by=None)
    plan.demonstration = True
    plan.save(update_fields=["demonstration"])
    return plan
