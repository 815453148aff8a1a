"""WHAT: the issued documents, the duties that follow from them, and the ledger of every step."""

from tasks.models.adoption import Adoption
from tasks.models.assignment import Assignment
from tasks.models.intake import Decision, Intake
from tasks.models.ledger import Chain, Entry, Evidence, Slip
from tasks.models.plan import Deadline, Measure, Plan, ReformArea, Target, Task
from tasks.models.readings import Finding, Reading
from tasks.models.reminders import CalendarFeed, Chase, Notification, Reminder, ReminderWish
from tasks.models.rounds import Return, Round, RoundEvent, RoundRule
from tasks.models.saved import SavedFilter

__all__ = [
    "Adoption",
    "Assignment",
    "CalendarFeed",
    "Chain",
    "Chase",
    "Deadline",
    "Decision",
    "Entry",
    "Evidence",
    "Finding",
    "Intake",
    "Measure",
    "Notification",
    "Plan",
    "Reading",
    "ReformArea",
    "Reminder",
    "ReminderWish",
    "Return",
    "Round",
    "RoundEvent",
    "RoundRule",
    "SavedFilter",
    "Slip",
    "Target",
    "Task",
]
