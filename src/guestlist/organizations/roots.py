"""Where an organization is served (contract 2.1; design, "Organizations"). Pure."""

from __future__ import annotations


def root_url(public_url: str, *, own_root: str, slug: str, is_first: bool) -> str:
    """Give the address under which an organization is called, without a slash at its end.

    The oldest organization owns the public URL, every further one a folder of it, unless it has a root of its own.
    """
    if own_root:
        return own_root.rstrip("/")
    public_root = public_url.rstrip("/")
    return public_root if is_first else f"{public_root}/o/{slug}"
