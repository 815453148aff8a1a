"""Bodies are named as they were on the day of a report."""

import datetime as dt

import pytest

from agencies.enums import NameKind
from agencies.models import Agency, AgencyName, Succession
from agencies.names import name_key
from agencies.then import Bodies
from reports import queries
from reports.queries import Sight
from tests import factories
from tests.factories import agency

pytestmark = pytest.mark.django_db
DAY = dt.date(2018, 4, 10)


def follows(new: str, *old: str, founded: bool = True) -> Agency:
    """The body that took over the duties of the old ones on DAY; founded on that day, or older."""
    body = agency(new)
    Agency.objects.filter(pk=body.pk).update(founded_on=DAY if founded else None)
    for position, code in enumerate(old):
        before = agency(code)
        AgencyName.objects.create(
            agency=before, name=f"Old {code}", key=name_key(f"Old {code}"), kind=NameKind.OFFICIAL
        )
        Succession.objects.create(predecessor=before, successor=body, on=DAY, position=position)
    return Agency.objects.get(pk=body.pk)


def answering(body: Agency, day: str, named: str = "") -> str:
    return Bodies(dt.date.fromisoformat(day)).answering(body, named).code


def test_before_it_was_founded_a_body_is_called_by_its_predecessor():
    commission = follows("NHC", "NHFPC")

    assert [answering(commission, day) for day in ("2018-04-09", "2018-04-10")] == ["NHFPC", "NHC"]


def test_of_several_predecessors_it_is_the_one_that_the_clause_names():
    regulator = follows("SAMR", "CFDA", "SAIC")

    assert answering(regulator, "2018-01-01", "old  saic") == "SAIC"
    assert answering(regulator, "2018-01-01", "somebody") == "SAMR"


def test_an_older_body_that_took_duties_over_keeps_its_name_unless_the_clause_says_otherwise():
    ministry = follows("MOJ", "SCLAO", founded=False)

    assert answering(ministry, "2018-01-01") == "MOJ"
    assert answering(ministry, "2018-01-01", "Old SCLAO") == "SCLAO"


def test_what_hangs_on_a_dissolved_body_is_its_successors():
    follows("NHC", "NHFPC")

    old = Agency.objects.get(code="NHFPC")
    assert [answering(old, day) for day in ("2018-04-09", "2018-04-10")] == ["NHFPC", "NHC"]


def test_a_report_names_the_bodies_of_its_day():
    plan = factories.plan("p")
    commission = follows("NHC", "NHFPC")
    Succession.objects.filter(successor=commission).update(on=dt.date(2018, 8, 1))
    Agency.objects.filter(pk=commission.pk).update(founded_on=dt.date(2018, 8, 1))

    days = [dt.date(2018, 7, 31), dt.date(2018, 8, 1)]

    named = [[duty.agency for duty in queries.duties(Sight(plan, day, None, {}))] for day in days]
    assert named == [["NHFPC"], ["NHC"]]
