"""How long things take in a run, and the limits that follow: the portal's own settings, or shortened ones."""

from dataclasses import dataclass, replace

# What the rule of the queue allows on top of it: the dispatcher's look each second, the way through the
# broker, and the jobs before it.
SLACK_SECONDS = 15.0


@dataclass(frozen=True)
class Timing:
    """`lease` and `heartbeat` as in the settings; sizes of the scenarios; limits in seconds."""

    lease: int
    heartbeat: int
    jobs: int
    kills: int
    backlog: int
    outage: float
    slowest_answer: float
    # When a scenario stops waiting for its rows: three lost attempts and a backlog.
    patience: float

    @property
    def queued(self) -> float:
        """Within this, a waiting row whose message was lost is announced again: half a lease, and slack."""
        return self.lease / 2 + SLACK_SECONDS

    @property
    def running(self) -> float:
        """Within this, a row whose worker died is taken by another: a lease, and slack."""
        return self.lease + SLACK_SECONDS

    @property
    def delay(self) -> float:
        """Work beside a poison is held up by less than a lease (a shortened one is no time for a backlog)."""
        return max(self.lease, SLACK_SECONDS)


# Lease and heartbeat of the product: 45 s for what waits, 75 s for what runs.
FULL = Timing(
    lease=60,
    heartbeat=15,
    jobs=300,
    kills=14,
    backlog=80,
    outage=20,
    slowest_answer=1.0,
    patience=300,
)
# For the suite, which shares two cores with other tests: a page that waited for a broker takes over five
# seconds, so three tell the difference on a machine that is busy.
SHORT = Timing(lease=4, heartbeat=1, jobs=24, kills=4, backlog=20, outage=6, slowest_answer=3.0, patience=60)
# Without a guard some rows never come to their end; nobody waits for them longer than it takes to see that.
CONTROL = replace(SHORT, jobs=16, kills=2, backlog=60, patience=25)
