"""nginx with the shipped configuration, before a service that tells what reached it."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine import clock
from tests.deploy.proxy import whole_configuration
from tests.ports import free_port

pytestmark = pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="needs nginx and openssl")
NAME = "lotse.example.com"
SCRIPT = b"export const steps = [" + b"'one', " * 500 + b"];"


class _Echo(BaseHTTPRequestHandler):
    """Tells the request as it arrived; /widgets/x.js is a script, and ?away is never answered."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith("?away"):
            self.close_connection = True
            return
        script = self.path.startswith("/widgets/")
        body = SCRIPT if script else json.dumps({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript; charset=utf-8" if script else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@dataclass
class Proxy:
    """A running nginx."""

    folder: Path
    port: int

    def connect(self, name: str = NAME, source: str = "127.0.0.1") -> http.client.HTTPConnection:
        """An open connection, as somebody has it who asked for `name` in the handshake."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        trusting.check_hostname = False
        raw = socket.create_connection(("127.0.0.1", self.port), 10, (source, 0))
        connection = http.client.HTTPConnection(NAME)
        connection.sock = trusting.wrap_socket(raw, server_hostname=name)
        return connection

    def get(self, path: str, source: str = "127.0.0.1", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of one answer."""
        connection = self.connect(source=source)
        connection.request("GET", path, headers={"Host": NAME, **{k.replace("_", "-"): v for k, v in headers.items()}})
        answer = connection.getresponse()
        found = answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        connection.close()
        return found


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx as shipped on one machine; ended afterwards."""
    folder = tmp_path_factory.mktemp("proxy")
    backend = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    port = free_port()
    whole = whole_configuration(folder, "upstream.conf", port, backend.server_port)
    process = subprocess.Popen(["nginx", "-e", folder / "main.log", "-c", whole], stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(process, port)
        yield Proxy(folder, port)
    finally:
        process.terminate()
        process.wait(10)
        backend.shutdown()
        backend.server_close()


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    until = clock.monotonic() + 20
    while clock.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nginx did not start: {process.stderr.read() if process.stderr and process.poll() else ''}")


def test_the_service_hears_the_real_client_and_name_whatever_the_client_claims(proxy: Proxy) -> None:
    status, body, _ = proxy.get("/v1/roles?lang=de", source="127.0.0.3", X_Forwarded_For="203.0.113.9",
                                X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    heard = json.loads(body)
    assert status == 200
    assert heard["path"] == "/v1/roles?lang=de"
    assert (heard["x-forwarded-for"], heard["x-forwarded-host"], heard["x-forwarded-proto"]) == ("127.0.0.3", NAME, "https")


def test_another_name_gets_nothing(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLError):
        proxy.connect(name="evil.example")
    with pytest.raises(http.client.RemoteDisconnected):
        proxy.get("/", Host="evil.example")


@pytest.mark.parametrize("path", ["/metrics", "/health/live", "/health/ready"])
def test_figures_and_health_are_for_this_machine_alone(proxy: Proxy, path: str) -> None:
    assert proxy.get(path)[0] == 200
    assert proxy.get(path, source="127.0.0.2")[0] == 403
    assert proxy.get("/healthy", source="127.0.0.2")[0] == 200


def test_scripts_are_sent_compressed(proxy: Proxy) -> None:
    _, plain, _ = proxy.get("/widgets/lotse.js")
    _, packed, headers = proxy.get("/widgets/lotse.js", Accept_Encoding="gzip")
    assert plain == SCRIPT
    assert headers["content-encoding"] == "gzip"
    assert "accept-encoding" in headers["vary"].lower()
    assert len(packed) < len(SCRIPT) / 5


@pytest.mark.parametrize(("path", "length", "status", "again"), [
    ("/v1/events", 600_000, 413, None), ("/v1/roles?away", 0, 503, "5"),
])
def test_what_the_proxy_refuses_is_a_problem_that_says_what_to_do(
    proxy: Proxy, path: str, length: int, status: int, again: str | None
) -> None:
    connection = proxy.connect(source="127.0.0.8")
    connection.request("POST" if length else "GET", path, headers={"Host": NAME, "Content-Length": str(length)})
    answer = connection.getresponse()
    problem = json.loads(answer.read())
    assert (answer.status, problem["status"], answer.getheader("Retry-After")) == (status, status, again)
    assert answer.getheader("Content-Type") == "application/problem+json"
    assert problem["detail"]
    assert problem["fix"]
    assert problem["type"].startswith("/docs#problem-")


def test_too_many_requests_are_refused_and_no_log_names_who_asked_what(proxy: Proxy) -> None:
    request = f"GET /v1/ask?q=geheim HTTP/1.1\r\nHost: {NAME}\r\n".encode()
    connections = [proxy.connect(source="127.0.0.7").sock for _ in range(6)]
    for connection in connections:  # many in one write, so that it is too fast also on a slow machine
        connection.sendall((request + b"\r\n") * 49 + request + b"Connection: close\r\n\r\n")
    answers = b"".join(b"".join(iter(lambda open_=connection: open_.recv(65536), b"")) for connection in connections)
    statuses = [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]
    assert len(statuses) == 300
    assert statuses.count(200) >= 60
    assert set(statuses) == {200, 429}
    refused = answers[answers.index(b"HTTP/1.1 429 "):]
    assert b"Retry-After: 5\r\n" in refused
    assert b"Content-Type: application/problem+json\r\n" in refused
    assert json.loads(refused[refused.index(b"{"):refused.index(b"}") + 1])["fix"] == "Wait 5 seconds."
    logs = {path.name: path.read_text(encoding="utf-8") for path in proxy.folder.glob("*.log")}
    assert " GET /v1/ask 429 " in logs["access.log"]
    for text in logs.values():
        assert "geheim" not in text
        assert "127.0.0.7" not in text
