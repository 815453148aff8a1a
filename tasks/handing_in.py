"""The door for documents: a file or a pasted text is kept under its hash and waits for the reader."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reformtracker.lib.filestore import FileStore
from reformtracker.lib.queue import Queue
from tasks import extraction
from tasks.enums import IntakeStep
from tasks.evidence import clean_name
from tasks.models import Intake

DOCUMENTS = FileStore("DOCUMENT_DIR")
queue = Queue(Intake, first_step=IntakeStep.OPENING)
LANGUAGES = ("", "en", "zh")
# Under these types a document is served again, never under one guessed from a name.
MEDIA_TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html",
    ".htm": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


def hand_in(
    *, by: User | None, upload: UploadedFile | None = None, text: str = "", language: str = ""
) -> tuple[Intake, bool]:
    """Keeps the document and puts it before the reader; gives its row and whether it is new.

    Either a file or a text. `language`: "en", "zh" or empty for whatever the text is in. The same document
    handed in again is the one that is already there. Raises NotAllowed or Invalid.
    """
    check_reviewer(by)
    if language not in LANGUAGES:
        raise _invalid("language", _("Choose one of the languages."))
    if bool(upload) == bool(text.strip()):
        raise _invalid("document", _("Choose a file or paste the text: one of the two."))
    name, content = _of_file(upload) if upload else _of_text(text)
    kept = DOCUMENTS.keep_chunks([content])
    known = Intake.objects.filter(sha256=kept.sha256, asked_language=language, discarded=False).first()
    if known:
        return known, False
    made = Intake.objects.create(
        name=name,
        media_type=MEDIA_TYPES[PurePosixPath(name).suffix.lower()],
        sha256=kept.sha256,
        size=kept.size,
        asked_language=language,
        handed_in_by=by,
        handed_in_at=clock.now(),
    )
    return made, True


def cancel(intake: Intake, *, by: User) -> None:
    """Stops the reading."""
    check_reviewer(by)
    if not queue.cancel(intake.pk):
        raise Impossible(_("The document is no longer waiting or being read."))


def retry(intake: Intake, *, by: User) -> None:
    """Has the document read once more after a failure or a cancellation."""
    check_reviewer(by)
    if not queue.retry(intake.pk):
        raise Impossible(_("Only what failed or was cancelled can be tried again."))


def check_reviewer(by: User | None) -> None:
    """None is the portal itself: the demonstration."""
    if by is not None and not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat takes notices in."))


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


def _of_file(upload: UploadedFile) -> tuple[str, bytes]:
    name = clean_name(upload.name or "")
    if PurePosixPath(name).suffix.lower() not in MEDIA_TYPES:
        kinds = " ".join(MEDIA_TYPES)
        raise _invalid("document", _("Files of this kind cannot be read; possible are: %s.") % kinds)
    if not upload.size:
        raise _invalid("document", _("The file is empty."))
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        most = settings.DOCUMENT_MAX_BYTES // 1024**2
        raise _invalid("document", _("The file is larger than %d MB.") % most)
    return name, upload.read()


def _of_text(text: str) -> tuple[str, bytes]:
    clean = extraction.clean(text)
    first = next(line.strip() for line in clean.splitlines() if line.strip())
    return f"{clean_name(first)[:80].strip() or _('Pasted text')}.txt", clean.encode()
