"""Looking agencies up: codes said by their short names, and who answers for a place."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.cache import cache

from agencies.enums import AgencyKind
from agencies.models import Agency, Jurisdiction
from reformtracker.lib.bilingual import is_chinese, listed

KEPT_SECONDS = 600
KEY, PLACES_KEY = "agencies.directory", "agencies.directory.places"


class Names(NamedTuple):
    """The short names of one agency in both languages; a tuple, because the cache unpacks it fast."""

    short_en: str
    short_zh: str

    @property
    def short(self) -> str:
        return (self.short_zh if is_chinese() else self.short_en) or self.short_en or self.short_zh


def short_names(codes: str) -> str:
    """The short names for codes set apart by blanks, “MOF NHC”, in their order; an unknown code stays a code.

    All agencies are read in one query and kept for KEPT_SECONDS: a name of an agency changes once in years.
    """
    wanted = codes.split()
    known = _known(wanted) if wanted else {}
    said = [known[code].short if code in known else code for code in wanted]
    return listed(said)


def _known(wanted: list[str]) -> dict[str, Names]:
    """The kept names, read anew when one of the codes is missing among them."""
    kept: dict[str, Names] = cache.get(KEY) or {}
    if all(code in kept for code in wanted):
        return kept
    rows = Agency.objects.order_by().values_list("code", "short_en", "short_zh")
    kept = {code: Names(english, chinese) for code, english, chinese in rows}
    cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def place_name(code: str) -> str:
    """What a place is called in a row; kept like the names of agencies. An unknown code stays a code."""
    if not code:
        return ""
    kept: dict[str, tuple[str, str]] = cache.get(PLACES_KEY) or {}
    if code not in kept:
        rows = Jurisdiction.objects.order_by().values_list("code", "short_en", "name_zh")
        kept = {place: (english, chinese) for place, english, chinese in rows}
        cache.set(PLACES_KEY, kept, KEPT_SECONDS)
    english, chinese = kept.get(code, (code, code))
    return chinese if is_chinese() else english


def answering_bodies(places: Iterable[Jurisdiction]) -> dict[int, Agency]:
    """Which body answers for each place, by the place's key: its reform office, else its first body.

    A place without a living body is left out.
    """
    living = Agency.objects.filter(jurisdiction__in=list(places), dissolved_on=None)
    found: dict[int, Agency] = {}
    for body in living.select_related("jurisdiction").order_by("position", "code"):
        first = found.setdefault(body.jurisdiction_id, body)
        if body.kind == AgencyKind.OFFICE and first.kind != AgencyKind.OFFICE:
            found[body.jurisdiction_id] = body
    return found
