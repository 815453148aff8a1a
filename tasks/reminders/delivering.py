"""Writing what people are told: one digest per person and kind, each thing once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from tasks.models import Notification, Reminder
from tasks.reminders.findings import Finding
from tasks.reminders.kinds import place
from tasks.reminders.readers import Reader
from tasks.reminders.wishes import Wish, Wishes, mail_is_set_up

BATCH = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One thing for one person, and where it goes."""

    reader: Reader
    finding: Finding
    wish: Wish

    @property
    def order(self) -> tuple[int, str]:
        return self.reader.pk, self.finding.key


def wanted(pairs: Iterable[tuple[Reader, Finding]], wishes: Wishes) -> list[Told]:
    """Without what the person does not want, or could not get: mail needs a server and an address."""
    found, by_mail = [], mail_is_set_up()
    for reader, finding in pairs:
        wish = wishes.of(reader.pk, finding.kind)
        wish = Wish(wish.inbox, wish.mail and by_mail and bool(reader.email))
        if wish.inbox or wish.mail:
            found.append(Told(reader, finding, wish))
    return found


def deliver(told: Iterable[Told], at: dt.datetime) -> list[Notification]:
    """Writes the digests of one moment and gives those that hold something.

    What somebody was told already, by whoever ran at the same time, is left out: the database knows every
    key once. All writers go by the same order, so that none waits for one that waits for it.
    """
    in_order = sorted(told, key=lambda one: one.order)
    digests = _digests(in_order, at)
    with transaction.atomic():
        Notification.objects.bulk_create(digests.values(), batch_size=BATCH)
        Reminder.objects.bulk_create(
            (_reminder(one, digests[one.reader.pk, one.finding.kind]) for one in in_order),
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        return _without_empty(digests.values())


def _digests(told: list[Told], at: dt.datetime) -> dict[tuple[int, str], Notification]:
    found: dict[tuple[int, str], Notification] = {}
    for one in sorted(told, key=lambda one: (one.reader.pk, place(one.finding.kind))):
        found.setdefault(
            (one.reader.pk, one.finding.kind),
            Notification(
                user_id=one.reader.pk, kind=one.finding.kind, at=at,
                in_inbox=one.wish.inbox, mail_wanted=one.wish.mail,
            ),
        )  # fmt: skip
    return found


def _reminder(one: Told, digest: Notification) -> Reminder:
    found = one.finding
    return Reminder(
        notification=digest, user_id=one.reader.pk, key=found.key, plan_id=found.plan,
        assignment_id=found.assignment, round_id=found.round, said=found.said,
    )  # fmt: skip


def _without_empty(digests: Iterable[Notification]) -> list[Notification]:
    """Takes back the digests of which another run was quicker in every line."""
    made = {digest.pk: digest for digest in digests}
    counted = Notification.objects.filter(pk__in=list(made)).annotate(lines=Count("reminders"))
    empty = [digest.pk for digest in counted if not digest.lines]
    if empty:
        Notification.objects.filter(pk__in=empty).delete()
    return [digest for pk, digest in made.items() if pk not in set(empty)]
