"""The secret addresses under which people subscribe to their deadlines: made, shown once, revoked."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from agencies import events
from agencies.enums import EventKind
from agencies.models import User
from reformtracker.lib import clock
from tasks.models import CalendarFeed

# When an address was last used is noted, but not at every request.
NOTED = dt.timedelta(hours=1)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create(user: User, language: str) -> tuple[CalendarFeed, str]:
    """Makes the user's one living feed, in place of the one before; gives the row and the secret.

    The secret cannot be read again. A language that the portal does not speak becomes its own.
    """
    secret = secrets.token_urlsafe(32)
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with transaction.atomic():
        # Of two at once the second revokes the first. Without its key: the access event refers to it.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        revoke(user)
        made = CalendarFeed.objects.create(
            user=user, digest=digest_of(secret), hint=secret[:6], language=known
        )
        _tell(user, change="made", hint=made.hint)
    return made, secret


def revoke(user: User) -> bool:
    """Ends the user's living feed; False when there is none."""
    with transaction.atomic():
        revoked = living(user).update(revoked_at=clock.wall_now())
        if revoked:
            _tell(user, change="revoked")
    return bool(revoked)


def _tell(user: User, **said: str) -> None:
    events.record(EventKind.TOKEN, by=user, subject=f"calendar:{user.username}", details=said)


def living(user: User):
    return CalendarFeed.objects.filter(user=user, revoked_at=None)


def find(secret: str) -> CalendarFeed | None:
    """The living feed of an account that may still be used; its use is noted about once an hour."""
    feed = (
        CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    if feed is None or not feed.user.sees_business:
        return None
    moment = clock.wall_now()
    if feed.last_used_at is None or moment - feed.last_used_at > NOTED:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=moment - NOTED)
        CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_used_at=moment)
    return feed
