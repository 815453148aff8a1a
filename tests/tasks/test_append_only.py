"""The database itself refuses to change the ledger, on both engines; without its guards it would not."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import PROTECT, ProtectedError

from tasks.enums import Move
from tasks.models import Entry, Evidence, Slip
from tests import factories
from tests.tasks.scenes import ALSO_GUARDED, GUARDED_TABLES, make, unguarded

pytestmark = pytest.mark.django_db
MODELS = {"tasks_entry": Entry, "tasks_evidence": Evidence, "tasks_slip": Slip}
REPLACE = {
    "tasks_entry": "INSERT OR REPLACE INTO tasks_entry SELECT * FROM tasks_entry WHERE n = 1",
    "tasks_evidence": "INSERT OR REPLACE INTO tasks_evidence SELECT * FROM tasks_evidence",
    "tasks_slip": "INSERT OR REPLACE INTO tasks_slip SELECT * FROM tasks_slip",
}
UPDATE = {
    "tasks_entry": "UPDATE tasks_entry SET note = 'x'",
    "tasks_evidence": "UPDATE tasks_evidence SET reference = 'x'",
    "tasks_slip": "UPDATE tasks_slip SET colour = 'red'",
}
DELETE = {table: f"DELETE FROM {table}" for table in MODELS}
TRUNCATE = {table: f"TRUNCATE {table} CASCADE" for table in MODELS}
UPSERT = {
    table: f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"
    for table in MODELS
}


@pytest.fixture(autouse=True)
def ledger():
    """An entry, a piece of evidence and a slip."""
    factories.plan()
    make(Move.ESCALATE, factories.duty(), factories.secretariat())
    make(Move.CLAIM, factories.duty(), factories.officer("NHC"))
    if connection.vendor == "postgresql":  # checks still waiting for the commit would forbid a TRUNCATE first
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def contents() -> dict[str, list]:
    return {table: list(model.objects.order_by("pk").values()) for table, model in MODELS.items()}


def refused(*statements: str) -> bool:
    """Whether the database refuses the last statement; what stood in the tables still stands."""
    before, said = contents(), ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        said = str(error)
    assert contents() == before
    assert not said or "append-only" in said.lower()
    return bool(said)


@pytest.mark.parametrize("table", GUARDED_TABLES)
@pytest.mark.parametrize("statements", [UPDATE, DELETE], ids=["update", "delete"])
def test_a_row_is_neither_changed_nor_removed_unless_the_guards_are_gone(statements, table):
    guarded = refused(statements[table])
    with unguarded():  # what refers to the entries goes before them
        references = [DELETE["tasks_evidence"], DELETE["tasks_slip"]] if table == "tasks_entry" else []
        free = not refused(*references, statements[table])

    assert (guarded, free) == (True, True)


@pytest.mark.parametrize("table", GUARDED_TABLES)
def test_a_row_is_not_replaced_by_another_of_its_key(table):
    statement = (UPSERT if connection.vendor == "postgresql" else REPLACE)[table]

    assert refused(statement)
    with unguarded():
        assert not refused(statement)


@pytest.mark.parametrize("table", GUARDED_TABLES)
def test_the_guards_stand_again_after_they_were_gone(table):
    with unguarded():
        pass

    assert refused(UPDATE[table])


@pytest.mark.postgres
@pytest.mark.parametrize("table", [*GUARDED_TABLES, "tasks_assignment", "tasks_plan"])
def test_no_table_of_the_ledger_is_emptied_not_even_through_the_tables_above(table):
    statement = f"TRUNCATE {table} CASCADE"

    assert refused(statement)
    with unguarded():
        assert not refused(statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ALSO_GUARDED)
def test_what_else_is_append_only_cannot_be_emptied(table):
    assert refused(f"TRUNCATE {table} CASCADE")
    with unguarded():
        assert not refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgres
@pytest.mark.parametrize("table", GUARDED_TABLES)
@pytest.mark.parametrize("statements", [UPDATE, DELETE, TRUNCATE], ids=["update", "delete", "truncate"])
def test_the_guards_hold_for_a_replica_role_too(statements, table):
    assert refused("SET LOCAL session_replication_role = replica", statements[table])


@pytest.mark.postgres
@pytest.mark.parametrize("table", GUARDED_TABLES)
def test_a_guard_that_is_not_always_on_would_not_hold_for_a_replica_role(table):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(UPDATE[table])
        changed = cursor.rowcount
        transaction.set_rollback(True)

    assert changed >= 1


@pytest.mark.parametrize("model", MODELS.values())
def test_the_orm_changes_and_removes_nothing_either(model):
    row, before = model.objects.order_by("pk").last(), contents()
    column = {Entry: "note", Evidence: "reference", Slip: "colour"}[model]
    setattr(row, column, "red")
    attempts = [
        row.save,
        row.delete,
        lambda: model.objects.update(**{column: "red"}),
        lambda: model.objects.filter(pk=row.pk).delete(),
        lambda: model.objects.bulk_update([row], [column]),
    ]

    for attempt in attempts:
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            attempt()

    assert contents() == before


@pytest.mark.parametrize("what", ["plan", "user", "agency", "assignment", "measure", "task", "area", "place"])
def test_nothing_that_the_ledger_speaks_of_can_be_deleted(what):
    duty, before = factories.duty(), contents()
    row = {
        "plan": duty.plan,
        "user": Entry.objects.get(move="claim").actor,
        "agency": duty.agency,
        "assignment": duty,
        "measure": duty.measure,
        "task": duty.measure.task,
        "area": duty.measure.task.area,
        "place": duty.agency.jurisdiction,
    }[what]

    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        type(row).objects.filter(pk=row.pk).delete()

    assert contents() == before


def test_no_foreign_key_of_the_tasks_app_cascades():
    keys = [
        (model.__name__, field.name, field.remote_field.on_delete)
        for label in ("tasks", "agencies")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and not field.many_to_many
    ]

    assert len(keys) > 20
    assert [key for key in keys if key[2] is not PROTECT] == []


@pytest.mark.parametrize(
    ("column", "value"), [("move", "vanish"), ("state", "done"), ("n", 1)], ids=["move", "state", "number"]
)
def test_an_entry_of_an_unknown_move_or_state_or_with_a_number_taken_is_refused(column, value):
    entry = Entry.objects.order_by("n").last()
    entry.pk, entry.n = None, 100
    setattr(entry, column, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
