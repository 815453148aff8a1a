"""New names and new bodies that documents bring; only the secretariat adds them."""

import re

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.enums import AgencyKind, NameKind
from agencies.models import Agency, AgencyName, Jurisdiction, User
from agencies.names import name_key
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}")
HAN = re.compile(r"[\u3400-\u9fff]")


def remember_name(agency: Agency, name: str, *, by: User) -> AgencyName:
    """From now on documents that say `name` mean that agency; remembering it twice changes nothing.

    Raises Impossible when the wording already means another body.
    """
    _check(by)
    key = name_key(name)
    if not key or len(name) > 200:
        raise _invalid("name", _("A name has between 1 and 200 characters."))
    known = AgencyName.objects.filter(key=key).select_related("agency").first()
    if known is None:
        language = "zh" if HAN.search(name) else "en"
        return AgencyName.objects.create(
            agency=agency, name=name.strip(), key=key, language=language, kind=NameKind.ALIAS
        )
    if known.agency_id != agency.pk:
        values = {"name": name, "agency": known.agency}
        raise Impossible(_("“%(name)s” already stands for %(agency)s.") % values, code="name_taken")
    return known


@transaction.atomic
def add_body(*, code: str, name_en: str, name_zh: str, jurisdiction: Jurisdiction, by: User) -> Agency:
    """A body that no reference data know, such as a bureau of a city; its names resolve at once.

    `code`: capitals, digits and hyphens, unique. Raises Invalid naming the field, or NotAllowed.
    """
    _check(by)
    texts = {"code": code.strip().upper(), "name_en": name_en.strip(), "name_zh": name_zh.strip()}
    if not CODE.fullmatch(texts["code"]):
        raise _invalid("code", _("The code is made of 2 to 24 capital letters, digits and hyphens."))
    if Agency.objects.filter(code=texts["code"]).exists():
        raise _invalid("code", _("There is already a body with that code."))
    for field in ("name_en", "name_zh"):
        if not 0 < len(texts[field]) <= 160:
            raise _invalid(field, _("A name has between 1 and 160 characters."))
        if AgencyName.objects.filter(key=name_key(texts[field])).exists():
            raise _invalid(field, _("There is already a body of that name."))
    last = Agency.objects.aggregate(last=Max("position"))["last"] or 0
    body = Agency.objects.create(
        **texts,
        short_en=texts["name_en"][:60],
        short_zh=texts["name_zh"][:60],
        jurisdiction=jurisdiction,
        kind=AgencyKind.OFFICE,
        position=last + 1,
    )
    for name in dict.fromkeys((texts["name_en"], texts["name_zh"])):
        remember_name(body, name, by=by)
    return body


def _check(by: User) -> None:
    if not by.is_secretariat:
        raise NotAllowed(_("Only the secretariat adds names and bodies."))


def _invalid(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={name: sentence})
