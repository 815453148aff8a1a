"""Access events and rules of retention cannot be changed; events may go when they are old and were cut off.

An event goes only when the real clock says that six months are over, and when the chain says that it starts
after it. No setting and no service can shorten that.
"""

from django.db import migrations

from reformtracker.lib.append_only import append_only

PG_FUNCTION = """
CREATE FUNCTION refuse_early_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.wall_at < now() - interval '183 days'
        AND OLD.n <= (SELECT start_n FROM agencies_eventchain) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
OLD_ENOUGH = (
    "julianday(OLD.wall_at) < julianday('now') - 183 AND OLD.n <= (SELECT start_n FROM agencies_eventchain)"
)


def add_function(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PG_FUNCTION, params=None)  # its % signs are no placeholders


def remove_function(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION refuse_early_removal()")


def begin_chain(apps, schema_editor) -> None:
    apps.get_model("agencies", "EventChain").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_access_events")]
    operations = [
        migrations.RunPython(begin_chain, migrations.RunPython.noop),
        migrations.RunPython(add_function, remove_function),
        append_only(["agencies_accessevent"], function="refuse_early_removal", delete_unless=OLD_ENOUGH),
        append_only(["agencies_retention"]),
    ]
