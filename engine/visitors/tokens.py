"""The visitor token is never stored: this hash is."""

from __future__ import annotations

import hashlib
import hmac


def visitor_hash(secret: bytes, token: str) -> str:
    """128 bits of an HMAC-SHA256 that nobody can compute without the secret of this instance, as 32 hex digits."""
    key = hmac.digest(secret, b"lotse visitor", "sha256")
    return hmac.new(key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
