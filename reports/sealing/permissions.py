"""Who reads the seals, publishes them, and has the ledger checked; the pages and the API ask the same."""

from agencies.enums import UserRole
from agencies.models import User
from agencies.permissions import sees_everything


def may_read(user: User) -> bool:
    """The secretariat, the auditor and the audit administrator; seals say nothing of any duty."""
    return sees_everything(user) or UserRole.AUDIT_ADMIN in user.roles


def may_publish(user: User) -> bool:
    """The audit administrator gives roots to the outside."""
    return UserRole.AUDIT_ADMIN in user.roles


def may_check(user: User) -> bool:
    """The auditor and the audit administrator have the whole ledger checked."""
    return user.is_auditor or UserRole.AUDIT_ADMIN in user.roles
