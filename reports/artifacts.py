"""Finished files, kept under their own SHA-256: written aside, made durable, then renamed into place.

A crash leaves at most a file that no report names; the sweep removes such a file after a day.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SWEEP_AFTER_SECONDS = 24 * 3600
BLOCK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its SHA-256 as 64 hexadecimal digits, and its size in bytes."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Where the file with that hash lies; raises ValueError for what is no hash."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return settings.ARTIFACT_DIR / sha256


def keep(write: Callable[[Path], None]) -> Kept:
    """Lets `write` fill a new file, and keeps it under its hash. The same content is kept once."""
    settings.ARTIFACT_DIR.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="unfinished-", dir=settings.ARTIFACT_DIR)
    os.close(handle)
    unfinished = Path(name)
    try:
        write(unfinished)
        kept = _digest(unfinished)
        _make_durable(unfinished)
        unfinished.replace(path_of(kept.sha256))
        _make_durable(settings.ARTIFACT_DIR)
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def _digest(path: Path) -> Kept:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return Kept(digest.hexdigest(), path.stat().st_size)


def _make_durable(path: Path) -> None:
    """fsync, for a file and for the folder whose entry must survive as well."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_intact(sha256: str) -> bool:
    """Whether the file is there and still has the content that its name promises."""
    path = path_of(sha256)
    return path.is_file() and _digest(path).sha256 == sha256


def sweep(named: Collection[str]) -> int:
    """Removes files that no report names and that are older than a day; gives their number."""
    if not settings.ARTIFACT_DIR.is_dir():
        return 0
    oldest = time.time() - SWEEP_AFTER_SECONDS
    orphans = [
        path
        for path in settings.ARTIFACT_DIR.iterdir()
        if path.is_file() and path.name not in named and path.stat().st_mtime < oldest
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
