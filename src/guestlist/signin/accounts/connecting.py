"""Tells the parts that ask: where Guestlist's own provider is, and that addresses are proved."""

from __future__ import annotations

from guestlist.signin.accounts.issuer import provider_of
from guestlist.signin.accounts.taking_over import watch
from guestlist.signin.metadata import register_local_provider


def connect() -> None:
    """Connect attendee accounts to the rest of the process; once, when Django has loaded its apps."""
    register_local_provider(provider_of)
    watch()
