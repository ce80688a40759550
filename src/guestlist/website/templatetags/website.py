"""Tags and filters of the website's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from guestlist.signin.accounts.mailing import can_mail
from guestlist.website.site import Site, site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def site(context: Context) -> Site:
    """Give what stands around the page; blank on a page that is shown without a request."""
    request: Any = context.get("request")
    return Site() if request is None else site_of(request)


@register.simple_tag
def can_send_mail() -> bool:
    """Tell whether the operator has said how mails leave this server."""
    return can_mail()


@register.simple_tag
def rich_text(html: str, plain: str) -> SafeString:
    """Print a text that was written with markup, or else plainly.

    Markup was cleaned when it was stored (texts.clean_html); plain text is escaped, its line breaks are kept, and its
    web addresses become links.
    """
    if html.strip():
        return mark_safe(html)
    return mark_safe(linebreaks(urlize(plain, nofollow=True, autoescape=True)))
