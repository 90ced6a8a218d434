"""Headers that every answer carries, and the strict content policy of our own pages."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

_CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def page_policy(*, script: str = "", connect: str = "'none'", style: str = "'self'") -> str:
    """The policy of a page that loads only what is named; scripts need this answer's nonce or a named origin."""
    g.nonce = secrets.token_urlsafe(16)
    scripts = f"'nonce-{g.nonce}' {script}".strip()
    return (f"{_CLOSED}; script-src {scripts}; style-src {style} 'nonce-{g.nonce}'; img-src 'self' data:; "
            f"connect-src {connect}; require-trusted-types-for 'script'")


def register(app: Flask) -> None:
    """After every request."""

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _CLOSED)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response
