"""What must never reach production stops every command and the web server; EMBEDDED ones are exempt.

Ids: E001 secret key, E002 debug mode, E003 allowed hosts, E004 portal clock, E005 state folder,
E006 seal keys, W001 cookies without TLS, W002 no Redis, W003 no seals. Hints name the environment
variable to set.
"""

import os

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from reports.sealing.checkpoint import Malformed
from reports.sealing.keys import public_keys

TAG = "portal"
SHORTEST_SECRET = 32
# Beginnings of values that stand in examples all over the world, ours included.
KNOWN_SECRETS = ("django-insecure", "change-me", "changeme", "secret", "---", "insecure", "example")


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own answer to an empty key, which names no variable
        return ""


def _secret_fault(key: str) -> str | None:
    if not key:
        return "SECRET_KEY is not set."
    if key.lower().startswith(KNOWN_SECRETS):
        return "SECRET_KEY is a known example value."
    if len(key) < SHORTEST_SECRET or len(set(key)) < 5:
        return f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters or repeats a few of them."
    return None


@register(TAG)
def check_secret_key(**kwargs: object) -> list[CheckMessage]:
    """E001: sessions and signatures of production hang on a key of its own."""
    fault = None if settings.EMBEDDED else _secret_fault(_secret_key())
    hint = "Set it to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    return [Error(fault, hint=hint, id="portal.E001")] if fault else []


@register(TAG)
def check_debug(**kwargs: object) -> list[CheckMessage]:
    """E002: debug pages show settings and data to whoever causes an error."""
    if settings.EMBEDDED or not settings.DEBUG:
        return []
    return [Error("DEBUG is on in production.", hint="Remove DEBUG from the environment.", id="portal.E002")]


@register(TAG)
def check_allowed_hosts(**kwargs: object) -> list[CheckMessage]:
    """E003: links in mails and redirects are built from the host name, so it must be one of ours."""
    hosts = [host.strip() for host in settings.ALLOWED_HOSTS if host.strip()]
    if settings.EMBEDDED or (hosts and "*" not in hosts):
        return []
    hint = "Set ALLOWED_HOSTS to the portal's host names, separated by commas."
    return [Error("ALLOWED_HOSTS is empty or admits every host.", hint=hint, id="portal.E003")]


@register(TAG)
def check_portal_today(**kwargs: object) -> list[CheckMessage]:
    """E004: entries of a production ledger must not carry an invented day."""
    if settings.EMBEDDED or settings.PORTAL_TODAY is None or settings.PORTAL_TRAINING:
        return []
    hint = "Remove PORTAL_TODAY, or set PORTAL_TRAINING=1 if this is a training installation."
    return [Error("PORTAL_TODAY is set in production.", hint=hint, id="portal.E004")]


@register(TAG)
def check_state_folder(**kwargs: object) -> list[CheckMessage]:
    """E005: evidence and finished reports are written there."""
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.VAR, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if writable:
        return []
    hint = "Give the portal's account the folder, or name another one in REFORM_VAR."
    return [Error(f"The state folder {settings.VAR} cannot be written.", hint=hint, id="portal.E005")]


@register(TAG)
def check_transport(**kwargs: object) -> list[CheckMessage]:
    """W001, W002: works, but not as a production installation should."""
    if settings.EMBEDDED:
        return []
    found: list[CheckMessage] = []
    if not settings.HTTPS:
        hint = "Put TLS in front and remove HTTPS=0."
        found.append(Warning("Cookies travel without TLS.", hint=hint, id="portal.W001"))
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL; the file-system broker serves one machine only."
        found.append(Warning("There is no Redis for the jobs.", hint=hint, id="portal.W002"))
    return found


@register(TAG)
def check_seals(**kwargs: object) -> list[CheckMessage]:
    """E006, W003: without a public key nothing is sealed; with a broken one no seal can be checked.

    The private key is none of this check's business: it runs in web processes, which must not read it.
    """
    try:
        listed = public_keys()
    except (Malformed, OSError) as error:
        hint = "Give each key as create_seal_key printed it (name+id+key), separated by commas."
        return [Error(f"SEAL_PUBLIC_KEYS: {error}.", hint=hint, id="portal.E006")]
    if settings.EMBEDDED or listed:
        return []
    hint = "Make a key with create_seal_key, give the file to the worker and its public half to all."
    return [Warning("SEAL_PUBLIC_KEYS is empty: the ledger is not sealed.", hint=hint, id="portal.W003")]


def refusals() -> list[str]:
    """One line per reason why this configuration must not serve; empty when it may."""
    faults = [message for message in run_checks(tags=[TAG]) if message.level >= ERROR]
    return [f"{fault.msg} {fault.hint} ({fault.id})" for fault in faults]
