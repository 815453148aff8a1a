"""Which rows the workers are told of, and what they then do."""

from reformtracker.dispatch import Channel
from reports import jobs as report_jobs
from reports.queue import queue as report_queue

CHANNELS = (Channel(report_queue, report_jobs.build),)
