"""A web server on this machine that gives out documents, as an identity provider does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

# Status, headers, body; or a function that answers by itself.
Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Documents:
    """What the server gives out by path, and what it was asked: (path, headers in lowercase)."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def put(self, path: str, value: Any) -> str:
        """Have a JSON document given out; gives its address."""
        self.answers[path] = (200, {"Content-Type": "application/json"}, json.dumps(value).encode())
        return self.address(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        self.answers[path] = (status, {"Location": target}, b"")
        return self.address(path)


@contextmanager
def serving(tls: SSLContext | None = None) -> Iterator[Documents]:
    """Run a server until the end of the block; over TLS with `tls`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            documents.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = documents.answers.get(self.path, (404, {}, b"{}"))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is no news
    documents = Documents(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield documents
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
