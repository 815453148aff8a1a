"""The kinds of reminders in the order in which they press, and their icons."""

from tasks.enums import NotificationKind

ICONS = {
    NotificationKind.CHASE: "comment",
    NotificationKind.SLIP: "slip",
    NotificationKind.RETURNED: "return",
    NotificationKind.OVERDUE: "overdue",
    NotificationKind.ROUND_CLOSING: "calendar",
    NotificationKind.DUE_SOON: "due_soon",
    NotificationKind.ROUND_OPENED: "round",
    NotificationKind.REPORT: "report",
}
PRESSING = [kind.value for kind in ICONS]


def place(kind: str) -> int:
    """Where a kind stands in that order, counted from 0."""
    return PRESSING.index(kind)
