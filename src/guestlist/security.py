"""What pages may load and run: content security policies for django-csp."""

from __future__ import annotations

from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE, WASM_UNSAFE_EVAL
from django.http.response import HttpResponseBase

STRICT_POLICY: Final[dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Unfold's Alpine evaluates the expressions in its attributes and sets styles of elements.
BACK_OFFICE_POLICY: Final[dict[str, Any]] = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

# The page of a door stands alone, without Unfold; its reader of codes is WebAssembly.
DOOR_POLICY: Final[dict[str, Any]] = {
    "script-src": [SELF, WASM_UNSAFE_EVAL],
    "worker-src": [SELF],
}


def use_policy(response: HttpResponseBase, policy: dict[str, Any]) -> None:
    """Let directives of a page replace those of every page. It is how django-csp's own decorator does it."""
    response._csp_replace = policy  # type: ignore[attr-defined]


def has_policy(response: HttpResponseBase) -> bool:
    """Tell whether a page brings directives of its own."""
    return hasattr(response, "_csp_replace")
