"""What a person wants to be told: quiet by default, changed kind by kind on the settings page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from agencies.models import User
from tasks.enums import NotificationKind
from tasks.models import ReminderWish

# Of these a mail is sent unless the person said otherwise; the others stay in the inbox.
MAILED = frozenset(
    {
        NotificationKind.OVERDUE,
        NotificationKind.RETURNED,
        NotificationKind.ROUND_CLOSING,
        NotificationKind.SLIP,
        NotificationKind.CHASE,
    }
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where one kind goes for one person; neither means that it is not told at all."""

    inbox: bool
    mail: bool


def default(kind: str) -> Wish:
    """What holds without a choice of one's own: everything in the inbox, few kinds by mail."""
    return Wish(inbox=True, mail=kind in MAILED)


def mail_is_set_up() -> bool:
    """Whether the portal sends mail at all (EMAIL_HOST)."""
    return bool(settings.EMAIL_HOST)


class Wishes:
    """The choices of some people, read in one query."""

    def __init__(self, users: Iterable[int] | None = None) -> None:
        rows = ReminderWish.objects.all()
        if users is not None:
            rows = rows.filter(user__in=list(users))
        self._chosen = {
            (user, kind): Wish(inbox, mail)
            for user, kind, inbox, mail in rows.values_list("user", "kind", "inbox", "mail")
        }

    def of(self, user: int, kind: str) -> Wish:
        return self._chosen.get((user, kind)) or default(kind)


def wish(user: User, chosen: Mapping[str, Wish]) -> None:
    """Keeps a person's choices; of what equals the default no row is kept, so that it follows the default."""
    with transaction.atomic():
        for kind, choice in chosen.items():
            rows = ReminderWish.objects.filter(user=user, kind=kind)
            if choice == default(kind):
                rows.delete()
            else:
                kept = {"inbox": choice.inbox, "mail": choice.mail}
                ReminderWish.objects.update_or_create(user=user, kind=kind, defaults=kept)
