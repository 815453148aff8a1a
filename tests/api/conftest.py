"""Who asks."""

import pytest
from django.test import Client

from tests.api.calls import signed_in
from tests.factories import secretariat


@pytest.fixture
def office() -> Client:
    return signed_in(secretariat())
