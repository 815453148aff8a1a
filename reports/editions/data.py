"""The data of a finished report, kept beside its files as canonical JSON under their own SHA-256."""

import json
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from reformtracker.lib.errors import Impossible
from reformtracker.lib.filestore import Kept
from reports.artifacts import artifacts
from reports.document import Document
from reports.renderers import json as json_file

Data = dict[str, Any]


def keep(document: Document) -> Kept:
    """Stores the data; the hash of the file is the report's `data_sha256`."""
    return artifacts.keep(partial(json_file.render, document))


def is_there(sha256: str) -> bool:
    """Whether the data are in the store and are what their hash promises; a ledger extract has none."""
    return bool(sha256) and artifacts.is_intact(sha256)


def size(sha256: str) -> int:
    return artifacts.path_of(sha256).stat().st_size


def read(sha256: str) -> Data:
    """The data as they were written; raises Impossible when the file is gone or was changed."""
    if not is_there(sha256):
        raise Impossible(_("The data of the report are no longer in the store as they were."))
    found: Data = json.loads(artifacts.path_of(sha256).read_bytes())
    return found
