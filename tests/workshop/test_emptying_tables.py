"""Transactional tests leave empty tables behind although the ledger's triggers refuse to empty it."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from tasks.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_ledger_is_emptied_between_tests():
    factories.plan()
    before = Entry.objects.count()

    call_command("flush", interactive=False, verbosity=0)

    assert (before > 0, Entry.objects.count()) == (True, 0)


def test_the_triggers_refuse_again_afterwards():
    call_command("flush", interactive=False, verbosity=0)
    factories.plan()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(note="forged")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.all()._raw_delete(using="default")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE tasks_entry CASCADE", "DELETE FROM tasks_entry", "UPDATE tasks_entry SET note = 'forged'"],
)
def test_postgresql_refuses_even_a_replica(statement):
    factories.plan()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
