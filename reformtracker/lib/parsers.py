"""Reading what is sent to the API: always UTF-8, never more than the portal wants to hold."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework import parsers

from reformtracker.lib.problems import TooLarge

MOST_FILES = 10


def _bounded(context: Mapping[str, Any] | None, most: int) -> dict[str, Any]:
    """The parser's context, with UTF-8 whatever the sender claims; raises TooLarge by announced length."""
    context = dict(context or {})
    if int(context["request"].META.get("CONTENT_LENGTH") or 0) > most:
        raise TooLarge
    return context | {"encoding": "utf-8"}


class BoundedJSON(parsers.JSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        context = _bounded(parser_context, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return super().parse(stream, media_type, context)


class BoundedMultiPart(parsers.MultiPartParser):
    """A form with files: as large as the most files that a move may carry."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most = MOST_FILES * settings.EVIDENCE_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return super().parse(stream, media_type, _bounded(parser_context, most))
