"""Who takes part in the moves that are tested here."""

import pytest

from tasks.models import Assignment
from tests import factories


@pytest.fixture
def duty() -> Assignment:
    """NHC's duty, with MOF co-responsible and NHSA participating, freshly issued."""
    factories.plan(others={"MOF": "co_responsible", "NHSA": "participating"})
    return factories.duty()


@pytest.fixture
def officer(duty):
    return factories.officer("NHC")


@pytest.fixture
def secretariat():
    return factories.secretariat()
