"""The closed vocabularies of the tasks app; values are stored and published, labels are shown."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Field(models.TextChoices):
    """Canonical field of a reform area: the seven of the 2018 plan and two that other plans need."""

    GRADED_DIAGNOSIS = "graded_diagnosis", pgettext_lazy("field", "Graded diagnosis and treatment")
    HOSPITAL_MANAGEMENT = "hospital_management", pgettext_lazy("field", "Hospital management")
    INSURANCE = "insurance", pgettext_lazy("field", "Medical insurance")
    DRUGS = "drugs", pgettext_lazy("field", "Drug supply")
    SUPERVISION = "supervision", pgettext_lazy("field", "Supervision")
    SERVICES = "services", pgettext_lazy("field", "Health services")
    RELATED_FIELDS = "related_fields", pgettext_lazy("field", "Related fields")
    PUBLIC_HEALTH = "public_health", pgettext_lazy("field", "Public health")
    GOVERNANCE = "governance", pgettext_lazy("field", "Governance")


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan state", "Draft")
    ISSUED = "issued", pgettext_lazy("plan state", "Issued")
    # A document under which nobody owes anything: another edition of a plan, or one that names no body.
    RECORD = "record", pgettext_lazy("plan state", "Kept on record")


class Mode(models.TextChoices):
    """How a responsibility clause shares the duty out."""

    LEAD_FIRST = "lead_first", pgettext_lazy("clause mode", "First named leads")
    RESPECTIVE = "respective", pgettext_lazy("clause mode", "Each leads for its own part")
    JOINT = "joint", pgettext_lazy("clause mode", "Jointly, no ranking stated")


class Role(models.TextChoices):
    """An agency's role in one measure."""

    LEAD = "lead", pgettext_lazy("role in a measure", "Lead")
    CO_RESPONSIBLE = "co_responsible", pgettext_lazy("role in a measure", "Co-responsible")
    PARTICIPATING = "participating", pgettext_lazy("role in a measure", "Participating")
    IMPLEMENTING = "implementing", pgettext_lazy("role in a measure", "Implementing")


class State(models.TextChoices):
    """Where an assignment stands in the workflow (never lateness: that is the standing)."""

    ASSIGNED = "assigned", pgettext_lazy("state", "Assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("state", "In progress")
    CLAIMED = "claimed", pgettext_lazy("state", "Completion claimed")
    VERIFIED = "verified", pgettext_lazy("state", "Verified")
    SUSPENDED = "suspended", pgettext_lazy("state", "Suspended")
    CLOSED_UNIMPLEMENTED = "closed_unimplemented", pgettext_lazy("state", "Closed, not implemented")


ACTIVE_STATES = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.CLAIMED})
CLOSED_STATES = frozenset({State.VERIFIED, State.CLOSED_UNIMPLEMENTED})
REPORTING_STATES = frozenset({State.ASSIGNED, State.IN_PROGRESS})


class Move(models.TextChoices):
    """A step on an assignment; ISSUE and FOLLOW are the portal's own (docs/adr/0004)."""

    ISSUE = "issue", pgettext_lazy("move", "Assign")
    REPORT = "report", pgettext_lazy("move", "Report progress")
    CLAIM = "claim", pgettext_lazy("move", "Claim completion")
    CONCUR = "concur", pgettext_lazy("move", "Concur")
    OBJECT = "object", pgettext_lazy("move", "Object")
    VERIFY = "verify", pgettext_lazy("move", "Verify")
    RETURN = "return", pgettext_lazy("move", "Return")
    ASK_EXTENSION = "ask_extension", pgettext_lazy("move", "Ask for an extension")
    GRANT = "grant", pgettext_lazy("move", "Grant the extension")
    REFUSE = "refuse", pgettext_lazy("move", "Refuse the extension")
    SUSPEND = "suspend", pgettext_lazy("move", "Suspend")
    RESUME = "resume", pgettext_lazy("move", "Resume")
    ESCALATE = "escalate", pgettext_lazy("move", "Issue a slip")
    CLOSE_UNIMPLEMENTED = "close_unimplemented", pgettext_lazy("move", "Close as not implemented")
    REOPEN = "reopen", pgettext_lazy("move", "Reopen")
    CORRECT = "correct", pgettext_lazy("move", "Correct")
    FOLLOW = "follow", pgettext_lazy("move", "Follow the lead")


class Standing(models.TextChoices):
    """The computed light of an assignment, worst first."""

    OVERDUE = "overdue", pgettext_lazy("standing", "Overdue")
    DUE_SOON = "due_soon", pgettext_lazy("standing", "Due soon")
    BEHIND = "behind", pgettext_lazy("standing", "Behind plan")
    STALE = "stale", pgettext_lazy("standing", "No recent report")
    BLOCKED = "blocked", pgettext_lazy("standing", "Blocked")
    ON_TRACK = "on_track", pgettext_lazy("standing", "On track")
    DONE_ON_TIME = "done_on_time", pgettext_lazy("standing", "Done on time")
    DONE_LATE = "done_late", pgettext_lazy("standing", "Done late")
    CLOSED_UNIMPLEMENTED = "closed_unimplemented", pgettext_lazy("standing", "Closed, not implemented")


# Worst first; a task's state and standing are the worst of its lead assignments, and what is open is worse
# than what is closed.
STANDING_ORDER = (
    Standing.OVERDUE,
    Standing.DUE_SOON,
    Standing.BEHIND,
    Standing.STALE,
    Standing.BLOCKED,
    Standing.ON_TRACK,
    Standing.CLOSED_UNIMPLEMENTED,
    Standing.DONE_LATE,
    Standing.DONE_ON_TIME,
)
STATE_ORDER = (
    State.ASSIGNED,
    State.SUSPENDED,
    State.IN_PROGRESS,
    State.CLAIMED,
    State.CLOSED_UNIMPLEMENTED,
    State.VERIFIED,
)
DONE_STANDINGS = frozenset({Standing.DONE_ON_TIME, Standing.DONE_LATE})


