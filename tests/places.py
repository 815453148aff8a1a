"""Places with the offices that answer for them, the people there, and measures handed to them."""

import datetime as dt
from collections.abc import Sequence

from agencies.enums import AgencyKind, Level, UserRole
from agencies.models import Agency, Jurisdiction, User
from tasks.local import handing_out
from tasks.models import Assignment, Measure, Plan
from tests import factories

NAMES = {
    "350000": ("Fujian", "福建", "FJ-RO"),
    "420000": ("Hubei", "湖北", "HB-RO"),
    "320000": ("Jiangsu", "江苏", "JS-RO"),
}


def province(code: str = "350000") -> Jurisdiction:
    """A province (NAMES, or any six figures) whose reform office is there to answer."""
    name_en, name_zh, office_code = NAMES.get(
        code, (f"Province {code[:2]}", f"省{code[:2]}", f"P{code[:2]}-RO")
    )
    place = factories.province(code, name_en, name_zh)
    office(place, office_code)
    return place


def prefecture(code: str = "350100", name: str = "Fuzhou", *, parent: str = "350000") -> Jurisdiction:
    """A prefecture with its reform office, below a province that has one too."""
    above = province(parent)
    place = Jurisdiction.objects.get_or_create(
        code=code,
        defaults={
            "level": Level.PREFECTURE,
            "parent": above,
            "path": f"{above.path}{code}/",
            "position": int(code[:4]),
            "name_en": name,
            "name_zh": name,
            "short_en": name,
            "short_zh": name,
        },
    )[0]
    office(place, f"P{code[:4]}-RO")
    return place


def office(place: Jurisdiction, code: str) -> Agency:
    body = factories.agency(code, place)
    Agency.objects.filter(pk=body.pk).update(kind=AgencyKind.OFFICE)
    return body


def office_of(code: str = "350000") -> Agency:
    return Agency.objects.get(jurisdiction__code=code, kind=AgencyKind.OFFICE)


def provincial(code: str = "350000", username: str | None = None) -> User:
    """The provincial officer of that place, at its reform office."""
    place = Jurisdiction.objects.filter(code=code).first() or province(code)
    return factories.user(UserRole.PROVINCIAL, office_of(place.code), username)


def hand_out(
    plan: Plan,
    *codes: str,
    day: str = "2018-07-02",
    due_on: dt.date | None = None,
    by: User | None = None,
    measures: Sequence[Measure] = (),
) -> list[Assignment]:
    """Hands the measures (all of the plan when none is named) to these places on that day: the new duties."""
    chosen = measures or list(Measure.objects.filter(task__area__plan=plan))
    places = [Jurisdiction.objects.filter(code=code).first() or province(code) for code in codes]
    with factories.at(day):
        return handing_out.hand_out(chosen, places, by=by, due_on=due_on).duties


def local_duty(code: str = "350000", number: str = "1.1", slug: str = "p") -> Assignment:
    """The implementing duty of that place in that task, read afresh."""
    return Assignment.objects.local().get(
        plan__slug=slug, measure__task__number=number, agency__jurisdiction__code=code
    )
