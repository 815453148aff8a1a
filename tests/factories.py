"""Small things that tests are made of: users by role, agencies, a plan with duties."""

import datetime as dt
from itertools import count

from agencies.enums import AgencyKind, Level, UserRole
from agencies.models import Agency, Jurisdiction, Membership, User
from reformtracker.lib import clock
from tasks import services
from tasks.enums import Mode, Role
from tasks.evidence import Piece
from tasks.issuing import issue_plan
from tasks.models import Assignment, Measure, Plan, ReformArea, Task

START, END = dt.date(2018, 7, 1), dt.date(2018, 12, 31)
_numbers = count(1)


def at(day: str | dt.date, hour: int = 10):
    """Holds the portal's clock at an hour of a Shanghai day: `with at("2018-11-21"): …`."""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return clock.set_to(dt.datetime.combine(day, dt.time(hour), tzinfo=clock.SHANGHAI))


def nation() -> Jurisdiction:
    return Jurisdiction.objects.get_or_create(
        code="CN",
        defaults={
            "level": Level.NATION,
            "path": "CN/",
            "position": 0,
            "name_en": "China",
            "name_zh": "中国",
            "short_en": "China",
            "short_zh": "中",
        },
    )[0]


def province(code: str = "350000", name_en: str = "Fujian", name_zh: str = "福建") -> Jurisdiction:
    return Jurisdiction.objects.get_or_create(
        code=code,
        defaults={
            "level": Level.PROVINCE,
            "parent": nation(),
            "path": f"CN/{code}/",
            "position": int(code[:2]),
            "name_en": name_en,
            "name_zh": name_zh,
            "short_en": name_en,
            "short_zh": name_zh[:1],
            "tile_column": int(code[0]),
            "tile_row": int(code[1]),
        },
    )[0]


def agency(code: str = "NHC", place: Jurisdiction | None = None) -> Agency:
    return Agency.objects.get_or_create(
        code=code,
        defaults={
            "name_en": f"{code} name",
            "name_zh": f"{code}名称",
            "short_en": code,
            "short_zh": f"{code}简称",
            "jurisdiction": place or nation(),
            "kind": AgencyKind.COMMISSION,
            "position": next(_numbers),
        },
    )[0]


def user(role: str | None, body: Agency | str | None = None, username: str | None = None) -> User:
    """An account holding one post (None: no post at all); its password is "password"."""
    name = username or f"{role or 'nobody'}-{next(_numbers)}"
    account = User.objects.create_user(name, password="password", display_name_en=name, display_name_zh=name)
    if isinstance(body, str):
        body = agency(body)
    if role:
        Membership.objects.create(user=account, role=role, agency=body)
    return account


def officer(code: str = "NHC") -> User:
    return user(UserRole.OFFICER, code)


def secretariat() -> User:
    return user(UserRole.SECRETARIAT)


def plan(
    slug: str = "p",
    *,
    tasks: int = 1,
    lead: str = "NHC",
    others: dict[str, str] | None = None,
    mode: str = Mode.LEAD_FIRST,
    issued: bool = True,
) -> Plan:
    """A plan of one area whose tasks have one measure each, led by `lead`; `others` maps code to role."""
    made = Plan.objects.create(
        slug=slug,
        title=f"Plan {slug}",
        title_en=f"Plan {slug}",
        title_zh=f"方案{slug}",
        language="en",
        jurisdiction=nation(),
        period_start=START,
        period_end=END,
    )
    area = ReformArea.objects.create(
        plan=made, position=1, number="1", title="Area", title_en="Area", title_zh="领域", field="insurance"
    )
    for ordinal in range(1, tasks + 1):
        add_task(area, ordinal, {lead: Role.LEAD} | (others or {}), mode)
    if issued:
        with at(START):
            issue_plan(made, by=None)
    return Plan.objects.get(pk=made.pk)


def add_task(area: ReformArea, ordinal: int, bodies: dict[str, str], mode: str = Mode.LEAD_FIRST) -> Task:
    task = Task.objects.create(
        area=area,
        position=ordinal,
        number=f"{area.position}.{ordinal}",
        title_en=f"Task {ordinal}",
        title_zh=f"任务{ordinal}",
        text=f"Do thing {ordinal}. (A is responsible)",
    )
    measure = Measure.objects.create(
        task=task, position=1, text=f"Do thing {ordinal}.", clause="(A is responsible)", mode=mode
    )
    for position, (code, role) in enumerate(bodies.items(), start=1):
        Assignment.objects.create(
            plan=area.plan,
            measure=measure,
            agency=agency(code),
            role=role,
            named=code,
            position=position,
            owes=role in (Role.LEAD, Role.IMPLEMENTING) or mode == Mode.JOINT,
            start_on=START,
            due_on=END,
            original_due_on=END,
        )
    return task


def duty(code: str = "NHC", number: str = "1.1", slug: str = "p") -> Assignment:
    """The duty of that agency in that task, read afresh."""
    return Assignment.objects.get(plan__slug=slug, measure__task__number=number, agency__code=code)


def evidence() -> list[Piece]:
    return [Piece(reference="Document No. 1 (2018)")]


def claimed(
    code: str = "NHC", *, by: User | None = None, day: str = "2018-10-10", slug: str = "p"
) -> Assignment:
    """The duty after its officer has claimed completion on that day."""
    with at(day):
        services.claim(
            duty(code, slug=slug), by=by or officer(code), note="done", reason="late", evidence=evidence()
        )
    return duty(code, slug=slug)
