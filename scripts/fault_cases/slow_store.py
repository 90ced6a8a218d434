"""Between the service and its store: replies that come late, or byte by byte; every single wait is short, their sum is not."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from pathlib import Path
from typing import Self


class SlowStore:
    """A proxy on a port of its own in front of a store's socket file; how slow it is can change at any time.

    Args:
        late: seconds that each reply is held back. drip: seconds between two bytes of a reply; 0 = whole replies.
    """

    def __init__(self, store: Path, *, late: float = 0.0, drip: float = 0.0) -> None:
        self._store, self.late, self.drip = store, late, drip
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._open: set[socket.socket] = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(str(self._store))
                except OSError:  # the store is away
                    client.close()
                    server.close()
                    continue
                self._open |= {client, server}
                for source, target, slow in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass, args=(source, target, slow), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if slow:
                    self._slowly(target, data)
                else:
                    target.sendall(data)
        for one in (source, target):
            self._open.discard(one)
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _slowly(self, target: socket.socket, data: bytes) -> None:
        time.sleep(self.late)
        if not self.drip:
            target.sendall(data)
            return
        for byte in data:
            target.sendall(bytes([byte]))
            time.sleep(self.drip)
