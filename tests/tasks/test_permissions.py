"""Who speaks for whom, in the corners that the great table does not reach."""

import pytest

from agencies.enums import UserRole
from agencies.permissions import ancestors, speaks_for
from reformtracker.lib.errors import NotAllowed
from tasks import permissions
from tasks.enums import Move, Role
from tasks.models import Assignment
from tests import factories
from tests.tasks.scenes import make, now

pytestmark = pytest.mark.django_db


def measure_of(duty: Assignment) -> list[Assignment]:
    return list(Assignment.objects.filter(measure=duty.measure).select_related("agency__jurisdiction"))


def test_a_province_speaks_for_the_bodies_that_lie_in_it():
    fujian = factories.province()
    city = fujian.children.create(
        code="350100",
        level="prefecture",
        path="CN/350000/350100/",
        position=1,
        name_en="Fuzhou",
        name_zh="福州",
        short_en="Fuzhou",
        short_zh="榕",
    )
    health, hospital = factories.agency("FJHC", fujian), factories.agency("FZHC", city)
    province = factories.user(UserRole.PROVINCIAL, health)
    town = factories.user(UserRole.PROVINCIAL, hospital)

    assert speaks_for(province, hospital.pk, city.path)
    assert not speaks_for(town, health.pk, fujian.path)


def test_an_officer_speaks_for_the_own_body_only_even_beside_it_in_the_same_place():
    officer = factories.officer("NHC")

    assert speaks_for(officer, factories.agency("NHC").pk, "CN/")
    assert not speaks_for(officer, factories.agency("MOF").pk, "CN/")


def test_a_provincial_post_given_by_mistake_at_a_national_body_does_not_cover_the_nation():
    mistaken = factories.user(UserRole.PROVINCIAL, "NHC")
    province = factories.agency("FJHC", factories.province())

    assert speaks_for(mistaken, factories.agency("NHC").pk, "CN/")
    assert not speaks_for(mistaken, factories.agency("MOF").pk, "CN/")
    assert not speaks_for(mistaken, province.pk, "CN/350000/")


def test_the_paths_above_a_place():
    assert ancestors("CN/350000/350100/") == ["CN/", "CN/350000/", "CN/350000/350100/"]
    assert ancestors("CN/") == ["CN/"]


def test_the_lead_does_not_concur_with_itself_but_its_second_post_may():
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE})
    officer = factories.officer("NHC")
    make(Move.CLAIM, factories.duty(), officer)

    with pytest.raises(NotAllowed):
        make(Move.CONCUR, factories.duty(), officer)
    officer = type(officer).objects.get(pk=officer.pk)
    officer.memberships.create(agency=factories.agency("MOF"), role=UserRole.OFFICER)

    assert make(Move.OBJECT, factories.duty(), officer).on_behalf.code == "MOF"


def test_the_co_body_of_another_measure_has_no_say():
    plan = factories.plan(others={"MOF": Role.CO_RESPONSIBLE})
    factories.plan("other", others={"NHSA": Role.CO_RESPONSIBLE})
    make(Move.CLAIM, factories.duty(slug=plan.slug), factories.officer("NHC"))

    with pytest.raises(NotAllowed):
        make(Move.OBJECT, factories.duty(slug=plan.slug), factories.officer("NHSA"))


def test_rights_come_from_the_posts_of_today():
    factories.plan()
    officer = factories.officer("NHC")
    officer.memberships.update(agency=factories.agency("MOF"))

    with pytest.raises(NotAllowed) as refused:
        make(Move.REPORT, factories.duty(), officer)

    assert (refused.value.status, refused.value.code) == (403, "not_allowed")
    assert now(factories.duty()).state == "assigned"


def test_the_co_duty_is_found_for_who_speaks_for_it():
    factories.plan(others={"MOF": Role.CO_RESPONSIBLE, "NHSA": Role.PARTICIPATING})
    duty = factories.duty()

    found = permissions.co_body(factories.officer("NHSA"), duty, measure_of(duty))

    assert found == factories.duty("NHSA")
    assert permissions.co_body(factories.officer("MOE"), duty, measure_of(duty)) is None
