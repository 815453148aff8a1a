"""Signed checkpoints of the tree, in the formats of the C2SP: tlog-checkpoint within a signed note.

A note is text, an empty line and signature lines. The text: the origin (who keeps the log), the number of
leaves, the root in base64, and lines of ours that say which seal it is, all signed with Ed25519. Public keys
are written as `name+id+key`, the id in eight hexadecimal digits and base64 of an algorithm byte and the key.
See https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
ID_BYTES = 4
DASH = "\N{EM DASH}"
ROOT_BYTES = 32
SIZE = re.compile(r"0|[1-9][0-9]{0,17}")  # no leading zeros; what a database's integer can hold


class Malformed(ValueError):
    """A note or a public key is not written as the formats say."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signs, and the 32 bytes with which the signatures are checked."""

    name: str
    raw: bytes

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:ID_BYTES]

    @property
    def id(self) -> str:
        """Name and hash, for people and for the row of a seal."""
        return f"{self.name}+{self.key_hash.hex()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in groups of four hexadecimal digits, for reading out."""
        digits = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    def __str__(self) -> str:
        """`name+id+key`, as verifiers take it."""
        return f"{self.id}+{base64.b64encode(ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Reads `name+id+key`; raises Malformed, also when the id is not that of the key."""
        name, _, rest = text.strip().partition("+")
        digits, _, encoded = rest.partition("+")
        key = _unbase64(encoded)
        found = cls(_clean_name(name), key[1:])
        if key[:1] != ED25519 or len(key) != 33 or found.key_hash.hex() != digits:
            raise Malformed(f"{text.strip()!r} is not a public key as name+id+key")
        return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: `root` is 32 bytes, `remarks` are the further signed lines."""

    origin: str
    size: int
    root: bytes
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The signed text."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.remarks)
        return "".join(f"{line}\n" for line in lines)


def public_of(key: Ed25519PrivateKey, name: str) -> PublicKey:
    """The public half of a key, under the name with which it signs."""
    return PublicKey(_clean_name(name), key.public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The note: the checkpoint with the signature of its origin."""
    public = public_of(key, checkpoint.origin)
    signature = public.key_hash + key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n{DASH} {public.name} {base64.b64encode(signature).decode()}\n"


def parse(note: str) -> Checkpoint:
    """What a note says, whoever signed it; raises Malformed."""
    return _read_text(_parts(note)[0])


def verify(note: str, keys: list[PublicKey]) -> tuple[Checkpoint, PublicKey]:
    """The checkpoint and the key that signed it; raises Malformed, or InvalidSignature by none of the keys.

    Only a key whose name is the origin speaks for the log; signatures of others (witnesses) are passed over.
    """
    text, signatures = _parts(note)
    said = _read_text(text)
    for name, signed in signatures:
        for key in keys:
            if (name, signed[:ID_BYTES]) == (key.name, key.key_hash) and name == said.origin:
                Ed25519PublicKey.from_public_bytes(key.raw).verify(signed[ID_BYTES:], text.encode())
                return said, key
    raise InvalidSignature


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text, and the name and bytes of each signature."""
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise Malformed("a checkpoint has a text, an empty line and a signature")
    return text + "\n", [_read_signature(line) for line in tail.removesuffix("\n").split("\n")]


def _read_signature(line: str) -> tuple[str, bytes]:
    match line.split(" "):
        case [mark, name, encoded] if mark == DASH:
            return name, _unbase64(encoded)
    raise Malformed("a signature line is not one")


def _read_text(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise Malformed("a checkpoint has an origin, a size and a root")
    origin, size, encoded, *remarks = lines
    root = _unbase64(encoded)
    if not SIZE.fullmatch(size) or len(root) != ROOT_BYTES:
        raise Malformed("the size or the root of a checkpoint cannot be read")
    return Checkpoint(origin, int(size), root, tuple(remarks))


def _clean_name(name: str) -> str:
    """The name of a key: no blanks, no plus sign."""
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise Malformed(f"{name!r} cannot be the name of a key")
    return name


def _unbase64(text: str) -> bytes:
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("base64 cannot be read") from error
    # Python passes over spare bits at the end: one root, one way to write it.
    if base64.b64encode(decoded).decode() != text:
        raise Malformed("base64 is not written in the one right way")
    return decoded
