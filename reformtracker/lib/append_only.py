"""For migrations: the database itself refuses to change or remove rows of a table, on both engines.

PostgreSQL: the triggers fire ALWAYS, so also under session_replication_role = replica, and TRUNCATE, which
fires no row trigger, has one of its own. SQLite: the connection sets recursive_triggers, without which
INSERT OR REPLACE would slip past the delete trigger.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate
"""
POSTGRESQL_REVERSE = """
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_no_truncate ON {table}
"""
SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {when}
BEGIN
    SELECT RAISE(ABORT, 'Append-only: {event} on {table} is refused.');
END
"""


def append_only(
    tables: Sequence[str], *, function: str = "refuse_change", delete_unless: str = ""
) -> migrations.RunPython:
    """The operation that guards the tables.

    `function` is another trigger function for rows (PostgreSQL), `delete_unless` the condition over OLD under
    which SQLite lets a row go; both only where rows may be removed when they are old enough.
    """

    def add(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(FUNCTION, params=None)  # its % signs are no placeholders
        for table in tables:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(POSTGRESQL.format(table=table, function=function))
                continue
            allowed = f"WHEN NOT ({delete_unless})" if delete_unless else ""
            schema_editor.execute(SQLITE.format(table=table, event="UPDATE", when=""))
            schema_editor.execute(SQLITE.format(table=table, event="DELETE", when=allowed), params=None)

    def remove(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(POSTGRESQL_REVERSE.format(table=table))
                continue
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")

    return migrations.RunPython(add, remove)
