"""Two tiny HTTP servers: the host page's site and, on another port, a service speaking the contract's JSON."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.widgets.sample_answers import answer, recommendation

Reply = tuple[int, dict[str, str], bytes]


class Server:
    """A threaded server on a free loopback port; `respond` makes each reply."""

    def __init__(self, respond: Callable[[str, str, dict[str, str], bytes], Reply]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = respond(self.command, self.path, dict(self.headers.items()), body)
                try:
                    self.send_response(status)
                    for name, value in {**headers, "Content-Length": str(len(content))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(content)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the browser gave up, as the hanging case wants

            do_GET = do_POST = do_OPTIONS = do_DELETE = _do

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()


class StandInService(Server):
    """The API on a foreign origin. `mode` breaks it; `change` edits an answer; `calls` holds what was sent."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.mode = "ok"
        self.delay = 0.0
        self.change: Callable[[dict[str, Any]], Any] = lambda body: body
        super().__init__(self._respond)

    def reset(self) -> None:
        """Forget calls and answer normally again."""
        self.calls.clear()
        self.mode, self.delay, self.change = "ok", 0.0, lambda body: body

    def sent(self, path: str) -> list[dict[str, Any]]:
        """Calls whose path starts so, oldest first."""
        return [call for call in list(self.calls) if call["path"].startswith(path)]

    def events(self) -> list[dict[str, Any]]:
        """All events received, inside recommendation calls and as batches."""
        return [event for call in list(self.calls) for event in (call["json"] or {}).get("events", [])]

    def _respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        parts = urlsplit(path)
        sent = json.loads(body) if body else None
        self.calls.append({"method": method, "path": parts.path, "query": parse_qs(parts.query), "headers": headers,
                           "json": sent, "raw": path})  # fmt: skip
        cors = {"Access-Control-Allow-Origin": headers.get("Origin", "*"), "Vary": "Origin", "Content-Type": "application/json"}
        if method == "OPTIONS":
            return 405, {}, b""  # a preflight is never granted here
        time.sleep(self.delay)
        if self.mode == "hang":
            time.sleep(4)
        if self.mode == "error":
            return 500, {**cors, "Content-Type": "application/problem+json"}, b'{"title": "broken"}'
        if self.mode == "garbage":
            return 200, cors, b"<html>not json"
        if self.mode == "wrong":
            return 200, cors, b'{"items": "none", "roles": 7}'
        return 200, cors, json.dumps(self.change(self._answer(parts.path, sent, parse_qs(parts.query)))).encode()

    @staticmethod
    def _answer(path: str, sent: dict[str, Any] | None, query: dict[str, list[str]]) -> Any:
        if path == "/v1/recommendations":
            return recommendation(sent or {})
        if path == "/v1/ask":
            return answer(query["q"][0], query["lang"][0])
        if path == "/v1/consent":
            return {"visitor": "vt_0123456789abcdef"} if (sent or {}).get("grant") else {}
        return {"accepted": [event["id"] for event in (sent or {}).get("events", [])], "duplicate": [], "rejected": []}


class Site(Server):
    """The operator's own site: pages put here by path, with their headers."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        super().__init__(self._respond)

    def put(self, path: str, content: str, **headers: str) -> str:
        """Serve `content` at `path`; returns its address."""
        kinds = {"js": "text/javascript", "css": "text/css"}
        kind = kinds.get(path.rsplit(".", 1)[-1], "text/html")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (content, {"Content-Type": f"{kind}; charset=utf-8", **named})
        return self.url + path

    def _respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        content, own = self.pages.get(urlsplit(path).path, ("", {}))
        return (200 if own else 404), own, content.encode()
