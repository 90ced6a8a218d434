"""The public key that the demo page uses: made once, kept in var/demo-key for its owner only."""

from __future__ import annotations

from engine import clock
from engine.settings import Settings
from engine.store.keys import KeyStore
from engine.store.origins import LOOPBACK_ANY_PORT
from engine.store.secret import write_once


def demo_key(settings: Settings) -> str:
    """The key; a new one if there is none or if it was revoked. Pages of this machine may use it."""
    path, store = settings.var / "demo-key", KeyStore(settings.var / "keys.db")
    try:
        secret = path.read_text("utf-8").strip()
        known = store.find(secret)
        if known and known.valid(clock.now()):
            return secret
        path.unlink()
    except FileNotFoundError:
        pass
    _, secret = store.create("public", origins=LOOPBACK_ANY_PORT, label="demo")
    write_once(path, f"{secret}\n".encode())
    return path.read_text("utf-8").strip()
