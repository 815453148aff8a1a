"""SO WHAT: reports, their editions and schedules, and the seals over the ledger."""

from reports.models.editions import Edition, Schedule
from reports.models.report import Report, ReportQuerySet
from reports.models.seals import Check, Publication, Seal, SealLeaf

__all__ = [
    "Check",
    "Edition",
    "Publication",
    "Report",
    "ReportQuerySet",
    "Schedule",
    "Seal",
    "SealLeaf",
]
