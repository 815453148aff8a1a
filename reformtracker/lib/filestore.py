"""Files kept under their own SHA-256: written aside, made durable, then renamed into place.

A crash leaves at most a file that no row names; the sweep removes such a file after a day.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.cache import cache

SWEEP_AFTER_SECONDS = 24 * 3600
BLOCK = 1 << 20
# How long a file that was found intact is not read again as long as nobody touches it.
REMEMBERED_SECONDS = 3600
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its SHA-256 as 64 hexadecimal digits, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class FileStore:
    """The store in the folder that a setting names, which is asked for each time."""

    setting: str

    @property
    def root(self) -> Path:
        return Path(getattr(settings, self.setting))

    def path_of(self, sha256: str) -> Path:
        """Where the file with that hash lies; raises ValueError for what is no hash."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256

    def keep(self, write: Callable[[Path], None]) -> Kept:
        """Lets `write` fill a new file, and keeps it under its hash. The same content is kept once."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="unfinished-", dir=self.root)
        os.close(handle)
        unfinished = Path(name)
        try:
            write(unfinished)
            kept = _digest(unfinished)
            unfinished.chmod(0o640)
            _make_durable(unfinished)
            target = self.path_of(kept.sha256)
            target.parent.mkdir(exist_ok=True)
            unfinished.replace(target)
            # The name itself must outlive a power cut as well.
            _make_durable(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)
        return kept

    def keep_chunks(self, chunks: Iterable[bytes]) -> Kept:
        """Keeps what comes piece by piece, such as an upload."""

        def write(path: Path) -> None:
            with path.open("wb") as file:
                file.writelines(chunks)

        return self.keep(write)

    def is_intact(self, sha256: str) -> bool:
        """Whether the file is there and still has the content that its name promises."""
        path = self.path_of(sha256)
        return path.is_file() and _digest(path).sha256 == sha256

    def is_sound(self, sha256: str) -> bool:
        """The same without reading a file again that has not been touched since it was found intact.

        A download in many parts asks each time. Whoever writes to a file changes its ctime, which nobody can
        set back.
        """
        try:
            found = self.path_of(sha256).stat()
        except FileNotFoundError:
            return False
        mark = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        key = f"intact:{self.setting}:{sha256}"
        if cache.get(key) == mark:
            return True
        if intact := self.is_intact(sha256):
            cache.set(key, mark, REMEMBERED_SECONDS)
        return intact

    def sweep(self, named: Collection[str]) -> int:
        """Removes files that no row names and that are older than a day; gives their number."""
        oldest = time.time() - SWEEP_AFTER_SECONDS
        files = [path for path in self.root.rglob("*") if path.is_file() and path.name not in named]
        orphans = [path for path in files if path.stat().st_mtime < oldest]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


def _digest(path: Path) -> Kept:
    with path.open("rb") as file:
        return Kept(digest_of(file), path.stat().st_size)


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of an open file from its first byte on, which it stands at again afterwards."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _make_durable(path: Path) -> None:
    """fsync, for a file and for the folder whose entry must survive as well."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
