"""The ledger of the running portal holds, and one changed byte in a copy of it is found."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.visiting import PLAN, TODAY
from tests.workshop.processes import Portal, environment, run

pytestmark = pytest.mark.browser

ALTERED = 400


def copy_of(portal: Portal, var: Path) -> Path:
    """The state of the portal as of now, in a folder of its own; gives the database file."""
    shutil.copytree(portal.var / "evidence", var / "evidence")
    shutil.copy(portal.var / "seal_keys.txt", var)
    target = var / "portal.sqlite3"
    with closing(sqlite3.connect(portal.var / target.name)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    return target


def change_one_byte(database: Path, n: int) -> None:
    """What somebody with the file in hand can do: take the triggers away, change a letter."""
    with closing(sqlite3.connect(database)) as connection, connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tasks_entry'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        changed = connection.execute(
            "UPDATE tasks_entry SET note = 'X' || substr(note, 2) WHERE note <> '' AND n = ? AND plan_id ="
            " (SELECT id FROM tasks_plan WHERE slug = ?)",
            (n, PLAN),
        )
        assert changed.rowcount == 1


def verify(var: Path) -> tuple[int, str, str]:
    done = run("manage.py", "verify_ledger", "--plan", PLAN, env=environment(var, PORTAL_TODAY=TODAY))
    return done.returncode, done.stdout, done.stderr


def test_the_ledger_holds_and_its_head_is_the_one_on_the_page(visitors, portal):
    page = visitors.page("auditor")
    page.goto("/ledger/")
    row = page.locator("tbody tr").filter(has=page.get_by_role("link", name=PLAN, exact=True))
    n, head = row.locator("td[data-label=Entries]").inner_text(), row.locator("code").inner_text()

    code, said, faults = verify(portal.var)
    of_plan, of_seals = said.splitlines()
    assert (code, of_plan, faults) == (0, f"{PLAN}: {n} entries hold, head {head}", "")
    assert re.fullmatch(r"seals: \d+ seals hold, \d+ leaves, root [0-9a-f]{64}", of_seals)


def test_one_byte_changed_by_hand_is_found_and_named(portal, tmp_path):
    database = copy_of(portal, tmp_path)
    whole = verify(tmp_path)[0]
    change_one_byte(database, ALTERED)

    code, said, faults = verify(tmp_path)
    assert (whole, code) == (0, 1)
    # The seals are over hashes, and the changed row still carries the one that was sealed.
    assert said.startswith("seals: ")
    assert faults == (
        "CommandError: The ledger does not hold.\n"
        f"{PLAN}: entry {ALTERED}: altered: its content does not give its hash\n"
    )
