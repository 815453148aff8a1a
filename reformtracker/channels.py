"""Which rows the workers are told of, and what they then do."""

from reformtracker.dispatch import Channel
from reports import jobs as report_jobs
from reports.queue import queue as reports
from reports.sealing.queue import queue as checks
from tasks import jobs as intake_jobs
from tasks.handing_in import queue as intakes

CHANNELS = (
    Channel(reports, report_jobs.build),
    Channel(intakes, intake_jobs.read),
    Channel(checks, report_jobs.check),
)
