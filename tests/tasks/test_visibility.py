"""Who sees what: every kind of account × every model with a `visible_to`, with planted neighbours."""

import pytest

from agencies.enums import UserRole
from agencies.models import User
from tasks import queries
from tasks.enums import Move, Role
from tasks.models import Assignment, Entry, Evidence, Plan, Slip
from tests import factories
from tests.tasks.scenes import make

pytestmark = pytest.mark.django_db

MODELS = (Plan, Assignment, Entry, Evidence, Slip)
EVERYTHING = {"national", "fujian", "guangdong", "draft"}
ISSUED = EVERYTHING - {"draft"}
# Plans and, of each plan, whose duties are seen: N of the ministry, F of Fujian, G of Guangdong.
SEEN = {
    "secretariat": (EVERYTHING, "NFG"),
    "auditor": (EVERYTHING, "NFG"),
    "ministry": (ISSUED, "NFG"),
    "fujian": ({"national", "fujian"}, "NF"),
    "guangdong": ({"national", "guangdong"}, "NG"),
    "system_admin": (set(), ""),
    "security_admin": (set(), ""),
    "audit_admin": (set(), ""),
    "without_a_post": (set(), ""),
    "deactivated": (set(), ""),
}
BODIES = {"N": "NHC", "F": "FJHC", "G": "GDHC"}


@pytest.fixture
def accounts() -> dict:
    """Four plans alike; in each all three bodies have a duty, entries, evidence and a slip."""
    fujian, guangdong = factories.province(), factories.province("440000", "Guangdong", "广东")
    factories.agency("NHC"), factories.agency("FJHC", fujian), factories.agency("GDHC", guangdong)
    for slug, place in (("national", None), ("fujian", fujian), ("guangdong", guangdong), ("draft", None)):
        bodies = {"FJHC": Role.IMPLEMENTING, "GDHC": Role.IMPLEMENTING}
        plan = factories.plan(slug, others=bodies, issued=slug != "draft")
        if place:
            Plan.objects.filter(pk=plan.pk).update(jurisdiction=place)
    made = {
        "secretariat": factories.secretariat(),
        "auditor": factories.user(UserRole.AUDITOR),
        "ministry": factories.officer("NHC"),
        "fujian": factories.user(UserRole.PROVINCIAL, "FJHC"),
        "guangdong": factories.user(UserRole.PROVINCIAL, "GDHC"),
        "without_a_post": factories.user(None),
        "deactivated": factories.secretariat(),
    }
    made |= {role: factories.user(role) for role in ("system_admin", "security_admin", "audit_admin")}
    made["deactivated"].is_active = False
    reporters = {"NHC": made["ministry"], "FJHC": made["fujian"], "GDHC": made["guangdong"]}
    for slug in ISSUED:
        for code, by in reporters.items():
            make(Move.ESCALATE, factories.duty(code, slug=slug), made["secretariat"])
            make(Move.CLAIM, factories.duty(code, slug=slug), by)
    return made


def allowed(account: str, *, drafts: bool) -> set[tuple[str, str]]:
    """The (plan, agency) pairs of the table."""
    plans, letters = SEEN[account]
    return {(plan, BODIES[letter]) for plan in plans if drafts or plan != "draft" for letter in letters}


@pytest.mark.parametrize("account", SEEN)
def test_an_account_sees_the_plans_of_its_place_and_above(account, accounts):
    plans = Plan.objects.visible_to(accounts[account])

    assert set(plans.values_list("slug", flat=True)) == SEEN[account][0]


@pytest.mark.parametrize("account", SEEN)
def test_an_account_sees_the_duties_of_its_sight_in_plans_that_it_sees(account, accounts):
    duties = Assignment.objects.visible_to(accounts[account])
    pairs = duties.values_list("plan__slug", "agency__code")

    assert set(pairs) == allowed(account, drafts=True)
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("account", SEEN)
@pytest.mark.parametrize("model", [Entry, Evidence, Slip])
def test_entries_evidence_and_slips_are_seen_with_their_duty(model, account, accounts):
    path = {Entry: "assignment", Evidence: "entry__assignment", Slip: "assignment"}[model]
    rows = model.objects.visible_to(accounts[account])

    found = set(rows.values_list(f"{path}__plan__slug", f"{path}__agency__code"))

    assert found == allowed(account, drafts=False)


@pytest.mark.parametrize("account", SEEN)
def test_lists_and_counts_start_from_the_same_sight(account, accounts):
    duties = queries.duties(accounts[account])
    counts = queries.standing_counts(duties, "plan__slug", "agency__code")

    assert set(counts) == allowed(account, drafts=True)
    assert {slug for slug, _code in counts} <= SEEN[account][0]


def test_both_provinces_have_as_much_to_see_so_that_a_leak_would_show(accounts):
    sizes = {
        place: [model.objects.visible_to(accounts[place]).count() for model in MODELS]
        for place in ("fujian", "guangdong")
    }

    assert sizes == {"fujian": [2, 4, 12, 4, 4], "guangdong": [2, 4, 12, 4, 4]}


def test_two_posts_add_up_and_count_nothing_twice(accounts):
    accounts["fujian"].memberships.create(agency=factories.agency("GDHC"), role="provincial")
    both = User.objects.get(pk=accounts["fujian"].pk)

    pairs = list(Assignment.objects.visible_to(both).values_list("plan__slug", "agency__code"))

    assert set(pairs) == {(slug, code) for slug in ISSUED for code in ("NHC", "FJHC", "GDHC")}
    assert len(pairs) == 9


def test_a_place_whose_code_begins_alike_is_another_place(accounts):
    alike = factories.province("3500001", "Other", "别")
    officer = factories.user(UserRole.PROVINCIAL, factories.agency("XX", alike))

    assert set(Assignment.objects.visible_to(officer).values_list("agency__code", flat=True)) == {"NHC"}
