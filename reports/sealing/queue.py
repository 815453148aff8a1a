"""The queue of checks."""

from reformtracker.lib.queue import Queue
from reports.enums import CheckStep
from reports.models import Check

queue = Queue(Check, first_step=CheckStep.CHAINS)
