"""The role that the portal of a run works under: made for it, apart from the owner of the tables."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection


@contextmanager
def application_role() -> Iterator[str]:
    """The address of this process's database for a fresh application role, which goes again in the end."""
    name, secret = f"portal_chaos_{secrets.token_hex(4)}", secrets.token_hex(16)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{secret}'")
    try:
        call_command("grant_application_role", name, verbosity=0)
        database = connection.settings_dict
        place = f"{database['HOST']}:{database['PORT'] or 5432}/{quote(database['NAME'])}"
        yield f"postgres://{name}:{secret}@{place}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")
