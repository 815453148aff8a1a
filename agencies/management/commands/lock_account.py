from django.core.management.base import BaseCommand, CommandError

from agencies import roles
from agencies.models import User
from reformtracker.lib.errors import Refused


class Command(BaseCommand):
    help = "Locks an account, so that it neither signs in nor uses its keys; the reason stands in the event."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--unlock", action="store_true", help="opens a locked account again")

    def handle(self, *args, username: str, reason: str, unlock: bool, **options) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        act = roles.unlock if unlock else roles.lock
        try:
            act(user, by=None, reason=reason)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