class SlipColour(models.TextChoices):
    BLUE = "blue", pgettext_lazy("slip", "Blue")
    YELLOW = "yellow", pgettext_lazy("slip", "Yellow")
    RED = "red", pgettext_lazy("slip", "Red")


class Comparator(models.TextChoices):
    EQUAL = "=", pgettext_lazy("comparator", "equal to")
    AT_LEAST = ">=", pgettext_lazy("comparator", "at least")
    AT_MOST = "<=", pgettext_lazy("comparator", "at most")
    MORE = ">", pgettext_lazy("comparator", "more than")
    LESS = "<", pgettext_lazy("comparator", "less than")
    INCREASE_BY = "increase_by", pgettext_lazy("comparator", "increase by")
    RANGE = "range", pgettext_lazy("comparator", "between")


class Reach(models.TextChoices):
    """Which places a measure's text calls on, beside the bodies in its clause."""

    PROVINCES = "provinces", pgettext_lazy("places called on", "Provinces")
    LOCALITIES = "localities", pgettext_lazy("places called on", "Localities")


class TargetKind(models.TextChoices):
    """What a target's values are, and so how they add up over places."""

    LEVEL = "level", pgettext_lazy("kind of target", "Level")
    INCREASE = "increase", pgettext_lazy("kind of target", "Increase over the baseline")
    SHARE = "share", pgettext_lazy("kind of target", "Share")
    COUNT = "count", pgettext_lazy("kind of target", "Count")


class Direction(models.TextChoices):
    UP = "up", pgettext_lazy("direction of a target", "More is better")
    DOWN = "down", pgettext_lazy("direction of a target", "Less is better")


class TargetState(models.TextChoices):
    """How a figure stands against its target; computed, never stored."""

    MET = "met", pgettext_lazy("target", "Met")
    ON_COURSE = "on_course", pgettext_lazy("target", "On course")
    OPEN = "open", pgettext_lazy("target", "Not met yet")
    SHORT = "short", pgettext_lazy("target", "Short of the target")
    UNKNOWN = "unknown", pgettext_lazy("target", "Cannot be judged")
    FOLLOWED = "followed", pgettext_lazy("target", "Followed, no value set")
    NONE = "none", pgettext_lazy("target", "No reading")


class RoundPace(models.TextChoices):
    MONTHLY = "monthly", pgettext_lazy("pace of rounds", "Monthly")
    QUARTERLY = "quarterly", pgettext_lazy("pace of rounds", "Quarterly")


class RoundEventKind(models.TextChoices):
    OPENED = "opened", pgettext_lazy("round event", "Opened")
    CLOSED = "closed", pgettext_lazy("round event", "Closed")
    REOPENED = "reopened", pgettext_lazy("round event", "Opened again")
    MOVED = "moved", pgettext_lazy("round event", "Moved")


class Punctuality(models.TextChoices):
    """How a return of a round stands; computed, never stored."""

    ON_TIME = "on_time", pgettext_lazy("return", "On time")
    LATE = "late", pgettext_lazy("return", "Late")
    RETURNED = "returned", pgettext_lazy("return", "Sent back")
    MISSING = "missing", pgettext_lazy("return", "Missing")
    OWED = "owed", pgettext_lazy("return", "Still owed")
    EXCUSED = "excused", pgettext_lazy("return", "Excused")


class AdoptionKind(models.TextChoices):
    ADOPTED = "adopted", pgettext_lazy("adoption", "Adopted")
    TIGHTENED = "tightened", pgettext_lazy("adoption", "Tightened")
    LOOSENED = "loosened", pgettext_lazy("adoption", "Loosened")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("adoption", "Not adopted")


class NotificationKind(models.TextChoices):
    DUE_SOON = "due_soon", pgettext_lazy("reminder", "Due soon")
    OVERDUE = "overdue", pgettext_lazy("reminder", "Overdue")
    RETURNED = "returned", pgettext_lazy("reminder", "Sent back to you")
    ROUND_OPENED = "round_opened", pgettext_lazy("reminder", "A round has opened")
    ROUND_CLOSING = "round_closing", pgettext_lazy("reminder", "Returns are due tomorrow")
    SLIP = "slip", pgettext_lazy("reminder", "Slip issued")
    CHASE = "chase", pgettext_lazy("reminder", "The office asks after a duty")
    REPORT = "report", pgettext_lazy("reminder", "A report is ready")


class IntakeStep(models.TextChoices):
    """What the reader of notices is doing, shown beside the progress bar."""

    WAITING = "waiting", pgettext_lazy("intake step", "Waiting for a free worker")
    OPENING = "opening", pgettext_lazy("intake step", "Opening the file")
    READING = "reading", pgettext_lazy("intake step", "Reading the text")
    KEEPING = "keeping", pgettext_lazy("intake step", "Writing the draft")
    FINISHED = "finished", pgettext_lazy("intake step", "Finished")


class IntakeFailure(models.TextChoices):
    """Why a document could not be read, in words that say what to do."""

    REFUSED = "refused", pgettext_lazy("intake failure", "The file cannot be read as a notice.")
    ERROR = "error", pgettext_lazy("intake failure", "An error stopped the reader.")
    STORAGE = "storage", pgettext_lazy("intake failure", "The file could not be taken out of the store.")
    TOO_LONG = "too_long", pgettext_lazy("intake failure", "Reading took longer than the time limit allows.")
    WORKER_LOST = (
        "worker_lost",
        pgettext_lazy("intake failure", "The worker ended in the middle of it, as often as it was tried."),
    )
