"""What may stand in a cell with a drop-down: codes, and their words in every language of the portal."""

import re
import unicodedata
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, Jurisdiction
from tasks.enums import Comparator, Field, Mode, Reach, Role
from tasks.notice_output import CLAUSE_ROLES

BETWEEN = " · "
YES, NO = pgettext_lazy("cell", "yes"), pgettext_lazy("cell", "no")
CLOSED: dict[str, dict[str, Promise | str]] = {
    "field": {one.value: one.label for one in Field},
    "mode": {one.value: one.label for one in Mode},
    "role": {Role(one).value: Role(one).label for one in CLAUSE_ROLES},
    "reach": {one.value: one.label for one in Reach},
    "comparator": {one.value: one.label for one in Comparator},
    "language": {"en": _("English"), "zh": _("Chinese")},
    "flag": {"yes": YES, "no": NO},
}
OPEN = ("agency", "jurisdiction")


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


class Vocabulary:
    """The words of one request; tables of the database are read when first needed."""

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        return {
            agency.code: agency for agency in Agency.objects.order_by("jurisdiction__position", "position")
        }

    @cached_property
    def jurisdictions(self) -> dict[str, Jurisdiction]:
        return {place.code: place for place in Jurisdiction.objects.all()}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer.load()

    @cached_property
    def _codes(self) -> dict[str, dict[str, str]]:
        """By kind: every code and every word for it in every language, folded, to the code."""
        found: dict[str, dict[str, str]] = {}
        for kind, words in CLOSED.items():
            found[kind] = {_folded(code): code for code in words}
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    found[kind] |= {_folded(str(word)): code for code, word in words.items()}
        return found

    def entries(self, kind: str) -> dict[str, str]:
        """The words of a drop-down by their codes, in the reader's language."""
        if kind in CLOSED:
            return {code: str(word) for code, word in CLOSED[kind].items()}
        return {code: f"{code}{BETWEEN}{row.name}" for code, row in self._table(kind).items()}

    def word(self, kind: str, code: str) -> str:
        if kind in CLOSED:
            return str(CLOSED[kind].get(code, code))
        row = self._table(kind).get(code)
        return f"{code}{BETWEEN}{row.name}" if row else code

    def code(self, kind: str, typed: str) -> str | None:
        """The code that somebody means by a word, a code, or "CODE · name"; None if nobody knows."""
        if kind in CLOSED:
            return self._codes[kind].get(_folded(typed))
        table, first = self._table(kind), typed.split(BETWEEN.strip())[0].strip()
        if first in table:
            return first
        return self._named(kind, typed)

    def _named(self, kind: str, typed: str) -> str | None:
        if kind == "agency":
            found = self.gazetteer.resolve(typed)
            return found.code if found else None
        name = _folded(typed)
        places = self.jurisdictions.values()
        return next((p.code for p in places if name in (_folded(p.name_en), _folded(p.name_zh))), None)

    def _table(self, kind: str) -> dict[str, Agency] | dict[str, Jurisdiction]:
        return self.agencies if kind == "agency" else self.jurisdictions
