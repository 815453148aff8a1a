"""What the database refuses of places, bodies, posts and tokens, and what an account's posts entitle to."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agencies.enums import ADMIN_ROLES, REPORTING_ROLES, UserRole
from agencies.models import Agency, Jurisdiction, Membership, Succession, User
from reformtracker.lib.bilingual import Bilingual
from tests import factories

pytestmark = pytest.mark.django_db


def refused(action) -> bool:
    try:
        with transaction.atomic():
            action()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("first", sorted(ADMIN_ROLES))
@pytest.mark.parametrize("second", sorted(ADMIN_ROLES))
def test_no_account_holds_two_of_the_three_administrators(first, second):
    account = factories.user(first)

    assert refused(lambda: Membership.objects.create(user=account, role=second))
    assert refused(lambda: Membership.objects.create(user=account, role=second, agency=factories.agency()))


def test_a_post_cannot_be_changed_into_a_second_administrator_either():
    account = factories.user("system_admin")
    other = Membership.objects.create(user=account, role="auditor")

    assert refused(lambda: Membership.objects.filter(pk=other.pk).update(role="audit_admin"))
    assert refused(lambda: Membership.objects.bulk_create([Membership(user=account, role="security_admin")]))


@pytest.mark.parametrize("role", UserRole.values)
def test_only_reporting_posts_need_a_body(role):
    account = factories.user(None)

    assert refused(lambda: Membership.objects.create(user=account, role=role)) is (role in REPORTING_ROLES)


def test_the_same_post_is_held_once_with_and_without_a_body():
    account = factories.user("secretariat")
    officer = factories.officer("NHC")

    assert refused(lambda: Membership.objects.create(user=account, role="secretariat"))
    assert refused(
        lambda: Membership.objects.create(user=officer, role="officer", agency=factories.agency("NHC"))
    )


def test_a_post_of_no_known_role_is_refused():
    account = factories.user(None)

    assert refused(lambda: Membership.objects.create(user=account, role="king"))


def test_only_the_nation_has_no_place_above_it():
    values = {"position": 1, "name_en": "X", "name_zh": "X", "short_en": "X", "short_zh": "X"}
    nation = factories.nation()

    assert refused(lambda: Jurisdiction.objects.create(code="1", level="province", path="1/", **values))
    assert refused(
        lambda: Jurisdiction.objects.create(code="2", level="nation", path="2/", parent=nation, **values)
    )


def test_a_body_is_not_dissolved_before_it_is_founded_nor_its_own_successor():
    body = factories.agency()

    assert refused(
        lambda: Agency.objects.filter(pk=body.pk).update(founded_on="2018-03-17", dissolved_on="2018-03-16")
    )
    assert refused(
        lambda: Succession.objects.create(predecessor=body, successor=body, on="2018-03-17", position=0)
    )


def test_bodies_places_and_accounts_with_something_attached_are_not_deleted():
    officer = factories.user(UserRole.PROVINCIAL, factories.agency("FJHC", factories.province()))

    for row in (officer, officer.agency, officer.agency.jurisdiction, factories.nation()):
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_province_contains_itself_and_its_cities_but_no_place_whose_code_begins_alike():
    fujian = factories.province()
    city = Jurisdiction(path="CN/350000/350100/")
    alike = Jurisdiction(path="CN/3500001/")

    assert [fujian.contains(place) for place in (fujian, city, alike, factories.nation())] == [
        True,
        True,
        False,
        False,
    ]


ENTITLED = {
    "secretariat": (True, True, False, False),
    "auditor": (True, False, True, False),
    "officer": (True, False, False, True),
    "provincial": (True, False, False, True),
    "system_admin": (False, False, False, False),
    "security_admin": (False, False, False, False),
    "audit_admin": (False, False, False, False),
}


@pytest.mark.parametrize("role", UserRole.values)
def test_what_a_post_entitles_to(role):
    account = factories.user(role, "NHC" if role in REPORTING_ROLES else None)

    found = (account.sees_business, account.is_secretariat, account.is_auditor, bool(account.reporting_posts))

    assert found == ENTITLED[role]
    assert account.agency == (factories.agency("NHC") if role in REPORTING_ROLES else None)


@pytest.mark.parametrize("role", UserRole.values)
def test_a_deactivated_account_holds_no_post(role):
    account = factories.user(role, "NHC")
    account.is_active = False

    assert (account.roles, account.sees_business, account.reporting_posts) == (frozenset(), False, [])


def test_posts_are_read_once_per_account_object(django_assert_num_queries):
    account = User.objects.get(pk=factories.officer("NHC").pk)

    with django_assert_num_queries(1):  # the posts with agency and place
        found = (account.roles, account.sees_business, account.agency.jurisdiction.path)

    assert found == ({"officer"}, True, "CN/")


def test_the_descriptor_is_there_on_the_class_for_who_looks():
    assert isinstance(Agency.name, Bilingual)
