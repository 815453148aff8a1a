"""`make bench`: pages and reports on PostgreSQL under gunicorn, then the embedded portal."""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from services import Services  # noqa: E402  lives with the test runner

from bench import embedded, intake, pages, reports  # noqa: E402


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, Services() as services:
        clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        clean |= {
            "PORTAL_TODAY": "2018-11-21",
            "DEMO_PASSWORD": "bench-password-2018",
            "LOG_LEVEL": "WARNING",
        }
        production = (
            clean
            | services.environment
            | {
                "REFORM_VAR": f"{folder}/production",
                "SECRET_KEY": "bench-" * 8,
                "HTTPS": "0",
                "PORTAL_TRAINING": "1",
            }
        )
        pages.measure(production)
        reports.measure(production, folder)
        embedded.measure(clean | {"REFORM_VAR": f"{folder}/embedded"})
    intake.measure()


if __name__ == "__main__":
    main()
