"""Which places have given what the rounds ask of them, province by province."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from agencies.enums import Level
from reformtracker.lib.bilingual import is_chinese
from tasks.models import Return

# Not given, or sent back and not given again: ReturnQuerySet.pressing() of returns that are not excused.
UNGIVEN = Q(given_on=None) | Q(sent_back_on__isnull=False, again_on=None)
PLACE = "assignment__agency__jurisdiction"
NAMES = ("path", "short_en", "name_zh")


@dataclass(slots=True)
class ProvinceReturns:
    """What one round asks of a province and the places in it, and how much of that has not come."""

    short_en: str
    name_zh: str
    asked: int = 0
    pressing: int = 0

    @property
    def label(self) -> str:
        """As Jurisdiction.label: no place is called by one character in a sentence."""
        return self.name_zh if is_chinese() else self.short_en


def by_province(returns: QuerySet[Return], *group: str) -> dict[tuple, list[ProvinceReturns]]:
    """The provinces of which `returns` are asked, by the values of `group`, in the order of their codes.

    Excused returns are not asked. One query; what lies in a province counts for it, a national body for none.
    """
    fields = [f"{PLACE}__{name}" for name in NAMES] + [f"{PLACE}__parent__{name}" for name in NAMES]
    local = returns.filter(excused_on=None).exclude(**{f"{PLACE}__level": Level.NATION})
    rows = local.order_by(f"{PLACE}__path").values_list(*group, *fields)
    found: dict[tuple, dict[str, ProvinceReturns]] = {}
    for row in rows.annotate(asked=Count("pk"), pressing=Count("pk", filter=UNGIVEN)):
        own, parent = row[len(group) : -5], row[-5:-2]
        province = _of_province(found.setdefault(row[: len(group)], {}), own, parent)
        province.asked += row[-2]
        province.pressing += row[-1]
    return {key: list(provinces.values()) for key, provinces in found.items()}


def _of_province(known: dict[str, ProvinceReturns], own: tuple, parent: tuple) -> ProvinceReturns:
    """The province in which the place lies: itself, its parent, or one already met on the way down."""
    code = own[0].split("/")[1]
    named = parent if parent[0] == f"CN/{code}/" else own
    return known.setdefault(code, ProvinceReturns(*named[1:]))
