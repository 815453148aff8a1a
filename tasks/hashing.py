"""What of an entry is hashed, and how: the algorithms of the ledger by name, and the form of one row.

`sha256-v2`: the content digest is SHA-256 over a domain prefix and the canonical JSON of everything that the
entry says; the hash is SHA-256 over another prefix, the hash before it and that digest. So whoever gets only
a part of a ledger checks every link from content digests, without reading what the others say.
`sha256-v1` hashed the hash before it together with the content; what it wrote stays verifiable.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from reformtracker.lib.canonical import as_text, canonical

ALGORITHM = "sha256-v2"
V1 = "sha256-v1"
V1_DOMAIN = b"reform-task-portal/ledger/v1\n"
CONTENT_DOMAIN = b"reform-task-portal/ledger/v2/content\n"
LINK_DOMAIN = b"reform-task-portal/ledger/v2/link\n"
GENESIS = "0" * 64


class Row(NamedTuple):
    """An entry as the ledger is walked: its content in the order of canonical JSON, then its place.

    Days and moments are texts already, as canonical JSON writes them: reading a million of them into objects
    and writing them out again took longer than all the hashing.
    """

    actor_id: int | None
    actor_label: str
    algorithm: str
    asked_due_on: str | None
    assignment_id: int
    at: str
    command: str
    completed_on: str | None
    demonstration: bool
    details: dict[str, Any]
    due_on: str
    move: str
    n: int
    note: str
    objecting: str
    on_behalf_id: int | None
    percent: int
    plan_id: int
    reason: str
    reported_on: str | None
    state: str
    subject: str
    version: int
    wall_at: str
    previous_hash: str
    hash: str
    id: int


CONTENT_FIELDS = Row._fields[: Row._fields.index("previous_hash")]
HASHED_FIELDS = (*CONTENT_FIELDS, "previous_hash")


def content_digest(content: bytes) -> str:
    """The digest of what an entry says, from its canonical JSON."""
    return hashlib.sha256(CONTENT_DOMAIN + content).hexdigest()


def link(previous_hash: str, content: str) -> str:
    """The hash of an entry, from the hash before it and its content digest; both in hexadecimal digits."""
    return hashlib.sha256(LINK_DOMAIN + f"{previous_hash}\n{content}\n".encode()).hexdigest()


def _hash_v2(said: dict[str, object], previous_hash: str) -> str:
    return link(previous_hash, content_digest(canonical(said)))


def _hash_v1(said: dict[str, object], previous_hash: str) -> str:
    """It composed the text as a whole, after it was written as JSON."""
    value = said | {"previous_hash": previous_hash}
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=as_text)
    return hashlib.sha256(V1_DOMAIN + unicodedata.normalize("NFC", text).encode()).hexdigest()


ALGORITHMS: dict[str, Callable[[dict[str, object], str], str]] = {ALGORITHM: _hash_v2, V1: _hash_v1}


def hash_of(said: dict[str, object], previous_hash: str) -> str:
    """The hash by the algorithm that the entry names; `said` maps CONTENT_FIELDS to values.

    Raises KeyError for an algorithm that nobody knows.
    """
    return ALGORITHMS[str(said["algorithm"])](said, previous_hash)


# For a million rows: what json.dumps finds out about each value is settled once for each column. A whole
# number is written by its repr, so that a text or a fraction in its place, which SQLite allows, looks other.
_WHOLE = frozenset({"assignment_id", "n", "percent", "plan_id", "version"})
_CONTENT = "{" + ",".join(f'"{name}":%{"r" if name in _WHOLE else "s"}' for name in CONTENT_FIELDS) + "}"
_YES_OR_NO = {True: "true", False: "false"}


def _text(value: str) -> str:
    return encode_basestring(value if value.isascii() else unicodedata.normalize("NFC", value))


_plain = encode_basestring


def content_of(row: Row) -> bytes:
    """`canonical` of the row's content; raises TypeError or another error for what no entry can hold."""
    (
        actor, label, algorithm, asked, duty, at, command, completed, demonstration, details, due, move, n,
        note, objecting, behalf, percent, plan, reason, reported, state, subject, version, wall_at, *_place,
    ) = row  # fmt: skip
    text = _CONTENT % (
        "null" if actor is None else int.__repr__(actor), _text(label), _plain(algorithm),
        "null" if asked is None else _plain(asked), duty, _plain(at), _plain(command),
        "null" if completed is None else _plain(completed), _YES_OR_NO[demonstration],
        "{}" if details == {} else canonical(details).decode(), _plain(due), _plain(move), n, _text(note),
        _text(objecting), "null" if behalf is None else int.__repr__(behalf), percent, plan, _text(reason),
        "null" if reported is None else _plain(reported), _plain(state), _text(subject), version,
        _plain(wall_at),
    )  # fmt: skip
    return text.encode()


def hash_of_row(row: Row) -> str | None:
    """The hash that the row must carry; for what no entry can hold None, or a hash that no entry has."""
    try:
        if row.algorithm == ALGORITHM:
            return link(row.previous_hash, content_digest(content_of(row)))
        return hash_of(said_by(row), row.previous_hash)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def said_by(row: Row) -> dict[str, object]:
    """What the row says, by the names of CONTENT_FIELDS."""
    return dict(zip(CONTENT_FIELDS, row, strict=False))
