"""One unchanging view of the database for whoever reads much of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """One unchanging view of the database while it is read, however many people write meanwhile.

    Inside a transaction of the caller there is nothing to begin: that one's view holds.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _reading_transaction():
            yield


@contextmanager
def _reading_transaction() -> Iterator[None]:
    """SQLite: the portal's transactions take the write lock at once; one that only reads must not."""
    usual = getattr(connection, "transaction_mode", None)
    setattr(connection, "transaction_mode", "DEFERRED")  # noqa: B010  an attribute of the SQLite backend alone
    try:
        with transaction.atomic():
            yield
    finally:
        setattr(connection, "transaction_mode", usual)  # noqa: B010  as above
