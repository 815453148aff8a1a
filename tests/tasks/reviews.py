"""A notice that is in review: handed in, read by the real reader, ready to be corrected."""

from django.urls import reverse

from agencies.models import Agency, AgencyName
from agencies.names import name_key
from tasks import handing_in, reading
from tasks.models import Intake
from tests import factories

TEXT = """Notice on the Key Tasks for Rural Clinics in the First Half of 2019

I. Improve the supply of medicines
1. Buy medicines together. By the end of March 2019, buy at least 25 medicines for all clinics. \
(NHC and MOF are responsible, the department ranking first is the lead department, the same below)
2. Watch what is scarce. Report every shortage before the end of April. (NHC is responsible)
II. Strengthen the clinics
3. Train doctors. Train 3,000 doctors by the end of June 2019. \
(NHC and the Office of Village Doctors are responsible)

Annex: reporting form
"""


def body(code: str) -> Agency:
    """A body that documents call by its code."""
    made = factories.agency(code)
    AgencyName.objects.get_or_create(
        key=name_key(code), defaults={"agency": made, "name": code, "language": "en", "kind": "alias"}
    )
    return made


def in_review(text: str = TEXT) -> Intake:
    for code in ("NHC", "MOF"):
        body(code)
    intake, _new = handing_in.hand_in(by=None, text=text, language="en")
    reading.read(intake.pk)
    return Intake.objects.get(pk=intake.pk)


def leaf(intake: Intake, kind: str, words: str) -> dict:
    """The responsibility, deadline or target with those words in its name or text."""
    return next(
        each
        for area in intake.draft["areas"]
        for task in area["tasks"]
        for measure in task["measures"]
        for each in measure[kind]
        if words in (each.get("name") or each["text"])
    )


def doubt(intake: Intake, code: str) -> dict:
    return next(each for each in intake.draft["warnings"] if each["code"] == code)


def address(name: str, intake: Intake, *args) -> str:
    return reverse(f"tasks:{name}", args=[intake.public_id, *args])


def again(intake: Intake) -> Intake:
    return Intake.objects.get(pk=intake.pk)
