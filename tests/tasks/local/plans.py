"""A national plan, a local one that implements it, and a record whose source speaks of places."""

from typing import Any

from agencies.models import User
from tasks.issuing import keep_on_record
from tasks.local import adopting
from tasks.models import Adoption, Plan, Task
from tasks.notices import write_plan
from tests import factories, places
from tests.tasks.editions import FIRST, measure, notice, task

SOURCE = "A newspaper, first point"
SAID = (
    "Fujian pays its doctors by the year. Hubei and Jiangsu open clinics."
    " In 19 provinces, Fujian among them, it is so."
)


def national(count: int = 3, slug: str = "national") -> Plan:
    """Tasks due on 2018-10-31 with a target of 20 %, as many as asked for; on record."""
    factories.nation()
    tasks = [
        task(f"1.{n}", measure(text, date="2018-10-31", target=20), en=f"National {n}", zh=f"国家{n}")
        for n, text in enumerate(FIRST[:count], start=1)
    ]
    return kept(notice(tasks, slug=slug))


def local(
    *demands: tuple[str, int], slug: str = "local", place: str = "350000", derived_from: str = "national"
) -> Plan:
    """A plan of that place, on record; a task for each pair of due date and target in percent."""
    places.province(place)
    tasks = [
        task(f"1.{n}", measure(FIRST[n - 1], date=date, target=target), en=f"Local {n}", zh=f"地方{n}")
        for n, (date, target) in enumerate(demands, start=1)
    ]
    said = notice(tasks, slug=slug) | {"jurisdiction": place}
    return kept(said | ({"derived_from": derived_from} if derived_from else {}))


def kept(said: dict[str, Any]) -> Plan:
    return Plan.objects.get(pk=keep_on_record(write_plan(said)[0]).pk)


def task_of(plan: Plan, number: str) -> Task:
    return Task.objects.select_related("area").get(area__plan=plan, number=number)


def decided(
    plan: Plan, number: str, *locals_: str, kind: str = "adopted", by: User | None = None
) -> Adoption:
    """The decision on that national task, naming these local ones."""
    assert plan.derived_from is not None
    named = [task_of(plan, each) for each in locals_]
    return adopting.decide(plan, task_of(plan.derived_from, number), kind=kind, local_tasks=named, by=by)


def source(slug: str = "source") -> Plan:
    """A record of one task whose words speak of places, with an indicator for its count."""
    factories.nation()
    for code in ("350000", "420000", "320000"):
        places.province(code)
    text = measure(SAID)
    text["targets"] = [
        {"text": "In 19 provinces", "value": None, "unit": "provinces", "comparator": "=", "kind": "count"}
    ]
    return kept(notice([task("1.1", text, en="Pay and clinics", zh="薪酬和门诊")], slug=slug))


def recorded(slug: str = "source", **changes: Any) -> dict[str, Any]:
    """What a file says of that record: three statements about places and a count."""
    return {
        "plan": slug,
        "on": "2022-07-28",
        "findings": [
            statement("350000", quote="Fujian pays its doctors by the year.", text_en="Pays by the year."),
            statement("420000", "320000"),
        ],
        "groups": [group()],
    } | changes


def statement(*codes: str, **changes: Any) -> dict[str, Any]:
    return {
        "task": "1.1",
        "places": list(codes),
        "text_en": "Opens clinics.",
        "text_zh": "开设门诊。",
        "quote": "Hubei and Jiangsu open clinics.",
        "source": SOURCE,
    } | changes


def group(**changes: Any) -> dict[str, Any]:
    return {
        "task": "1.1",
        "target": "In 19 provinces",
        "value": 19,
        "out_of": 32,
        "named": ["350000"],
        "quote": "In 19 provinces, Fujian among them, it is so.",
        "source": SOURCE,
    } | changes
