"""What made a file: the portal's version and a digest of all that words, computes or lays out a report.

Two portals of the same version with other code would otherwise claim to be the same generator.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from reformtracker.lib.version import VERSION

# Below the project's folder; whatever of it differs may make the same data look, or count, otherwise.
MADE_OF = ("reports/**/*.py", "reports/renderers/*", "tasks/**/*.py", "locale/**/*.po")
DIGITS = 12


@lru_cache(maxsize=1)
def generator() -> str:
    """The generator of this process: "0.4+3f2a91c07be4"."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:DIGITS]}"


def _sources() -> Iterator[Path]:
    found = {path for pattern in MADE_OF for path in Path(settings.BASE_DIR).glob(pattern)}
    yield from sorted(path for path in found if path.is_file() and path.suffix != ".pyc")
