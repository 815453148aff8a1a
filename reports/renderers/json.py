"""The data of a report as canonical JSON: byte for byte what the SHA-256 of the data is taken over.

So the hash that every other format prints is the SHA-256 of this file. Its shape: docs/report-json.md.
"""

from pathlib import Path

from reports.document import Document, canonical


def render(document: Document, target: Path) -> None:
    """Writes the canonical data, UTF-8 without a byte order mark and without a line end."""
    target.write_bytes(canonical(document))
