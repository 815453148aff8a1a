"""Evidence files: checked by content, kept once under their SHA-256 outside any web root."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Invalid
from reformtracker.lib.filestore import FileStore
from tasks.models import Evidence
from tasks.validators import clean_text

FILES = FileStore("EVIDENCE_DIR")
MAX_REFERENCE = 300  # as in the model
ZIP = b"PK\x03\x04"
# Ending: the media type under which it is served, and how the content must begin (None: plain text).
ACCEPTED: dict[str, tuple[str, bytes | None]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    ".ofd": ("application/ofd", ZIP),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".txt": ("text/plain", None),
    ".csv": ("text/csv", None),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: a stored file (sha256, name, media_type, bytes) or a document reference."""

    sha256: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    reference: str = ""


def path_of(sha256: str) -> Path:
    """Where a file of that hash lies."""
    return FILES.path_of(sha256)


def describe(row: Evidence | Piece) -> dict:
    """What an entry says of a piece of evidence."""
    if isinstance(row, Piece):
        return asdict(row)
    return {name: getattr(row, name) for name in Piece.__slots__}


def identity(description: dict) -> tuple:
    return tuple(description[name] for name in Piece.__slots__)


def clean_name(name: str) -> str:
    """A file name that is safe to store and to send back: no folders, controls or direction overrides."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    safe = re.sub(r"[^\w .()（）《》【】、，-]", "_", base).strip(" .")
    stem, dot, ending = safe.rpartition(".")
    return (stem[:150] + dot + ending[:10]) if dot else safe[:150]


def store(upload: UploadedFile) -> Piece:
    """Checks an uploaded file and keeps it under its hash; raises Invalid with a sentence if refused."""
    name = clean_name(upload.name or "")
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ACCEPTED:
        raise _refused(
            _("Files of this kind are not accepted; accepted are: %s.") % " ".join(sorted(ACCEPTED))
        )
    if not upload.size:
        raise _refused(_("The file is empty."))
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise _refused(_("The file is larger than %d MB.") % (settings.EVIDENCE_MAX_BYTES // 1024**2))
    media_type, magic = ACCEPTED[ending]
    head = upload.read(8192)
    upload.seek(0)
    if not (head.startswith(magic) if magic else _is_text(head)):
        raise _refused(_("The content of “%(name)s” is not what its ending says.") % {"name": name})
    return Piece(FILES.keep_chunks(upload.chunks()).sha256, name, media_type, upload.size)


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, code="evidence_refused", fields={"evidence": sentence})


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and head.lstrip()[:1] != b"<"


def clean_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with clean references; raises Invalid for one that is neither file nor reference."""
    cleaned = [replace(piece, reference=clean_text(piece.reference, "evidence")) for piece in pieces]
    for piece in cleaned:
        if not ((piece.sha256 and piece.name) or piece.reference):
            raise _refused(_("A piece of evidence is a file or a document's name and number."))
        if len(piece.reference) > MAX_REFERENCE:
            raise _refused(_("The reference is longer than %d characters.") % MAX_REFERENCE)
    return cleaned
