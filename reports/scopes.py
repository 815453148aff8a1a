"""What of a plan a report is about: cleaned when it is asked for, narrowing when it is made, said in words.

A filter is a dictionary of texts: `agency` (code), `area` (position in the plan), `field`, `place` (code:
what its bodies and those of the places in it hold), `query` (of the task list; with `named`, the name under
which its owner keeps it) and `since` (a day, of the report of changes alone). It means the same whenever it
is asked again: a view that was chosen becomes its query at once, so that changing it changes no report.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.filters import FIRST_DAY
from agencies.models import Agency, Jurisdiction, User
from agencies.permissions import reaches, within_sight
from agencies.then import Bodies
from reformtracker.lib.bilingual import labelled, listed
from reformtracker.lib.errors import Invalid
from reports.enums import Kind
from tasks import kept_filter, saved
from tasks.enums import Field
from tasks.filters import ALL_PLANS, Part, usual_part
from tasks.models import Plan, ReformArea, SavedFilter
from tasks.models.assignment import AssignmentQuerySet

# Of these reports the figures of all places are for everybody who may see the plan.
OF_ALL_PLACES = frozenset({Kind.DISCIPLINE, Kind.MATRIX, Kind.TARGETS})
KEYS = ("agency", "area", "field", "named", "place", "query", "since")
CHOSEN = "saved"
LARGEST_POSITION = 32767


def clean(
    given: Mapping[str, object], *, kind: str, plan: Plan, as_of: dt.date, by: User | None
) -> dict[str, str]:
    """The filter without its empty parts; what does not exist or is out of sight is refused, never ignored.

    `saved` chooses one of the asker's own views by its key. Raises Invalid with the field.
    """
    wanted = {name: str(value) for name, value in given.items() if value not in (None, "")}
    if unknown := set(wanted) - {*KEYS, CHOSEN}:
        raise refused("filter", _("There is no such filter: %s.") % listed(sorted(unknown)))
    source = CHOSEN if CHOSEN in wanted else "query"
    if CHOSEN in wanted:
        wanted |= _chosen(wanted.pop(CHOSEN), wanted, by)
    for name, check in CHECKS.items():
        if name in wanted:
            check(wanted[name], plan, by)
    if "place" in wanted and kind not in OF_ALL_PLACES:
        _check_reach(wanted["place"], by)
    if "query" in wanted:
        wanted["query"] = _of_report(wanted["query"], source, kind, plan, by)
    elif "named" in wanted:
        raise refused("named", _("A name belongs to a view of the task list."))
    _check_since(wanted.get("since"), kind, as_of)
    return dict(sorted(wanted.items()))


def refused(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})


def _chosen(key: str, wanted: Mapping[str, str], by: User | None) -> dict[str, str]:
    if "query" in wanted:
        raise refused(CHOSEN, _("Choose a view or give a query, not both."))
    own = saved.views_of(by) if by is not None else SavedFilter.objects.none()
    view = own.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None
    if view is None:
        raise refused(CHOSEN, _("You keep no such view."))
    return {"query": view.query, "named": view.name}


def _check_agency(code: str, plan: Plan, by: User | None) -> None:
    seen = Agency.objects.all() if by is None else Agency.objects.filter(within_sight(by, "jurisdiction"))
    if not seen.filter(code=code).exists():
        raise refused("agency", _("There is no such agency."))


def _check_area(position: str, plan: Plan, by: User | None) -> None:
    is_number = position.isascii() and position.isdigit() and int(position[:6]) <= LARGEST_POSITION
    if not is_number or not ReformArea.objects.filter(plan=plan, position=int(position)).exists():
        raise refused("area", _("The plan has no such reform area."))


def _check_field(field: str, plan: Plan, by: User | None) -> None:
    if field not in Field.values:
        raise refused("field", _("There is no such reform field."))


def _check_place(code: str, plan: Plan, by: User | None) -> None:
    if not Jurisdiction.objects.filter(code=code).exists():
        raise refused("place", _("There is no such place."))


def _check_name(name: str, plan: Plan, by: User | None) -> None:
    if len(name) > saved.LONGEST_NAME or not name.isprintable():
        raise refused("named", _("A name has between 1 and %d characters.") % saved.LONGEST_NAME)


CHECKS: dict[str, Callable[[str, Plan, User | None], None]] = {
    "agency": _check_agency,
    "area": _check_area,
    "field": _check_field,
    "named": _check_name,
    "place": _check_place,
}


def _check_reach(code: str, by: User | None) -> None:
    path = Jurisdiction.objects.values_list("path", flat=True).get(code=code)
    if by is not None and not reaches(by, path):
        raise refused("place", _("What the bodies of that place hold is out of your sight."))


def _of_report(query: str, source: str, kind: str, plan: Plan, by: User | None) -> str:
    """The query without what the report itself says (plan, order), and with whose duties it means.

    `source` names the field that is at fault when it makes no sense.
    """
    try:
        asked = QueryDict(kept_filter.cleaned(query, by), mutable=True)
    except Invalid as refusal:
        raise refused(source, str(refusal.message)) from refusal
    if asked.pop("plan", [ALL_PLANS])[-1] not in (ALL_PLANS, plan.slug):
        raise refused(source, _("That view is about another plan."))
    if by is None and asked.get("round") == "own":
        raise refused(source, _("The portal itself reports for nobody."))
    asked.pop("ordering", None)
    usual = Part.PLACES if kind == Kind.MATRIX else usual_part(asked, by)
    asked.setdefault("part", usual.value)
    return kept_filter.spelled(asked.urlencode())


def _check_since(since: str | None, kind: str, as_of: dt.date) -> None:
    if kind != Kind.CHANGES:
        if since:
            raise refused("since", _("Only the report of changes begins on a day."))
        return
    try:
        first = dt.date.fromisoformat(since or "")
    except ValueError:
        raise refused("since", _("Say since which day the changes are asked for.")) from None
    if not FIRST_DAY <= first < as_of:
        raise refused("since", _("The first day lies before the second."))


def narrowed(
    found: AssignmentQuerySet, wanted: Mapping[str, str], user: User | None, day: dt.date
) -> AssignmentQuerySet:
    """The duties, which have their position at the end of the day, that fit the filter."""
    found = found.filter(condition(wanted, ""))
    if query := wanted.get("query"):
        found = kept_filter.narrowed(found, query, user=user, day=day)
    return found


def condition(wanted: Mapping[str, str], assignment: str) -> Q:
    """All parts of the filter but the query, as a condition on what `assignment` leads to a duty from."""
    found = Q()
    if code := wanted.get("agency"):
        found &= Q(**{f"{assignment}agency__code": code})
    if place := wanted.get("place"):
        found &= Q(**{f"{assignment}agency__jurisdiction__path__startswith": path_of(place)})
    return found & in_part(wanted, f"{assignment}measure__")


def in_part(wanted: Mapping[str, str], measure: str) -> Q:
    """The part of the plan, as a condition on what `measure` leads to a measure from."""
    found = Q()
    if area := wanted.get("area"):
        found &= Q(**{f"{measure}task__area__position": int(area)})
    if field := wanted.get("field"):
        found &= Q(**{f"{measure}task__area__field": field})
    return found


def path_of(place: str) -> str:
    return Jurisdiction.objects.values_list("path", flat=True).get(code=place)


def words(wanted: Mapping[str, str], plan: Plan, day: dt.date) -> list[str]:
    """The filter part by part, for people who only hold the printed page; bodies by their name of the day."""
    parts = []
    if code := wanted.get("agency"):
        body = Bodies(day).answering(Agency.objects.get(code=code))
        parts.append(_("agency: %(name)s") % {"name": body.name})
    if place := wanted.get("place"):
        parts.append(_("place: %(name)s") % {"name": Jurisdiction.objects.get(code=place).name})
    if area := wanted.get("area"):
        named = ReformArea.objects.get(plan=plan, position=int(area))
        parts.append(_("reform area: %(name)s") % {"name": f"{area}. {named.short_title}"})
    if field := wanted.get("field"):
        parts.append(_("field: %(name)s") % {"name": Field(field).label})
    if "query" in wanted:
        parts.append(_view_in_words(wanted, plan))
    return parts


def _view_in_words(wanted: Mapping[str, str], plan: Plan) -> str:
    said = listed(kept_filter.words(wanted["query"], plan))
    name = wanted.get("named", "")
    return labelled(_("view “%(name)s”") % {"name": name} if name else _("view of the task list"), said)
