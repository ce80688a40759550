"""A website on an origin of its own that shows captchas exactly as section 5.10 of the contract says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'nonce-site' 'nonce-portal' http://127.0.0.1:*",
        "style-src 'nonce-site'",
        "connect-src http://127.0.0.1:*",
        "img-src http://127.0.0.1:*",
        "media-src http://127.0.0.1:*",
    ]
)
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Website</title>
<style nonce="site">
  :root { color-scheme: light dark; font-family: sans-serif; background: Canvas; color: CanvasText }
</style>
<main><h1>Registration</h1><div id="view"></div><button id="submit">Submit</button><p id="result"></p></main>
<script nonce="site">
  const site = %s;
  const url = (path) => `${site.base}events/${site.event}/${path}?emApplicationtoken=${site.token}`;
  window.sent = [];
  window.objects = [];

  // Step 1: elements, and an object whose members do nothing.
  window.enter = () => {
    view.innerHTML = '<div id="ms_captcha_holder"></div><div id="ms_captcha_scriptholder"></div>';
    const inert = () => undefined;
    window.HipObject = {};
    window.top.WLSPHIP0 = {
      error: 0, left: "0", showMenu: "", showError: "", showInstruction: "", errorMessage: "", instructionsInside: "",
      inputWidth: 245, done: "", holder: "ms_captcha_holder", scriptHolder: "", count: "", type: "visual",
      market: "en-us", getInstruction: inert, getMenu: inert, getError: inert, getSolution: inert, reloadHIP: inert,
      switchHIP: inert, clientValidation: inert, setError: inert, setFocus: inert, postLoad: inert, verify: inert,
      verifyCallback(solution, token, param) {
        window.top.WLSPHIP0.clientValidation();
        if (window.top.WLSPHIP0.error === 0) {
          window.HipObject = {
            Solution: solution, Token: token, Type: window.top.WLSPHIP0.type, FlowId: window.top.flowid,
          };
        }
      },
    };
    window.objects.push(window.top.WLSPHIP0);
    return fetchCaptcha();
  };

  // Step 2: the script first, the flow id after it.
  window.fetchCaptcha = async () => {
    const captcha = await (await fetch(url("captcha"), { headers: { "Content-Type": "application/json" } })).json();
    const script = document.createElement("script");
    script.src = captcha.HipUrl;
    const loaded = new Promise((resolve) => (script.onload = resolve));
    document.getElementById("ms_captcha_scriptholder").appendChild(script);
    window.top.flowid = captcha.FlowId;
    await loaded;
  };

  // Step 4: the result is read synchronously.
  submit.onclick = async () => {
    result.textContent = "";
    const body = { attendees: [{ firstName: "Mara", lastName: "Oyelaran", email: "mara@oyelaran.example" }] };
    const hip = window.top.WLSPHIP0;
    window.HipObject = {};
    hip.verify(hip.verifyCallback, "");
    if (hip.error === 0) body.hipObject = window.HipObject;
    else hip.reloadHIP();
    window.sent.push({ error: hip.error, hipObject: body.hipObject ?? null });
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await (await fetch(url("registrations"), options)).json();
    if (answer.status === "Error") await fetchCaptcha();
    result.textContent = answer.errorCode ?? answer.status;
  };
  window.again = async (hipObject) => {
    const body = { attendees: [{ firstName: "Bo", lastName: "Lind", email: "bo@lind.example" }], hipObject };
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await (await fetch(url("registrations"), options)).json();
    return answer.errorCode ?? answer.status;
  };
  enter();
</script>
"""


@dataclass
class CaptchaSite:
    """The website; it is given where the API is once that runs."""

    origin: str
    base: str = ""
    token: str = ""
    event: str = ""

    def page(self) -> str:
        return PAGE % json.dumps({"base": self.base, "token": self.token, "event": self.event})


@contextmanager
def running_captcha_site() -> Iterator[CaptchaSite]:
    """Serve the website until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_page = self.path == "/"
            self.send_response(200 if is_page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", CONTENT_POLICY)
            self.end_headers()
            self.wfile.write(site.page().encode() if is_page else b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = CaptchaSite(f"http://localhost:{server.server_port}")
        thread = Thread(target=server.serve_forever, name="captcha-site")
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
