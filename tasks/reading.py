"""Reading one handed-in document: open the file, let the reader read, keep the draft.

The one path of job and demonstration.
"""

from collections import defaultdict
from pathlib import PurePosixPath

from celery.exceptions import SoftTimeLimitExceeded

from agencies import gazetteer as gazetteers
from agencies.models import AgencyName
from reformtracker.lib.errors import Refused
from reformtracker.lib.queue import Lease
from reformtracker.lib.working import work
from tasks import extraction
from tasks.enums import IntakeFailure, IntakeStep
from tasks.handing_in import DOCUMENTS, queue
from tasks.intake.editions import KnownPlan
from tasks.intake.names import Gazetteer
from tasks.intake.reader import Unreadable, read_notice
from tasks.intake.reading import Reading
from tasks.intake.review import draft_of
from tasks.models import Intake, Plan, Task


def read(intake_id: int) -> bool:
    """Reads the document if nobody else does; False when there is nothing to do.

    Never raises for what is wrong with the document: the row says it.
    """
    lease = queue.claim(intake_id)
    if lease is None:
        return False
    work(queue, lease, _read, _failure)
    return True


def read_text(text: str, language: str = "") -> Reading:
    """What the reader makes of the text, with the names and the plans of this portal; raises Unreadable."""
    return read_notice(text, gazetteer(), language=language or None, known_plans=known_plans())


def known_plans() -> list[KnownPlan]:
    """The tasks of every published plan; a notice that nearly equals one of them is another edition of it."""
    tasks: dict[int, dict[str, str]] = defaultdict(dict)
    for plan, number, text in Task.objects.values_list("area__plan", "number", "text"):
        tasks[plan][number] = text
    return [KnownPlan(plan.slug, plan.title, tasks[plan.pk]) for plan in Plan.objects.published()]


def gazetteer() -> Gazetteer:
    """Every known wording of every body, with the code of the body that answers for it today."""
    known = gazetteers.Gazetteer.load()
    names = AgencyName.objects.select_related("agency")
    return Gazetteer({name.name: known.answering(name.agency).code for name in names})


def _read(lease: Lease) -> None:
    intake = Intake.objects.get(pk=lease.pk)
    queue.advance(lease, progress=5, step=IntakeStep.OPENING)
    content = DOCUMENTS.path_of(intake.sha256).read_bytes()
    text = extraction.text_of(content, PurePosixPath(intake.name).suffix.lower())
    queue.advance(lease, progress=30, step=IntakeStep.READING)
    reading = read_text(text, intake.asked_language)
    queue.advance(lease, progress=85, step=IntakeStep.KEEPING)
    draft = draft_of(reading.to_json(), text)
    queue.finish(lease, text=text, reading=draft, draft=draft)


def _failure(error: Exception) -> tuple[str, str, bool]:
    """The code, a detail for people, and whether another attempt would end the same way."""
    if isinstance(error, Refused):
        return IntakeFailure.REFUSED, str(error.message), True
    if isinstance(error, Unreadable):
        return IntakeFailure.REFUSED, str(error), True
    if isinstance(error, SoftTimeLimitExceeded):
        return IntakeFailure.TOO_LONG, "", True
    if isinstance(error, OSError):
        return IntakeFailure.STORAGE, error.strerror or type(error).__name__, False
    return IntakeFailure.ERROR, f"{type(error).__name__}: {error}", False
