"""A move whose entry the database refuses leaves nothing behind in any table; every move is tried.

The refusal comes from the database itself, in the moment of the insert, not from our own code.
"""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tasks.enums import Move
from tests import factories
from tests.tasks.scenes import make

pytestmark = pytest.mark.django_db
# What has to be done before the move is possible.
BEFORE = {
    Move.CONCUR: [Move.CLAIM],
    Move.OBJECT: [Move.CLAIM],
    Move.VERIFY: [Move.CLAIM],
    Move.RETURN: [Move.CLAIM],
    Move.GRANT: [Move.ASK_EXTENSION],
    Move.REFUSE: [Move.ASK_EXTENSION],
    Move.RESUME: [Move.SUSPEND],
    Move.REOPEN: [Move.CLOSE_UNIMPLEMENTED],
}
OF_THE_BODY = {Move.REPORT, Move.CLAIM, Move.ASK_EXTENSION}
OF_OTHERS = {Move.CONCUR, Move.OBJECT}
# The portal's own steps, which no person makes.
BY_ITSELF = {Move.ISSUE, Move.FOLLOW}
REFUSE = {
    "postgresql": """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON tasks_entry FOR EACH ROW EXECUTE FUNCTION full_disk()
    """,
    "sqlite": """
        CREATE TRIGGER full_disk BEFORE INSERT ON tasks_entry
        BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
    """,
}


@pytest.fixture
def people():
    """The plan, and who makes which move."""
    factories.plan(others={"MOF": "co_responsible"})
    own, other, secretariat = factories.officer("NHC"), factories.officer("MOF"), factories.secretariat()

    def of(move: Move):
        return own if move in OF_THE_BODY else other if move in OF_OTHERS else secretariat

    return of


def everything() -> dict[str, list]:
    """Every row of every table of the portal."""
    labels = ("agencies", "tasks", "reports")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def refuse_entries() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # checks that wait for the commit would forbid a new trigger
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(REFUSE[connection.vendor])


def make_on_a_full_disk(move: Move, by) -> None:
    with transaction.atomic():
        refuse_entries()
        make(move, factories.duty(), by)


@pytest.mark.parametrize("move", [move for move in Move if move not in BY_ITSELF])
def test_a_move_without_its_entry_changes_nothing(people, move):
    for step in BEFORE.get(move, []):
        make(step, factories.duty(), people(step))
    before = everything()

    with pytest.raises(DatabaseError, match="the disk is full"):
        make_on_a_full_disk(move, people(move))
    after_the_refusal = everything()
    make(move, factories.duty(), people(move))

    assert after_the_refusal == before
    assert everything() != before
