"""What the portal answers when it will not do something: each refusal knows its HTTP status and code."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A command that is not carried out; `message` is a sentence in the language of who asked."""

    status = 409
    code = "refused"
    title = _("Not possible")

    # What the HTTP answer carries besides its text, such as Retry-After.
    headers: Mapping[str, str] = {}

    def __init__(
        self, message: Any, *, code: str | None = None, fields: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = fields or {}


class Invalid(Refused):
    """Something that the command must carry is missing or malformed; `fields` maps field name to sentence."""

    status = 400
    code = "invalid"
    title = _("Please check what you entered")


class NotAllowed(Refused):
    """The thing is visible to the user, but this step is not theirs."""

    status = 403
    code = "not_allowed"
    title = _("Not allowed")


class Impossible(Refused):
    """The step does not exist from the present state."""

    code = "impossible"
    title = _("Not possible now")


class Stale(Refused):
    """Somebody else changed the thing since the user read it."""

    status = 412
    code = "stale"
    title = _("Changed by somebody else")


class VersionRequired(Refused):
    """A change must say which version it is based on."""

    status = 428
    code = "version_required"
    title = _("Version missing")
