"""Which body answers for a name on paper."""

import datetime as dt

import pytest

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, AgencyName, Succession
from agencies.names import name_key
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 3, 17)


def name(body: Agency, text: str) -> None:
    AgencyName.objects.create(agency=body, name=text, key=name_key(text), language="en", kind="official")


def follows(old: Agency, new: Agency, on: dt.date = DAY, position: int = 0) -> None:
    Succession.objects.create(predecessor=old, successor=new, on=on, position=position)


@pytest.fixture
def nhc() -> Agency:
    """NHC, which followed NHFPC, which followed MOH."""
    moh, nhfpc, nhc = (factories.agency(code) for code in ("MOH", "NHFPC", "NHC"))
    name(moh, "Ministry of Health")
    name(nhfpc, "National Health and Family Planning Commission")
    name(nhc, "National Health Commission")
    follows(moh, nhfpc, dt.date(2013, 3, 17))
    follows(nhfpc, nhc)
    return nhc


@pytest.mark.parametrize(
    "written",
    [
        "National Health Commission",
        "the National Health Commission",
        "NATIONAL  HEALTH\nCOMMISSION,",
        "\uff2eational Health Commission",  # a full-width letter
        " National Health Commission. ",
    ],
)
def test_spellings_that_differ_in_case_blanks_or_width_are_one_name(written, nhc):
    assert Gazetteer.load().resolve(written) == nhc


@pytest.mark.parametrize("written", ["", "Ministry", "National Health", "Health Commission National", "\x00"])
def test_an_unknown_name_is_nobody(written, nhc):
    assert Gazetteer.load().resolve(written) is None


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (None, "NHC"),
        (dt.date(2018, 8, 28), "NHC"),
        (dt.date(2018, 3, 17), "NHC"),
        (dt.date(2018, 3, 16), "NHFPC"),
        (dt.date(2013, 3, 16), "MOH"),
    ],
)
def test_an_old_name_means_the_body_that_answers_on_the_day(on, code, nhc):
    assert Gazetteer.load().resolve("Ministry of Health", on).code == code


def test_of_several_successors_the_first_answers():
    old, first, second = (factories.agency(code) for code in ("CFDA", "NMPA", "SAMR"))
    name(old, "Food and Drug Administration")
    follows(old, second, position=1)
    follows(old, first, position=0)

    assert Gazetteer.load().resolve("Food and Drug Administration") == first


def test_loading_asks_twice_however_many_names_there_are(nhc, django_assert_num_queries):
    with django_assert_num_queries(2):  # names with their agencies, successions
        gazetteer = Gazetteer.load()
        for written in ("Ministry of Health", "National Health Commission", "nobody"):
            gazetteer.resolve(written)
