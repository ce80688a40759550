"""Guestlist: a self-hosted events API server."""

__version__ = "0.1.0"
