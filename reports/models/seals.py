"""Seals: signed checkpoints over a tree that only grows; publications; checks of the whole ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reformtracker.lib.queue import QueuedRow, active_by_age, sound_queue
from reports.enums import CheckFailure, CheckStep, SealKind
from tasks.models import Plan


class SealLeaf(models.Model):
    """A head of a chain at the moment of a seal: leaf `index` (from 0) of the Merkle tree; append-only.

    `chain` is "plan:<slug>" or "access"; `n` and `hash` are those of the chain's newest row at that moment.
    """

    index = models.PositiveBigIntegerField(unique=True)
    chain = models.CharField(max_length=120)
    n = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["chain", "n"], name="seal_leaf_head_once")]

    def __str__(self) -> str:
        return f"{self.index}: {self.chain} #{self.n}"


class Seal(models.Model):
    """A signed checkpoint (C2SP tlog-checkpoint): the tree's size and root, and the signature; append-only.

    `size` is the number of leaves, `root` the RFC 6962 root as hexadecimal digits. `frontier` lists the roots
    of the complete subtrees from left to right, from which the next root is computed without the old leaves.
    A daily seal closes the day `day` and is the one that is published. Sizes never shrink.
    """

    number = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=8, choices=SealKind)
    day = models.DateField(null=True, blank=True)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    frontier = models.JSONField(default=list)
    checkpoint = models.TextField()
    key_id = models.CharField(max_length=80)
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SealKind.values), name="seal_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=SealKind.DAILY, day__isnull=False) | Q(kind=SealKind.INTERVAL, day=None),
                name="seal_daily_has_its_day",
            ),
            models.UniqueConstraint(fields=["day"], name="seal_one_per_day"),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}: {self.size} {self.root[:12]}"


class Publication(models.Model):
    """The audit administrator gave the root of a daily seal to the outside; append-only."""

    seal = models.OneToOneField(Seal, models.PROTECT, related_name="publication")
    where = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="publications")
    at = models.DateTimeField()
    wall_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.seal} published"


class Check(QueuedRow):
    """Somebody, or the nightly job (`requested_by` null), had the ledger checked; the row is the queue.

    `plan` null: every chain. `checked` and `of` count entries. `faults` lists what was found, one
    for each chain at most: chain, n, code, detail; empty when all holds. `seal` is the newest seal that it
    was held against.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="checks")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="checks"
    )
    requested_at = models.DateTimeField()
    # "2018-11-21": the nightly check of a day is made once, however many beats run.
    schedule_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    step = models.CharField(max_length=12, choices=CheckStep, default=CheckStep.WAITING)
    failure_code = models.CharField(max_length=16, choices=CheckFailure, blank=True)
    checked = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    faults = models.JSONField(default=list, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, blank=True, related_name="checks")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [*sound_queue("check")]
        indexes = [active_by_age("check")]

    def __str__(self) -> str:
        return f"check {self.public_id}"
