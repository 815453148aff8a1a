"""Codes of the ledger as short names in the reader's language."""

import pytest
from django.utils import translation

from agencies.directory import short_names
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "said"), [("en", "MOF, NHC, GONE"), ("zh-hans", "MOF简称、NHC简称、GONE")]
)
def test_codes_become_short_names_in_their_order_and_unknown_ones_stay(language, said):
    factories.agency("NHC")
    factories.agency("MOF")

    with translation.override(language):
        assert short_names("MOF NHC GONE") == said


def test_no_code_needs_no_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert short_names("") == ""


def test_the_names_are_read_once_and_again_for_a_newcomer(django_assert_num_queries):
    factories.agency("NHC")
    short_names("NHC")

    with django_assert_num_queries(0):
        assert short_names("NHC") == "NHC"
    factories.agency("MOF")
    with django_assert_num_queries(1):
        assert short_names("MOF NHC") == "MOF, NHC"
