"""What is asked of an extract: the filter of the ledger's page, so that what is seen is what is exported."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.models import Agency, Jurisdiction, User
from agencies.permissions import sees_everything
from reformtracker.lib.errors import Invalid, NotAllowed
from reformtracker.lib.filtering import asked as in_words
from reports.enums import Format
from tasks.ledger_filters import EntryFilter
from tasks.models import Entry, Plan, Task

FORMATS = (Format.XLSX, Format.CSV, Format.JSON)
# Without data that prove themselves: those need a seal, and not every ledger has one yet.
USUAL = (Format.XLSX, Format.CSV)
NAMES = tuple(EntryFilter.base_filters)


def check(formats: Sequence[str], by: User | None) -> None:
    """Raises NotAllowed for who may not read the ledger, and Invalid for a format that an extract has not."""
    if by is not None and not sees_everything(by):
        refusal = _("Only those to whom the ledger is open take an extract from it.")
        raise NotAllowed(refusal, fields={"kind": refusal})
    if not set(formats) <= set(FORMATS):
        refusal = _(
            "An audit extract is made as workbook, as table, or as data that prove themselves (JSON)."
        )
        raise Invalid(refusal, fields={"formats": refusal})


def clean(filters: Mapping[str, object], plan: Plan) -> dict[str, str]:
    """The filter without its empty parts, by name; raises Invalid for what is no filter or names nothing."""
    wanted = {name: str(value) for name, value in filters.items() if value not in ("", None)}
    faults = {name: str(found[0]) for name, found in _form(wanted).errors.items()}
    faults |= {name: _("There is no such filter.") for name in set(wanted) - set(NAMES)}
    faults |= {name: said for name, said in _unknown(wanted, plan).items() if name not in faults}
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return dict(sorted(wanted.items()))


def words(wanted: Mapping[str, str]) -> list[str]:
    """The filter in words of the active language, for the cover and the page."""
    query = QueryDict(mutable=True)
    query.update(wanted)
    return [str(one) for one in in_words(_form(wanted), query)]


def _form(wanted: Mapping[str, str]):
    return EntryFilter(wanted, queryset=Entry.objects.none()).form


def _unknown(wanted: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """The values that name nothing, each with a sentence: an empty extract would look like an answer."""
    asked = {name: wanted.get(name, "") for name in ("agency", "unit", "task", "place", "actor")}
    bodies = Agency.objects.all()
    known = {
        "agency": (bodies.filter(code__iexact=asked["agency"]), _("There is no such agency.")),
        "unit": (bodies.filter(code__iexact=asked["unit"]), _("There is no such agency.")),
        "task": (
            Task.objects.filter(area__plan=plan, number=asked["task"]),
            _("The plan has no such task."),
        ),
        "place": (Jurisdiction.objects.filter(code=asked["place"]), _("There is no such place.")),
        "actor": (User.objects.filter(username__iexact=asked["actor"]), _("There is no such account.")),
    }
    return {name: said for name, (rows, said) in known.items() if asked[name] and not rows.exists()}
