"""The files of finished reports."""

from dataclasses import dataclass
from typing import Any

from reformtracker.lib.filestore import FileStore

artifacts = FileStore("ARTIFACT_DIR")


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker made of a report: its files (as in Report.artifacts), the number of rows in them, and the
    facts about the data that the report's row states.
    """

    files: list[dict[str, Any]]
    rows: int
    facts: dict[str, Any]
