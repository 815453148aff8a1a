"""The audit administrator gives the root of a day to the outside, and says where it can be found."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from reports.enums import SealKind
from reports.models import Publication, Seal
from reports.sealing.permissions import may_publish

MOST_LETTERS = 500


def publish(seal: Seal, *, by: User, where: str, source: str = "") -> Publication:
    """Notes where the root was published, once; the same said again is no second publication.

    Raises NotAllowed, Impossible (not a daily seal, or published before elsewhere), Invalid.
    """
    if not may_publish(by):
        raise NotAllowed(_("Only the audit administrator publishes seals."))
    if seal.kind != SealKind.DAILY:
        raise Impossible(_("Only the seal of a whole day is published."))
    where = where.strip()
    if not where or len(where) > MOST_LETTERS:
        sentence = _("Say in at most %d characters where the root was published.") % MOST_LETTERS
        raise Invalid(sentence, fields={"where": sentence})
    if before := Publication.objects.filter(seal=seal).first():
        if before.where == where:
            return before
        raise Impossible(_("The seal was published before; what was said then stays."))
    return _write(seal, by, where, source)


def _write(seal: Seal, by: User, where: str, source: str) -> Publication:
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                seal=seal, where=where, by=by, at=clock.now(), wall_at=clock.wall_now()
            )
            told = {"number": seal.number, "day": str(seal.day), "root": seal.root, "where": where}
            events.record(EventKind.SEAL, by=by, subject=f"seal:{seal.number}", details=told, source=source)
    except IntegrityError as error:
        raise Impossible(_("Somebody else has just published the seal.")) from error
    return made
