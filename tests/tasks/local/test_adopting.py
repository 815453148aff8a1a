"""Deciding how a local plan takes up national tasks: who may, what must be named, what counts."""

import pytest

from agencies.enums import UserRole
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.local import adopting
from tasks.models import Adoption, Plan
from tasks.notices import read_plan, write_plan
from tests import factories, places
from tests.tasks.editions import notice, task
from tests.tasks.local.plans import decided, kept, local, national, task_of
from tests.tasks.test_races import at_once


def register(plan: Plan) -> adopting.Register:
    return adopting.register(Plan.objects.select_related("derived_from").get(pk=plan.pk))


@pytest.mark.django_db
def test_the_newest_decision_on_a_task_counts_and_the_earlier_stay():
    national()
    plan = local(("2018-10-31", 20), ("2018-12-31", 15))
    decided(plan, "1.1", "1.1")
    decided(plan, "1.1", "1.1", "1.2", kind="loosened")

    first, *_rest = register(plan).lines

    assert (first.kind, [each.number for each in first.local], first.earlier) == (
        "loosened",
        ["1.1", "1.2"],
        1,
    )
    assert Adoption.objects.count() == 2


@pytest.mark.django_db
def test_the_same_decision_again_is_the_one_that_is_there():
    national()
    plan = local(("2018-10-31", 20), ("2018-12-31", 15))

    first = decided(plan, "1.1", "1.1", "1.2")
    again = decided(plan, "1.1", "1.2", "1.1")

    assert (again.pk, Adoption.objects.count()) == (first.pk, 1)


@pytest.mark.django_db
def test_the_register_has_every_national_task_in_order_and_then_the_extras():
    national()
    plan = local(("2018-12-31", 15), ("2018-09-30", 25), ("2018-10-31", 20))
    decided(plan, "1.1", "1.1", kind="adopted")
    decided(plan, "1.3", kind="not_adopted")

    found = register(plan)

    assert [(line.task.number, line.kind) for line in found.lines] == [
        ("1.1", "adopted"), ("1.2", ""), ("1.3", "not_adopted"),
    ]  # fmt: skip
    assert [extra.task.number for extra in found.extras] == ["1.2", "1.3"]
    assert (found.decided, found.total, found.warned) == (2, 3, 1)
    assert found.counts == {"adopted": 1, "tightened": 0, "loosened": 0, "not_adopted": 1, "": 1}


@pytest.mark.django_db
def test_later_or_lower_is_warned_of_whatever_was_decided():
    national()
    plan = local(("2018-12-31", 15))
    decided(plan, "1.1", "1.1", kind="tightened")

    line = register(plan).lines[0]

    assert line.warnings == [
        "Due 2018-12-31, 61 days later than the national 2018-10-31.",
        "“20%”: 15% is lower than the national 20%.",
    ]
    assert [(pair.national.goal, pair.local.goal) for pair in line.targets] == [("20%", "15%")]


@pytest.mark.django_db
def test_without_a_stated_day_the_end_of_the_period_stands_in():
    factories.nation()
    kept(notice([task("1.1", "Do it.")], slug="national"))
    places.province()
    said = notice([task("1.1", "Do it here.")], slug="local", end="2019-03-31")
    plan = kept(said | {"jurisdiction": "350000", "derived_from": "national"})
    decided(plan, "1.1", "1.1")

    line = register(plan).lines[0]

    assert (line.national_terms.stated, str(line.local_terms.due_on)) == (False, "2019-03-31")
    assert line.warnings == ["Due 2019-03-31, 90 days later than the national 2018-12-31."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "numbers", "field"),
    [
        ("adopted", [], "local_tasks"),
        ("tightened", [], "local_tasks"),
        ("not_adopted", ["1.1"], "local_tasks"),
        ("half", ["1.1"], "kind"),
    ],
)
def test_a_decision_names_its_tasks_exactly_when_it_takes_something_up(kind, numbers, field):
    national()
    plan = local(("2018-10-31", 20))

    with pytest.raises(Invalid) as refusal:
        decided(plan, "1.1", *numbers, kind=kind)

    assert (list(refusal.value.fields), Adoption.objects.count()) == ([field], 0)


@pytest.mark.django_db
def test_tasks_of_other_plans_are_refused():
    national()
    plan, other = local(("2018-10-31", 20)), local(("2018-10-31", 20), slug="other")
    theirs, ours = task_of(plan.derived_from, "1.1"), task_of(plan, "1.1")

    with pytest.raises(Invalid) as strange_local:
        adopting.decide(plan, theirs, kind="adopted", local_tasks=[task_of(other, "1.1")], by=None)
    with pytest.raises(Invalid) as strange_national:
        adopting.decide(plan, ours, kind="adopted", local_tasks=[ours], by=None)

    assert (list(strange_local.value.fields), list(strange_national.value.fields)) == (
        ["local_tasks"], ["national_task"],
    )  # fmt: skip


