"""Tokens for programs."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions

from agencies.models import ApiToken, User

LAST_USED_STEP = dt.timedelta(minutes=5)


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token rtp_…`; the token row is `request.auth`."""

    keyword = "Token"

    def authenticate(self, request) -> tuple[User, ApiToken] | None:
        word, _blank, key = request.headers.get("Authorization", "").partition(" ")
        if word != self.keyword:
            return None
        token = ApiToken.objects.select_related("user").filter(digest=ApiToken.digest_of(key.strip())).first()
        if token is None or not token.is_usable(timezone.now()):
            raise exceptions.AuthenticationFailed(_("This token is unknown, expired or revoked."))
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request) -> str:
        return self.keyword

    def _note_use(self, token: ApiToken) -> None:
        """At most one write every few minutes."""
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > LAST_USED_STEP:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
