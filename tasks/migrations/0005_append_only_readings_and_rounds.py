"""Readings, findings, adoptions, chases and what happened to rounds cannot be changed or removed either."""

from importlib import import_module

from django.db import migrations

TABLES = ("tasks_reading", "tasks_finding", "tasks_adoption", "tasks_chase", "tasks_roundevent")
ledger = import_module("tasks.migrations.0002_append_only_ledger")


def add_triggers(apps, schema_editor) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(ledger.PG_TABLE.format(table=table))
        else:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(ledger.SQLITE_TRIGGER.format(table=table, event=event))


def remove_triggers(apps, schema_editor) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(ledger.PG_TABLE_REVERSE.format(table=table))
        else:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_provinces_rounds_and_readings")]
    operations = [migrations.RunPython(add_triggers, remove_triggers)]
