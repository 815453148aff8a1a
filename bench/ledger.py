"""The ledger: a million entries verified, read and sliced on both engines; what the chain costs an update.

`python -m bench ledger`; the number of entries can be set by LEDGER_ROWS.
"""

import os

from bench.portal import manage

ROWS = int(os.environ.get("LEDGER_ROWS", 1_000_000))
SLUG = "long-ledger"
WANTED = "Wanted: 1,000,000 entries verified within 30 s; an update with the chain at most 25 % dearer."


def measure(environment: dict[str, str], *, updates: bool) -> None:
    """In the database of the environment; the updates only where people can write at the same time."""
    asked = ["from bench import chain"]
    if updates:  # before the table is long: neither side is to pay for that
        asked += [f"chain.build('{SLUG}-updates', 0)", f"chain.update('{SLUG}-updates')"]
    asked += [f"chain.build({SLUG!r}, {ROWS})", f"chain.ask({SLUG!r})"]
    print(manage(environment, "shell", "-v", "0", "-c", "; ".join(asked)), end="")


def embedded(environment: dict[str, str]) -> None:
    """The same on SQLite."""
    manage(environment, "migrate", "-v", "0")
    manage(environment, "load_demo")
    measure(environment, updates=False)
