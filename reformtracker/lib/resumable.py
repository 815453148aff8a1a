"""A kept file as an HTTP answer that can be taken up again where it broke off (RFC 9110, sections 13 and 14).

One range at a time; several at once, or a range that makes no sense, are answered with the whole file, as the
standard allows. The ETag is strong, because the file is named by its content.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

BLOCK = 1 << 16
# No file has more bytes than nineteen digits can say; longer numbers are not worth reading.
RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.IGNORECASE | re.ASCII)


class NoSuchRange(Exception):
    """The file does not reach that far: 416."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from `start`, counted from 0, to before `end`."""

    start: int
    end: int


def asked_part(header: str, size: int) -> Part | None:
    """What a Range header asks of a file of that size; None: all of it. Raises NoSuchRange."""
    found = RANGE.fullmatch(header)
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        return _checked(max(size - int(found[2]), 0), size, size)
    start, end = int(found[1]), int(found[2]) + 1 if found[2] else size
    return None if end <= start and found[2] else _checked(start, min(end, size), size)


def _checked(start: int, end: int, size: int) -> Part:
    if start >= size:
        raise NoSuchRange
    return Part(start, end)


def answer(request: HttpRequest, path: Path, *, sha256: str, name: str, media_type: str) -> HttpResponseBase:
    """The file, the part of it that is asked for, or that it has not changed: 200, 206, 304, 412 or 416.

    Always an attachment under that name and type. Raises OSError when it cannot be read.
    """
    size, etag = path.stat().st_size, f'"{sha256}"'
    found = get_conditional_response(request, etag=etag) or _content(request, path, size, etag, media_type)
    found["ETag"] = etag
    found["Accept-Ranges"] = "bytes"
    found["X-Content-Type-Options"] = "nosniff"
    if found.streaming:
        found["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
        found["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return found


def begins(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer starts a download, rather than going on with one or only telling about it."""
    whole = response.status_code == 200
    from_first_byte = response.status_code == 206 and response["Content-Range"].startswith("bytes 0-")
    return request.method == "GET" and (whole or from_first_byte)


def _content(request: HttpRequest, path: Path, size: int, etag: str, media_type: str) -> HttpResponseBase:
    try:
        part = asked_part(request.headers.get("Range", ""), size) if _wants_part(request, etag) else None
    except NoSuchRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(path.open("rb"), content_type=media_type)
    found = StreamingHttpResponse(_blocks(path, part), status=206, content_type=media_type)
    found["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    found["Content-Length"] = str(part.end - part.start)
    return found


def _wants_part(request: HttpRequest, etag: str) -> bool:
    """Ranges are for GET alone, and only while the file is the one that If-Range names."""
    return request.method == "GET" and request.headers.get("If-Range", etag) == etag


def _blocks(path: Path, part: Part) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = part.end - part.start
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
