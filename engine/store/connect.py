"""A connection to Redis or Valkey that never makes a request wait: short timeouts, one budget a request, no retry."""

from __future__ import annotations

from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from engine.settings import Settings
from engine.store.connection import connection_class
from engine.store.embedded import socket_path

ERRORS: tuple[type[Exception], ...] = (redis.RedisError, OSError)


def address(settings: Settings) -> str:
    """The operator's store, or the embedded one of this state folder."""
    return settings.redis_url or f"unix://{socket_path(settings.var)}"


def connect(settings: Settings) -> redis.Redis:
    """A client; nothing is sent before the first command. Commands raise one of `ERRORS` when the store is away, or
    when the request that asks has waited for it long enough (`budget.within`)."""
    timeout = settings.redis_timeout_ms / 1000
    # redis-py's own defaults hang for 3 s on a refused and for more than 20 s on a hung server
    return redis.Redis.from_url(
        address(settings), socket_timeout=timeout, socket_connect_timeout=timeout,
        connection_class=connection_class(address(settings)),
        maint_notifications_config=MaintNotificationsConfig(enabled=False),  # would let the server ask for longer timeouts
        retry=Retry(NoBackoff(), 0), retry_on_timeout=False, decode_responses=False,
    )


def answers(path: Path, timeout: float = 0.25) -> bool:
    """Whether a server answers on that socket."""
    client = redis.Redis(unix_socket_path=str(path), socket_timeout=timeout, socket_connect_timeout=timeout,
                         retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except ERRORS:
        return False
    finally:
        client.close()