@pytest.mark.django_db
def test_only_a_published_plan_that_implements_another_has_decisions():
    first = national()
    alone = local(("2018-10-31", 20), derived_from="")
    draft = write_plan(notice([task("1.1", "Do.")], slug="draft") | {"derived_from": "national"})[0]

    with pytest.raises(Impossible) as of_alone:
        adopting.decide(alone, task_of(first, "1.1"), kind="not_adopted", by=None)
    with pytest.raises(Impossible) as of_draft:
        adopting.decide(draft, task_of(first, "1.1"), kind="not_adopted", by=None)
    with pytest.raises(Impossible):
        adopting.register(alone)

    assert (of_alone.value.code, of_draft.value.code) == ("not_derived", "plan_is_draft")


@pytest.mark.django_db
def test_the_secretariat_and_the_place_itself_decide_and_nobody_else():
    national()
    plan = local(("2018-10-31", 20), place="350000")
    places.prefecture()
    allowed = [factories.secretariat(), places.provincial("350000")]
    refused = [
        places.provincial("420000"),
        factories.user(UserRole.OFFICER, places.office_of("350000")),
        factories.user(UserRole.PROVINCIAL, places.office_of("350100")),
        factories.officer("NHC"),
        factories.user(UserRole.AUDITOR),
        factories.user(UserRole.SYSTEM_ADMIN),
    ]

    for account in allowed:
        assert decided(plan, "1.1", "1.1", kind="adopted", by=account).kind == "adopted"
    for account in refused:
        with pytest.raises(NotAllowed):
            decided(plan, "1.2", kind="not_adopted", by=account)
    assert Adoption.objects.count() == 1


@pytest.mark.django_db
def test_who_and_when_are_kept():
    national()
    plan, account = local(("2018-10-31", 20)), factories.secretariat()

    with factories.at("2018-11-05"):
        made = decided(plan, "1.1", "1.1", by=account)

    assert (made.by, made.at.date().isoformat()) == (account, "2018-11-05")


@pytest.mark.django_db
def test_a_task_knows_the_local_plans_that_take_it_up():
    first = national()
    fujian, hubei = local(("2018-10-31", 20)), local(("2018-10-31", 20), slug="hubei", place="420000")
    decided(fujian, "1.1", "1.1")
    decided(hubei, "1.1", "1.1")
    decided(hubei, "1.1", kind="not_adopted")
    task_ = task_of(first, "1.1")

    assert adopting.taken_up_by(factories.secretariat(), task_) == [fujian]
    assert adopting.taken_up_by(places.provincial("420000"), task_) == []


@pytest.mark.django_db
def test_a_national_plan_counts_what_local_plans_in_sight_decided():
    first = national()
    fujian = local(("2018-10-31", 20))
    local(("2018-10-31", 20), slug="hubei", place="420000")
    decided(fujian, "1.1", "1.1")
    decided(fujian, "1.1", kind="not_adopted")
    decided(fujian, "1.2", kind="not_adopted")

    def seen(account) -> list[tuple[str, int, int]]:
        return [(plan.slug, plan.decided, plan.total) for plan in adopting.implementers(account, first)]

    assert seen(factories.secretariat()) == [("local", 2, 3), ("hubei", 0, 3)]
    assert seen(places.provincial("420000")) == [("hubei", 0, 3)]


@pytest.mark.django_db
def test_a_notice_names_the_plan_that_it_implements_and_gives_it_back():
    first = national()
    plan = local(("2018-10-31", 20))

    said = read_plan(plan)

    assert (plan.derived_from, said["derived_from"], "derived_from" in read_plan(first)) == (
        first,
        "national",
        False,
    )
    assert write_plan(said) == (plan, False)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["none", "draft", "local"])
def test_a_notice_cannot_implement_what_is_not_published_or_itself(slug):
    factories.nation()
    write_plan(notice([task("1.1", "Do.")], slug="draft"))

    with pytest.raises(Invalid) as refusal:
        write_plan(notice([task("1.1", "Do.")], slug="local") | {"derived_from": slug})

    assert str(refusal.value.message) == f"plan: there is no published plan “{slug}” that it could implement"


@pytest.mark.postgres
def test_of_eight_equal_decisions_at_once_one_is_written(transactional_db):
    national()
    plan, people = local(("2018-10-31", 20)), [factories.secretariat() for _ in range(8)]
    theirs, ours = task_of(plan.derived_from, "1.1"), task_of(plan, "1.1")

    def deciding(by):
        return lambda: adopting.decide(plan, theirs, kind="adopted", local_tasks=[ours], by=by)

    results = at_once(*(deciding(by) for by in people))

    assert (results, Adoption.objects.count()) == (["made"] * 8, 1)
