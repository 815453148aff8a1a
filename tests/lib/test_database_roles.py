"""The role that the portal works under cannot touch what is append-only, whatever it tries.

Walks every append-only table that the database names itself, in a session of that role.
"""

import secrets
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from reformtracker.lib.database_roles import grants
from tests.lib.append_only_tables import APPEND_ONLY, EXPIRING

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
DENIED = "42501"  # insufficient_privilege


@pytest.fixture(scope="module")
def session(django_db_setup, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A connection of the application role, which logs in by itself."""
    with django_db_blocker.unblock():
        owner = connections.create_connection("default")
        name, secret = f"portal_app_{secrets.token_hex(4)}", secrets.token_hex(8)
        with owner.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{secret}'")
            for statement in grants(cursor, name):
                cursor.execute(statement)
        application = connections.create_connection("default")
        application.settings_dict = application.settings_dict | {"USER": name, "PASSWORD": secret}
        yield application
        application.close()
        with owner.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
        owner.close()


def code(session: BaseDatabaseWrapper, statement: str) -> str | None:
    """The database's code of refusal; None when it does as it was told (and that is undone)."""
    try:
        with session.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement)
    except DatabaseError as error:
        return error.__cause__.pgcode
    finally:
        session.cursor().execute("ROLLBACK")
    return None


ATTACKS = {
    "update": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id",
    "chosen key": "INSERT INTO {table} (id) VALUES (-5)",
    "setval": "SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1)",
    "disabled trigger": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "dropped trigger": "DROP TRIGGER {table}_append_only ON {table}",
    "lock": "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_role_is_refused_on_every_append_only_table(session, attack):
    # What has been kept long enough may go: there the trigger decides row by row, not the grant.
    tables = [table for table in APPEND_ONLY if (attack, table in EXPIRING) != ("delete", True)]
    if attack == "lock":  # who may delete may lock
        tables = [table for table in tables if table not in EXPIRING]

    seen = {table: code(session, ATTACKS[attack].format(table=table)) for table in tables}

    assert seen == dict.fromkeys(tables, DENIED)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "ALTER TABLE tasks_plan DROP COLUMN title",
        "TRUNCATE tasks_plan CASCADE",
    ],
)
def test_the_role_cannot_lift_what_holds_it_back(session, statement):
    assert code(session, statement) == DENIED


@pytest.mark.parametrize("statement", ["UPDATE tasks_plan SET id = id", "DELETE FROM tasks_intake"])
def test_ordinary_tables_are_its_to_change(session, statement):
    assert code(session, statement) is None


def test_the_owner_could_do_what_the_role_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tasks_chase DISABLE TRIGGER ALL")
        cursor.execute("TRUNCATE tasks_chase")
        cursor.execute("SELECT setval(pg_get_serial_sequence('tasks_chase', 'id'), 1000)")
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tasks_chase', 'id'))")
        following = cursor.fetchone()[0]

    assert following == 1001


@pytest.fixture
def role() -> str:
    """A role without any rights, gone with the test's transaction."""
    connection.cursor().execute("CREATE ROLE portal_of_this_test")
    return "portal_of_this_test"


def may(role: str, right: str, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
        return cursor.fetchone()[0]


def test_the_command_takes_back_what_was_given_too_much(role):
    connection.cursor().execute(f"GRANT ALL ON tasks_entry, django_migrations TO {role}")

    call_command("grant_application_role", role, verbosity=0)

    rights = [
        (right, may(role, right, "tasks_entry")) for right in ("SELECT", "UPDATE", "DELETE", "TRUNCATE")
    ]
    assert rights == [("SELECT", True), ("UPDATE", False), ("DELETE", False), ("TRUNCATE", False)]
    assert [may(role, right, "django_migrations") for right in ("SELECT", "INSERT")] == [True, False]


def test_the_command_only_prints_when_asked(role, capsys):
    call_command("grant_application_role", role, "--print")

    printed = capsys.readouterr().out
    assert printed.count(f'TO "{role}";') == 4 + len(APPEND_ONLY) + len(EXPIRING)
    assert may(role, "SELECT", "tasks_entry") is False


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ("SELECT 1", "There is no role stranger; make it first: CREATE ROLE stranger LOGIN PASSWORD '…'"),
        ("CREATE ROLE stranger SUPERUSER", "stranger is a superuser or owns tables"),
        (
            "CREATE ROLE stranger; ALTER TABLE tasks_entry OWNER TO stranger",
            "stranger is a superuser or owns",
        ),
    ],
    ids=["missing", "superuser", "owner"],
)
def test_the_command_refuses_a_role_that_grants_cannot_hold_back(made, says):
    connection.cursor().execute(made)

    with pytest.raises(CommandError) as refusal:
        call_command("grant_application_role", "stranger")

    assert str(refusal.value).startswith(says)
