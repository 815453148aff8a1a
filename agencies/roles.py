"""The one door to accounts, roles and keys for programs: every change leaves an access event.

`by` None is the portal itself or a command of its operator; a person must be the administrator whose work it
is. Nobody changes an account of their own. Asked for twice, it happens once.

Raises reformtracker.lib.errors: NotAllowed, Invalid, Impossible.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import events
from agencies.enums import ADMIN_ROLES, REPORTING_ROLES, EventKind, Scope, UserRole
from agencies.models import Agency, ApiToken, Membership, User
from reformtracker.lib import clock
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed


def open_account(username: str, *, by: User | None, password: str, office_en: str, office_zh: str) -> User:
    """A new account without a role. `password` is the encoded one, as it is stored."""
    _refuse_others(by, None, UserRole.SYSTEM_ADMIN)
    with transaction.atomic():
        made = User.objects.create(
            username=username, password=password, display_name_en=office_en, display_name_zh=office_zh
        )
        _tell(EventKind.ACCOUNT, by, made, change="opened")
    return made


def set_password(user: User, *, by: User | None, password: str) -> None:
    """Gives the account another password, encoded as it is stored."""
    _refuse_others(by, user, UserRole.SYSTEM_ADMIN)
    with transaction.atomic():
        user.password = password
        user.save(update_fields=["password"])
        _tell(EventKind.ACCOUNT, by, user, change="password")


def lock(user: User, *, by: User | None, reason: str) -> None:
    """Closes the account: it can no longer sign in, and its keys open nothing."""
    _set_active(user, by, active=False, reason=reason)


def unlock(user: User, *, by: User | None, reason: str) -> None:
    """Opens a locked account again."""
    _set_active(user, by, active=True, reason=reason)


def _set_active(user: User, by: User | None, *, active: bool, reason: str) -> None:
    _refuse_others(by, user, UserRole.SECURITY_ADMIN)
    if not reason.strip():
        raise Invalid(_("Please give a reason."), fields={"reason": _("Please give a reason.")})
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
        user.is_active = active
        if changed:
            change = "unlocked" if active else "locked"
            _tell(EventKind.ACCOUNT, by, user, change=change, reason=reason.strip())


def grant(user: User, role: str, *, by: User | None, agency: Agency | None = None) -> Membership:
    """The account acts as `role` from now on, for the agency where the role reports for one."""
    _refuse_others(by, user, UserRole.SECURITY_ADMIN)
    if role not in UserRole.values:
        raise Invalid(_("There is no such role."), fields={"role": _("There is no such role.")})
    if (role in REPORTING_ROLES) != (agency is not None):
        sentence = _("An officer reports for an agency; the other roles are for the whole portal.")
        raise Invalid(sentence, fields={"agency": sentence})
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(
            pk=user.pk
        )  # of two grants at once the second sees the first
        _refuse_second_administrator(user, role)
        post, made = Membership.objects.get_or_create(user=user, role=role, agency=agency)
        if made:
            _tell(EventKind.ROLE_GRANTED, by, user, role=role, agency=agency.code if agency else None)
    return post


def _refuse_second_administrator(user: User, role: str) -> None:
    others = ADMIN_ROLES - {role}
    if role in ADMIN_ROLES and user.memberships.filter(role__in=others).exists():
        raise Impossible(
            _("No account holds two of the three administrators' roles."), code="second_administrator"
        )


def revoke(user: User, role: str, *, by: User | None, agency: Agency | None = None) -> None:
    """The account acts as `role` no longer."""
    _refuse_others(by, user, UserRole.SECURITY_ADMIN)
    with transaction.atomic():
        gone, _each = Membership.objects.filter(user=user, role=role, agency=agency).delete()
        if gone:
            _tell(EventKind.ROLE_REVOKED, by, user, role=role, agency=agency.code if agency else None)


def make_token(user: User, scope: str, *, by: User | None) -> str:
    """A new key for programs, which cannot be read again; the event names what it begins with."""
    _refuse_others(by, None, UserRole.SYSTEM_ADMIN)
    with transaction.atomic():
        token, key = ApiToken.issue(user, Scope(scope))
        _tell(EventKind.TOKEN, by, user, change="made", scope=scope, hint=token.hint)
    return key


def revoke_token(token: ApiToken, *, by: User | None) -> None:
    """The key opens nothing any more."""
    _refuse_others(by, None, UserRole.SYSTEM_ADMIN)
    with transaction.atomic():
        living = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
        if living.update(revoked_at=clock.wall_now()):
            _tell(EventKind.TOKEN, by, token.user, change="revoked", scope=token.scope, hint=token.hint)


def _refuse_others(by: User | None, user: User | None, role: UserRole) -> None:
    """Only that administrator, and never on the own account; `user` None: the account does not matter."""
    if by is None:
        return
    if role not in by.roles:
        raise NotAllowed(_("This is the work of the %s.") % role.label)
    if by == user:
        raise NotAllowed(_("Nobody changes an account of their own."))


def _tell(kind: EventKind, by: User | None, user: User, **said: str | None) -> None:
    events.record(kind, by=by, subject=f"account:{user.username}", details=said)
