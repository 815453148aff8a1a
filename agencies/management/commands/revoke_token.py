from django.core.management.base import BaseCommand, CommandError

from agencies import roles
from agencies.models import ApiToken


class Command(BaseCommand):
    help = "Ends the API tokens of a user that begin with the hint on the page of the account."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("hint")

    def handle(self, *args, username: str, hint: str, **options) -> None:
        living = ApiToken.objects.filter(user__username=username, hint=hint, revoked_at=None)
        tokens = list(living.select_related("user"))
        if not tokens:
            raise CommandError(f"{username} has no living token {hint}…")
        for token in tokens:
            roles.revoke_token(token, by=None)
        self.stdout.write(f"{len(tokens)} revoked")
