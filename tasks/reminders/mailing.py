"""Digests by mail: one plain mail per person and run, after the run, tried at most ATTEMPTS times.

The digest's row is the queue, as everywhere: a run or a page only writes it, the job sends. An attempt is
counted before it is made, so that a crash in the middle sends nothing twice for ever.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.bilingual import listed
from tasks.enums import NotificationKind
from tasks.models import CalendarFeed, Notification, Reminder
from tasks.reminders import wording
from tasks.reminders.alone import alone
from tasks.reminders.kinds import place
from tasks.reminders.wishes import mail_is_set_up

logger = logging.getLogger(__name__)

ATTEMPTS = 3
LONGEST_ERROR = 200
# So many lines of a digest stand in the mail; the whole of it stands in the inbox.
LINES = 30
GIVE_UP = 3
LOCK_KEY = 6245  # "mail" on a telephone's keys
FAULTS = (OSError, SMTPException, BadHeaderError, ValidationError, UnicodeError)


def send_waiting() -> int:
    """Sends what waits and gives the number of mails; a server that fails costs an attempt and no more."""
    if not mail_is_set_up():
        return 0
    with alone("mail", LOCK_KEY) as mine:
        batches = list(_batches()) if mine else []
        if not batches:
            return 0
        server = get_connection(timeout=settings.EMAIL_TIMEOUT)
        try:
            server.open()
        except FAULTS as error:
            _count(waiting())
            _note(waiting(), error)
            return 0
        return _send_all(batches, server)


def _send_all(batches: list[list[Notification]], server: BaseEmailBackend) -> int:
    """Gives up for now after GIVE_UP failures in a row: what was not tried has lost nothing."""
    sent, failed = 0, 0
    for batch in batches:
        if _send(batch, server):
            sent, failed = sent + 1, 0
            continue
        server.close()  # the next one gets a fresh connection
        failed += 1
        if failed == GIVE_UP:
            break
    server.close()
    return sent


def waiting() -> QuerySet[Notification]:
    return Notification.objects.filter(
        mail_wanted=True, mailed_at=None, mail_attempts__lt=ATTEMPTS, user__is_active=True
    )


def _batches() -> Iterator[list[Notification]]:
    """The digests of one person and one run together."""
    reminders = Prefetch("reminders", wording.with_subjects(Reminder.objects.order_by("pk")))
    rows = waiting().select_related("user").prefetch_related(reminders).order_by("user", "at", "pk")
    for _key, batch in groupby(rows, key=lambda digest: (digest.user_id, digest.at)):
        yield list(batch)


def _send(batch: list[Notification], server: BaseEmailBackend) -> bool:
    rows = Notification.objects.filter(pk__in=[digest.pk for digest in batch])
    _count(rows)
    try:
        validate_email(batch[0].user.email)
        message = message_of(batch, server)
        if message is None:
            rows.update(mail_wanted=False)
            return True
        message.send()
    except FAULTS as error:
        _note(rows, error)
        return False
    rows.update(mailed_at=clock.now(), mail_error="")
    return True


def _count(rows: QuerySet[Notification]) -> None:
    rows.update(mail_attempts=F("mail_attempts") + 1)


def _note(rows: QuerySet[Notification], error: Exception) -> None:
    said = f"{type(error).__name__}: {error}"
    logger.warning("a mail could not be sent: %s", said)
    rows.filter(mailed_at=None).update(mail_error=said[:LONGEST_ERROR])


def message_of(batch: list[Notification], server: BaseEmailBackend | None = None) -> EmailMessage | None:
    """The one mail about the digests of one person, in that person's language; None: nothing is in sight."""
    user = batch[0].user
    with translation.override(language_of(user)):
        by_kind = {digest.kind: wording.lines(list(digest.reminders.all()), user) for digest in batch}
        kinds = [kind for kind in sorted(by_kind, key=place) if by_kind[kind]]
        if not kinds:
            return None
        counted = [f"{NotificationKind(kind).label} {len(by_kind[kind])}" for kind in kinds]
        return EmailMessage(
            _("Reform task portal: %s") % listed(counted),
            _body({kind: by_kind[kind] for kind in kinds}, batch[0].at),
            to=[user.email],
            connection=server,
            headers={"Auto-Submitted": "auto-generated"},
        )


def language_of(user: User) -> str:
    """The language chosen for the calendar feed, the one choice of a language that an account keeps."""
    feeds = CalendarFeed.objects.filter(user=user).order_by("-pk")
    return feeds.values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def _body(by_kind: dict[str, list[wording.Line]], at: dt.datetime) -> str:
    parts = []
    for kind, lines in by_kind.items():
        said = [f"- {line.about}\n  {line.sentence}\n  {absolute(line.url)}" for line in lines[:LINES]]
        if len(lines) > LINES:
            said.append(_("and %s more in your inbox") % (len(lines) - LINES))
        parts.append("\n".join([wording.heading(kind, len(lines)), "", *said]))
    parts.append(_("Your inbox: %s") % absolute(reverse("tasks:inbox")))
    parts.append(_("Which mails you get is yours to choose: %s") % absolute(reverse("tasks:inbox_settings")))
    parts.append(_("The portal told this on %s.") % clock.day_of(at))
    return "\n\n".join(parts) + "\n"


def absolute(path: str) -> str:
    """The full address of a page, for what is read outside the portal."""
    return settings.PORTAL_URL.rstrip("/") + path
