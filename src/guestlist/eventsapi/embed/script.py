"""The script of the embedded registration form and button, at `{root}/embed/registration.js` (contract 4.1, OD-84)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from guestlist.eventsapi.encodings import IDENTITY, Encoded, choose_coding, encode
from guestlist.eventsapi.replies import ANY_ORIGIN, Messages, empty_reply, is_offered, reply

SEGMENTS: Final = ("embed", "registration.js")  # below an organization's root
# A newer server's script reaches every page soon; until then a page asks with its tag.
SCRIPT_SECONDS_MAX: Final = 600
# One scope holds them all, and each may use what those before it declare.
_PARTS: Final = ("api.js", "page.js", "questions.js", "attendee.js", "captcha.js", "form.js", "button.js", "start.js")


def answer_script(headers: Mapping[bytes, bytes]) -> Messages:
    """Answer a GET of the script, which needs neither token nor origin. `headers` are the request's."""
    forms = _forms()
    form = forms.get(choose_coding(headers.get(b"accept-encoding", b"")), forms[IDENTITY])
    shared = [
        (b"etag", form.etag),
        (b"cache-control", b"public, max-age=%d" % SCRIPT_SECONDS_MAX),
        (b"vary", b"Accept-Encoding"),
        (b"x-content-type-options", b"nosniff"),
        *ANY_ORIGIN,
    ]
    if is_offered(form.etag, headers.get(b"if-none-match", b"")):
        return empty_reply(304, shared)
    if form.coding != IDENTITY:
        shared.append((b"content-encoding", form.coding.encode()))
    return reply(200, form.body, [(b"content-type", b"text/javascript; charset=utf-8"), *shared])


@cache
def _forms() -> Mapping[str, Encoded]:
    return {form.coding: form for form in encode(_script().encode())}


def _script() -> str:
    """Put the parts and their style sheet into one function, so that the page sees none of their names."""
    style = f"const STYLE = {json.dumps(_read('form.css'))};\n"
    return "\n".join(["(() => {", '"use strict";', style, *map(_read, _PARTS), "})();", ""])


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
