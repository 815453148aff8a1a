"""What the role that the portal works under may do on PostgreSQL, apart from the role that owns the tables.

The application role reads everything and changes ordinary tables; to append-only tables it only adds, and
does not choose the key. Which tables are append-only is asked of their triggers, so no list can be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

# Only migrations say which migrations are applied.
READ_ONLY = ("django_migrations",)

# What a trigger function says that lets some rows go.
LETS_GO = "%RETURN OLD%"
# tgtype is a set of bits: 1 row, 2 before, 16 update. 'A': also under session_replication_role = replica.
GUARDED = """
SELECT c.relname, bool_or(p.prosrc LIKE %s) FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
    AND t.tgenabled = 'A' AND t.tgtype & 19 = 19
GROUP BY c.relname ORDER BY c.relname
"""
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
# A column that numbers itself is left out of what may be inserted.
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum
"""
# Superusers, owners of a table and whoever may become one can lift every restriction again.
MIGHTY = """
SELECT r.rolsuper OR r.rolreplication OR EXISTS (
    SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') AND pg_has_role(r.oid, relowner, 'MEMBER')
) FROM pg_roles r WHERE r.rolname = %s
"""


class UnsuitableRole(Exception):
    """The role is not there, or could lift what the grants withhold; says which."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """An append-only table; of an `expiring` one its own trigger lets rows go that are old enough."""

    name: str
    expiring: bool


def guarded_tables(cursor: CursorWrapper) -> list[Guarded]:
    """The append-only tables of the current schema, by name."""
    cursor.execute(GUARDED, [LETS_GO])
    return [Guarded(name, expiring) for name, expiring in cursor.fetchall()]


def check_role(cursor: CursorWrapper, role: str) -> None:
    """Raises UnsuitableRole for a role that grants cannot hold back."""
    cursor.execute(MIGHTY, [role])
    found = cursor.fetchone()
    if found is None:
        raise UnsuitableRole(f"There is no role {role}; make it first: CREATE ROLE {role} LOGIN PASSWORD '…'")
    if found[0]:
        raise UnsuitableRole(f"{role} is a superuser or owns tables; the portal needs a role that does not.")


def grants(cursor: CursorWrapper, role: str) -> list[str]:
    """The statements that give the role exactly what the portal needs; safe to repeat after every migration.

    What the role was given before in this schema is taken away first.
    """
    quote = connection.ops.quote_name
    cursor.execute("SELECT current_schema()")
    schema, who = quote(cursor.fetchone()[0]), quote(role)
    guarded = guarded_tables(cursor)
    apart = {table.name for table in guarded} | set(READ_ONLY)
    ordinary = ", ".join(quote(name) for name in _tables(cursor) if name not in apart)
    said = [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {who}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {who}",
        f"GRANT USAGE ON SCHEMA {schema} TO {who}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {who}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {who}",
        f"GRANT INSERT, UPDATE, DELETE ON {ordinary} TO {who}",
    ]
    for table in guarded:
        columns = ", ".join(map(quote, _columns(cursor, table.name)))
        said.append(f"GRANT INSERT ({columns}) ON {quote(table.name)} TO {who}")
        if table.expiring:
            said.append(f"GRANT DELETE ON {quote(table.name)} TO {who}")
    return said


def _tables(cursor: CursorWrapper) -> Sequence[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: CursorWrapper, table: str) -> Sequence[str]:
    cursor.execute(COLUMNS, [connection.ops.quote_name(table)])
    return [name for (name,) in cursor.fetchall()]
