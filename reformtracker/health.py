"""Is the portal alive, is it ready? Supervisors and load balancers ask, so neither view needs a login."""

from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

BROKER_SECONDS = 0.5  # to connect and again to answer: one second at most


@login_not_required  # a probe has no account
@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; touches neither database nor broker."""
    return JsonResponse({"status": "ok"})


@login_not_required  # a probe has no account
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 with status ok or degraded (jobs wait, pages work), 503 with status down.

    database: ok, down or unmigrated; broker: ok, down or embedded. Without Redis the pages still work and
    reports queue in the database, so a broker that is down must not take the portal off the load balancer.
    """
    database, broker = database_state(), broker_state()
    working = "degraded" if broker == "down" else "ok"
    status = working if database == "ok" else "down"
    answer = {"status": status, "database": database, "broker": broker}
    return JsonResponse(answer, status=503 if status == "down" else 200)


def database_state() -> str:
    """ok, down (no answer) or unmigrated (this code knows migrations that the database has not seen)."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "down"
    return "ok" if _known_migrations() <= set(applied) else "unmigrated"


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this release; read once, since the code of a running process does not change."""
    return frozenset(MigrationLoader(None).disk_migrations)


def broker_state() -> str:
    """ok, down, or embedded where no Redis is configured; answers within a second."""
    if not settings.REDIS_URL:
        return "embedded"
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=BROKER_SECONDS,
        socket_timeout=BROKER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "down"
    finally:
        client.close()
    return "ok"
