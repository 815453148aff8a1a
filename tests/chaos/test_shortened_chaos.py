"""A shortened `make chaos`: the queue under fault with real workers, beat and web, on leases of four seconds.

The whole run, with the product's own times and 300 reports, is `make chaos`; each guard switched off in turn
is `make chaos ARGS=--controls`. Here are the faults that fit into a minute, and one control.
"""

import pytest

from scripts.chaos.controls import play_controls
from scripts.chaos.play import play_all
from scripts.chaos.timing import SHORT

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]
FAULTS = ("killed-workers", "emptied-broker", "repeated-message", "frozen-worker")


def missed(figures) -> list[str]:
    return [
        f"{figure.what}: wanted {figure.wanted}, seen {figure.seen}" for figure in figures if not figure.met
    ]


def test_nothing_is_lost_or_done_twice_when_workers_die_freeze_and_messages_vanish_or_repeat():
    figures = play_all(SHORT, FAULTS)

    assert missed(figures) == []


def test_without_the_fencing_token_a_late_worker_would_overwrite():
    figures = play_controls(["token"])

    assert missed(figures) == []
