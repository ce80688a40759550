"""The script of a captcha: what it asks, and the parts that draw it and answer the page (contract 5.10)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources

from guestlist.captcha.flows import Flow
from guestlist.captcha.solutions import SUM_BITS, SUM_PARTS, challenge
from guestlist.captcha.words import words
from guestlist.organizations.models import CaptchaKind

# One scope holds them all, and each may use what those before it declare.
_PARTS = ("words.js", "page.js", "digits.js", "sha256.js", "sum.js", "captcha.js", "hip.js", "start.js")


def address(flow: Flow, root_url: str, kind: str) -> str:
    """Give where below a root (without a slash at its end) a part of a captcha is served; `kind`: `.js`, `/de.wav`."""
    return f"{root_url}/captcha/{flow.id}{kind}"


def question(flow: Flow, root_url: str, now: datetime) -> Mapping[str, object]:
    """Say what a captcha asks, as the script takes it."""
    asked: dict[str, object] = {
        "flowId": flow.id,
        "token": flow.token,
        "kind": flow.kind.value,
        "again": address(flow, root_url, "/again"),
        "seconds": max(0, int((flow.expires_at - now).total_seconds())),
    }
    if flow.kind == CaptchaKind.PROOF_OF_WORK:
        return asked | {"challenge": challenge(flow), "parts": SUM_PARTS, "bits": SUM_BITS}
    return asked | {"picture": address(flow, root_url, ".png"), "sound": address(flow, root_url, ".wav")}


def script(flow: Flow, root_url: str, now: datetime) -> str:
    """Give the whole script of a captcha: a function, so that the page sees none of its names."""
    asked = f"const CHALLENGE = {json.dumps(question(flow, root_url, now))};\n"
    return "\n".join(["(() => {", '"use strict";', _constants(), asked, *map(_read, _PARTS), "})();", ""])


@cache
def _constants() -> str:
    return f"const STYLE = {json.dumps(_read('captcha.css'))};\nconst WORDS = {json.dumps(words())};\n"


@cache
def _read(name: str) -> str:
    return resources.files(__package__).joinpath("browser", name).read_text(encoding="utf-8")
