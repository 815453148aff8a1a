"""Compiles every locale/*/LC_MESSAGES/django.po, without gettext.

With --check it writes nothing and fails when a compiled file is missing or out of date.
"""

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def outdated(catalogue: Path) -> bytes | None:
    """The compiled form of a catalogue, None when the .mo file beside it already holds just that."""
    compiled = polib.pofile(str(catalogue)).to_binary()
    target = catalogue.with_suffix(".mo")
    return None if target.exists() and target.read_bytes() == compiled else compiled


def main() -> None:
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    stale = [(path, new) for path in catalogues if (new := outdated(path))]
    if "--check" in sys.argv[1:]:
        names = ", ".join(str(path.relative_to(LOCALE.parent)) for path, _ in stale)
        sys.exit(f"not compiled: {names}; run make messages" if stale else 0)
    for path, compiled in stale:
        path.with_suffix(".mo").write_bytes(compiled)
        print(f"compiled {path.relative_to(LOCALE.parent)}")


if __name__ == "__main__":
    main()
