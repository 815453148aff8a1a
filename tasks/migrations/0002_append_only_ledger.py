"""The database itself refuses to change or remove what stands in the ledger, on both engines."""

from django.db import migrations

TABLES = ("tasks_entry", "tasks_evidence", "tasks_slip")

PG_FUNCTION = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
# ALWAYS: also under session_replication_role = replica. TRUNCATE fires no row trigger and needs its own.
PG_TABLE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate
"""
PG_TABLE_REVERSE = """
DROP TRIGGER {table}_append_only ON {table};
DROP TRIGGER {table}_no_truncate ON {table}
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN
    SELECT RAISE(ABORT, 'The ledger is append-only: {event} on {table} is refused.');
END
"""


def add_triggers(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PG_FUNCTION, params=None)  # its % signs are no placeholders
        for table in TABLES:
            schema_editor.execute(PG_TABLE.format(table=table))
        return
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE_TRIGGER.format(table=table, event=event))


def remove_triggers(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(PG_TABLE_REVERSE.format(table=table))
        schema_editor.execute("DROP FUNCTION refuse_ledger_change()")
        return
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, remove_triggers)]
