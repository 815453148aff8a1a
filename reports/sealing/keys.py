"""Who signs. The private key is read only where seals are made: by the job and by the command.

A key is changed by giving the worker another file and adding its public half to SEAL_PUBLIC_KEYS; the old
halves stay listed, so that old seals can still be checked.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from reports.sealing.checkpoint import Malformed, PublicKey, public_of


class NoKey(Exception):
    """Nothing can be sealed; says which setting is missing or wrong."""


def signing_key() -> Ed25519PrivateKey:
    """The private key of SEAL_KEY_FILE; the embedded mode makes one first. Raises NoKey.

    Also when its public half is not listed: nobody could check what it signs.
    """
    if not settings.SEAL_KEY_FILE:
        raise NoKey("Nothing can be sealed: SEAL_KEY_FILE is not set.")
    path = Path(settings.SEAL_KEY_FILE)
    if settings.EMBEDDED:
        make(path)
    key = _read(path)
    _be_listed(public_of(key, settings.SEAL_ORIGIN))
    return key


def public_keys() -> list[PublicKey]:
    """Every key that may have signed a seal, the old ones included; raises Malformed."""
    noted = settings.SEAL_NOTED_KEYS.read_text().splitlines() if _has_notes() else []
    texts = dict.fromkeys(text.strip() for text in [*settings.SEAL_PUBLIC_KEYS, *noted])
    return [PublicKey.parse(text) for text in texts if text]


def make(path: Path) -> PublicKey:
    """Makes a key, readable by its owner only, and gives its public half; one that is there is kept.

    Raises OSError, and NoKey for what is there and is none.
    """
    if not path.exists():
        _write_new(path)
    return public_of(_read(path), settings.SEAL_ORIGIN)


def _write_new(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A link appears whole or not at all, and of several processes exactly one makes it.
    with tempfile.NamedTemporaryFile("wb", dir=path.parent) as draft:  # its mode is 0600
        draft.write(_pem(Ed25519PrivateKey.generate()))
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise NoKey(f"Nothing can be sealed: {path} cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise NoKey(f"Nothing can be sealed: {path} is no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"Nothing can be sealed: {path} holds no Ed25519 key.")
    return key


def _be_listed(public: PublicKey) -> None:
    try:
        listed = public in public_keys()
    except Malformed as error:
        raise NoKey(f"Nothing can be sealed: SEAL_PUBLIC_KEYS: {error}.") from error
    if listed:
        return
    if not settings.EMBEDDED:
        raise NoKey(f"Nothing can be sealed: SEAL_PUBLIC_KEYS does not list the key's public half {public}")
    with settings.SEAL_NOTED_KEYS.open("a") as notes:
        notes.write(f"{public}\n")


def _has_notes() -> bool:
    """In production nothing but the setting is believed: a folder of state is not the place for trust."""
    return bool(settings.EMBEDDED) and settings.SEAL_NOTED_KEYS.exists()
