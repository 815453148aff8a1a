"""Every append-only table of every app refuses change, removal and replacement, even to the owner."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import PROTECT

from reformtracker.lib.database_roles import guarded_tables
from tests.lib.append_only_tables import APPEND_ONLY, EXPIRING

pytestmark = pytest.mark.django_db
REFUSAL = re.compile(r"append-only: (\w+) on (\w+) is refused", re.IGNORECASE)
POSTGRESQL = {
    "UPDATE": "UPDATE {table} SET id = id",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id",
}
SQLITE = {
    "UPDATE": "UPDATE {table} SET id = id",
    "DELETE": "DELETE FROM {table}",
    "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
}
# By which of the guards the last of each is refused.
REFUSED_AS = {"upsert": "UPDATE", "replace": "DELETE"}


@contextmanager
def one_row(table: str) -> Iterator[None]:
    """A row without meaning in the table, whose other constraints are gone meanwhile; undone in the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _row_of_nulls(cursor, table)
        else:
            columns = len(connection.introspection.get_table_description(cursor, table))
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(f"INSERT INTO {table} VALUES ({', '.join('1' * columns)})")
        yield
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")


def _row_of_nulls(cursor, table: str) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')", [table]
    )
    drops = [f'DROP CONSTRAINT "{name}"' for (name,) in cursor.fetchall()]
    cursor.execute(
        "SELECT attname FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull AND attname <> 'id'",
        [table],
    )
    drops += [f'ALTER COLUMN "{name}" DROP NOT NULL' for (name,) in cursor.fetchall()]
    cursor.execute(f"ALTER TABLE {table} {', '.join(drops)}")
    cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")


def refusal(*statements: str) -> tuple[str, ...]:
    """What the guard said it refused, and on which table; empty when the last statement went through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        found = REFUSAL.search(str(error))
        return found.groups() if found else (str(error),)
    return ()


def attacks() -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


@contextmanager
def weaker_guard(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            return
        cursor.execute("PRAGMA recursive_triggers = OFF")
        yield
        cursor.execute("PRAGMA recursive_triggers = ON")


def refusals(table: str, *before: str) -> list[tuple[str, ...]]:
    with one_row(table):
        return [refusal(*before, statement.format(table=table)) for statement in attacks().values()]


def wanted(table: str) -> list[tuple[str, str]]:
    return [(REFUSED_AS.get(attack, attack), table) for attack in attacks()]


def tables_with_guards() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return [table.name for table in guarded_tables(cursor)]
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = [name for (name,) in cursor.fetchall()]
    return sorted(name.removesuffix("_no_UPDATE") for name in names if name.endswith("_no_UPDATE"))


def test_the_tables_with_guards_are_those_that_the_tests_walk():
    assert tables_with_guards() == list(APPEND_ONLY)


@pytest.mark.postgres
def test_rows_may_grow_old_only_where_retention_says_so():
    with connection.cursor() as cursor:
        expiring = [table.name for table in guarded_tables(cursor) if table.expiring]

    assert expiring == list(EXPIRING)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_is_neither_changed_nor_removed_nor_replaced(table):
    assert refusals(table) == wanted(table)


@pytest.mark.postgres
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_nor_under_the_role_of_a_replica(table):
    assert refusals(table, "SET LOCAL session_replication_role = replica") == wanted(table)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_guard_set_up_less_carefully_would_let_a_row_be_replaced(table):
    """PostgreSQL: a trigger that is not ALWAYS on; SQLite: triggers that are not recursive."""
    with one_row(table), weaker_guard(table):
        seen = refusal(list(attacks().values())[-1].format(table=table))

    assert seen == ()


def test_no_foreign_key_of_an_append_only_table_cascades():
    tables = set(APPEND_ONLY)
    keys = {
        (model._meta.db_table, field.name): field.remote_field.on_delete
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.remote_field and model._meta.db_table in tables
    }

    assert len(keys) > 20
    assert {key: rule for key, rule in keys.items() if rule is not PROTECT} == {}
