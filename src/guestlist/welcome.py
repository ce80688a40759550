"""What a browser sees at the server's own address: that it runs, and where its API is described."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guestlist</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; }
  h1 { line-height: 1.2; }
</style>
<h1>Guestlist is running</h1>
<p>Websites read events here and register people for them.
<p><a href="EvtMgmt/api/v2.0/docs">The Events API, described</a>
"""


@require_safe
def welcome(_request: HttpRequest) -> HttpResponse:
    """Show the way to the API's description."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return HttpResponse(_PAGE, headers={"Content-Security-Policy": policy})
