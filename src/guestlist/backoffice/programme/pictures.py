"""Stored pictures on pages of the back office."""

from __future__ import annotations

from django.utils.html import format_html


def picture_address(name: str) -> str:
    """Give the address of a stored picture."""
    return f"/media/{name}"


def picture_shown(name: str, text: str) -> str:
    """Give a picture as markup, described by a text; a dash if there is none."""
    if not name:
        return "–"
    return format_html(
        '<img src="{}" alt="{}" class="rounded-default" style="max-height: 12rem">', picture_address(name), text
    )
