"""WHAT: the issued documents, the duties that follow from them, and the ledger of every step."""

from tasks.models.assignment import Assignment
from tasks.models.intake import Decision, Intake
from tasks.models.ledger import Chain, Entry, Evidence, Slip
from tasks.models.plan import Deadline, Measure, Plan, ReformArea, Target, Task

__all__ = [
    "Assignment",
    "Chain",
    "Deadline",
    "Decision",
    "Entry",
    "Evidence",
    "Intake",
    "Measure",
    "Plan",
    "ReformArea",
    "Slip",
    "Target",
    "Task",
]
