"""Somebody's website on an origin of its own, which inserts `registrationForm` as the RT portal does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# As strict as a page can be that loads the form.
CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "form-action 'none'",
        "script-src 'nonce-portal' http://127.0.0.1:*",
        "connect-src http://127.0.0.1:*",
    ]
)
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Portal</title>
<script nonce="portal">
  window.results = [];
  addEventListener("guestlist:result", (event) => results.push(event.detail));
  // A script that is set as HTML does not run, so it is made anew.
  async function show({ base, token }, event) {
    const answer = await fetch(`${base}events/${event}?emApplicationtoken=${token}`);
    const section = document.createElement("section");
    section.id = event;
    section.innerHTML = (await answer.json()).registrationForm;
    document.documentElement.append(section);
    for (const old of section.querySelectorAll("script")) {
      const script = document.createElement("script");
      script.src = old.src;
      old.replaceWith(script);
    }
  }
  const shown = %s;
  for (const event of shown.events) show(shown, event);
</script>
"""


@dataclass
class Portal:
    """The website; it is given where the API is once that runs."""

    origin: str
    token: str = ""
    base: str = ""
    events: list[str] = field(default_factory=list)

    def showing(self, *events: str) -> str:
        """Give the address of a page with the forms of some events."""
        self.events = list(events)
        return f"{self.origin}/"

    def page(self) -> str:
        return PAGE % json.dumps({"base": self.base, "token": self.token, "events": self.events})


@contextmanager
def running_portal(content_policy: str = CONTENT_POLICY) -> Iterator[Portal]:
    """Serve the website until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", content_policy)
            self.end_headers()
            self.wfile.write(portal.page().encode() if self.path == "/" else b"<h1>Elsewhere</h1>")

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        portal = Portal(f"http://localhost:{server.server_port}")
        thread = Thread(target=server.serve_forever, name="portal")
        thread.start()
        try:
            yield portal
        finally:
            server.shutdown()
            thread.join()
