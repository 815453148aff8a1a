from django.core.management.base import BaseCommand, CommandError

from agencies import roles
from agencies.enums import Scope
from agencies.models import User


class Command(BaseCommand):
    help = "Makes an API token for a user and prints it once; only its SHA-256 is kept."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--scope", choices=Scope.values, required=True)

    def handle(self, *args, username: str, scope: str, **options) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {username}.")
        self.stdout.write(roles.make_token(user, scope, by=None))
