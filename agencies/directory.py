"""Agencies that the ledger keeps as codes, said by their short names in the reader's language."""

from dataclasses import dataclass

from django.core.cache import cache

from agencies.models import Agency
from reformtracker.lib.bilingual import Bilingual, listed

KEPT_SECONDS = 600
KEY = "agencies.directory"


@dataclass(frozen=True, slots=True)
class Names:
    """The short names of one agency in both languages."""

    short_en: str
    short_zh: str

    short = Bilingual("short")


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
