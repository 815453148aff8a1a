"""A move happens wholly or not at all, and on what is there now."""

import pytest

from reformtracker.lib.errors import Impossible, NotAllowed, Stale
from tasks import services
from tasks.enums import Move
from tasks.models import Entry, Evidence
from tasks.models.assignment import POSITION_FIELDS
from tests import factories
from tests.tasks.scenes import make, now, position

pytestmark = pytest.mark.django_db


def test_nothing_of_a_move_stays_when_its_entry_cannot_be_written(duty, officer, monkeypatch):
    before = {name: getattr(duty, name) for name in POSITION_FIELDS}
    counts = Entry.objects.count(), Evidence.objects.count()

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Entry, "save", fail)
    with pytest.raises(RuntimeError):
        make(Move.CLAIM, duty, officer)

    assert {name: getattr(now(duty), name) for name in POSITION_FIELDS} == before
    assert (Entry.objects.count(), Evidence.objects.count()) == counts
    assert duty.plan.chain.n == counts[0]


def test_nothing_stays_either_when_only_the_evidence_cannot_be_written(duty, officer, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(type(Evidence.objects), "bulk_create", fail)
    with pytest.raises(RuntimeError):
        make(Move.CLAIM, duty, officer)

    assert (now(duty).state, now(duty).version, duty.entries.count()) == ("assigned", 1, 1)


def test_a_stale_writer_changes_nothing(duty, officer, secretariat):
    make(Move.ESCALATE, duty, secretariat)

    with pytest.raises(Stale) as refused:
        make(Move.REPORT, duty, officer, version=1)

    assert (refused.value.status, refused.value.code) == (412, "stale")
    assert position(duty, "state", "version") == ("assigned", 2)


def test_permission_is_asked_before_the_version_tells_anything(duty):
    with pytest.raises(NotAllowed):
        make(Move.REPORT, duty, factories.officer("MOE"), version=999)


def test_the_service_reads_the_duty_again_before_it_decides(duty, officer, secretariat):
    seen = factories.duty()
    make(Move.SUSPEND, duty, secretariat)

    with pytest.raises(Impossible):
        services.report(seen, by=officer, percent=10, note="progress", reason="late")

    assert now(duty).state == "suspended"
