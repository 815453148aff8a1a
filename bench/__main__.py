"""`make bench`: pages, reports, provinces on PostgreSQL under gunicorn; the embedded portal; the reader.

`python -m bench provinces …` measures only the parts named.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from services import Services  # noqa: E402  lives with the test runner

from bench import embedded, exports, intake, ledger, pages, provinces, reports  # noqa: E402

PARTS = ("pages", "reports", "provinces", "ledger", "exports", "embedded", "intake")


def main() -> None:
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        clean |= {
            "PORTAL_TODAY": "2018-11-21",
            "DEMO_PASSWORD": "bench-password-2018",
            "LOG_LEVEL": "WARNING",
        }
        if {"pages", "reports", "provinces", "ledger", "exports"} & set(chosen):
            _measure_production(clean, folder, chosen)
        if "ledger" in chosen:
            ledger.embedded(clean | {"REFORM_VAR": f"{folder}/ledger"})
        if "embedded" in chosen:
            embedded.measure(clean | {"REFORM_VAR": f"{folder}/embedded"})
    if "intake" in chosen:
        intake.measure()


def _measure_production(clean: dict[str, str], folder: str, chosen: Sequence[str]) -> None:
    with Services() as services:
        production = clean | services.environment
        production |= {
            "REFORM_VAR": f"{folder}/production",
            "SECRET_KEY": "bench-" * 8,
            "HTTPS": "0",
            "PORTAL_TRAINING": "1",
        }
        pages.prepare(production)
        if "pages" in chosen:
            pages.measure(production)
        if "reports" in chosen:
            reports.measure(production, folder)
        if "provinces" in chosen:
            provinces.measure(production)
        if "ledger" in chosen:
            ledger.measure(production, updates=True)
        if "exports" in chosen:
            # Last: its million rows make every other question of the ledger slower.
            exports.measure(production)


if __name__ == "__main__":
    main()
