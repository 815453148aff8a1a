from django.core.management.base import BaseCommand, CommandError

from agencies import roles
from agencies.enums import UserRole
from agencies.models import Agency, User
from reformtracker.lib.errors import Refused


class Command(BaseCommand):
    help = "Gives an account a role, or takes it away; either is an access event."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=UserRole.values)
        parser.add_argument("--agency", metavar="CODE", help="the body for which an officer reports")
        parser.add_argument("--revoke", action="store_true", help="takes the role away")

    def handle(self, *args, username: str, role: str, agency: str | None, revoke: bool, **options) -> None:
        user = User.objects.filter(username=username).first()
        body = Agency.objects.filter(code=agency).first() if agency else None
        if user is None:
            raise CommandError(f"There is no account {username}.")
        if agency and body is None:
            raise CommandError(f"There is no agency {agency}.")
        act = roles.revoke if revoke else roles.grant
        try:
            act(user, role, by=None, agency=body)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
