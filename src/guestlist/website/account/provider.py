"""The endpoints of the OpenID Connect provider that an organization's attendee accounts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.logout import logout
from allauth.idp.oidc import views as theirs
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from allauth.idp.oidc.internal.tokens import decode_jwt_token
from allauth.idp.oidc.models import Client, Token
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from guestlist.accounts.models import User
from guestlist.organizations.models import Organization, WebApplication
from guestlist.signin.accounts.clients import client_origins, find_client, is_redirect_of
from guestlist.signin.accounts.issuer import metadata, public_keys
from guestlist.website.account.entering import enter
from guestlist.website.account.gate import accounts_here

_KEYS_SECONDS_MAX: Final = 600
_CODE: Final = "authorization_code"


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Give the metadata document."""
    return _public(JsonResponse(metadata(accounts_here(request))))


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Give the key set that proves tokens."""
    response = _public(JsonResponse(public_keys()))
    response.headers["Cache-Control"] = f"public, max-age={_KEYS_SECONDS_MAX}"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Send a code to a website of the organization's own, for whoever is signed in; ask to sign in before."""
    if request.method == "POST":  # as OpenID Connect allows it
        return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}")
    found = find_client(accounts_here(request), request.GET.get("client_id", ""))
    redirect_to = request.GET.get("redirect_uri", "")
    if found is None:
        return _mistake(request, "unknown_client", _("The website that asks for your sign-in is not known here."))
    client, website = found
    if redirect_to not in client.get_redirect_uris() or not is_redirect_of(redirect_to, website.origin):
        text = _("The website wants you to come back to an address that is not registered for it.")
        return _mistake(request, "unknown_redirect_uri", text)
    if request.GET.get("code_challenge_method") != "S256" or not request.GET.get("code_challenge"):
        return _go_back(request, redirect_to, "invalid_request", "PKCE with S256 is required.")
    if "claims" in request.GET:  # the library fails at some of what may stand in it
        return _go_back(request, redirect_to, "invalid_request", "The parameter claims is not supported.")
    prompts = request.GET.get("prompt", "").split()
    if prompts not in ([], ["none"]):
        return _go_back(request, redirect_to, "invalid_request", "Of prompt, only none is supported.")
    person = enter(request)
    if isinstance(person, User):
        return _without_cors(theirs.authorization(request))
    return _go_back(request, redirect_to, "login_required", "") if prompts else person


class _Redirect(HttpResponse):
    """A redirect to an address that was checked by now."""

    def __init__(self, address: str) -> None:
        super().__init__(status=302, headers={"Location": address})


class _Tokens(theirs.TokenView):
    """Exchanges codes. Nobody gets a refresh token: the session here brings a new code without a question."""

    def _create_token_response(self, request: HttpRequest, **_others: Any) -> HttpResponse:
        server = get_server()
        for grant in (server.auth_grant, server.openid_connect_auth):
            grant.refresh_token = False
        return _without_cors(convert_response(*server.create_token_response(*extract_params(request))))


_exchange = _Tokens.as_view()


@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code for an access token and an ID token."""
    organization = accounts_here(request)
    if request.method == "OPTIONS":
        return _allow_origin(request, client_origins(organization), HttpResponse(status=204))
    found = find_client(organization, request.POST.get("client_id", ""))
    if found is None:
        return _allow_origin(request, client_origins(organization), _oauth_error("invalid_client", 401))
    if request.POST.get("grant_type") != _CODE:
        response: HttpResponse = _oauth_error("unsupported_grant_type", 400)
    else:
        response = _exchange(request)
    return _allow_origin(request, [found[1].origin], response)


@csrf_exempt
@require_http_methods(["GET", "POST", "OPTIONS"])
def user_info(request: HttpRequest) -> HttpResponse:
    """Say who an access token of this organization stands for."""
    organization = accounts_here(request)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
    else:
        claims = _claims_of_bearer(request, organization)
        response = JsonResponse(claims) if claims else _oauth_error("invalid_token", 401)
        if not claims:
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return _allow_origin(request, client_origins(organization), response)


def _claims_of_bearer(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Read who an access token stands for; None: it is no good here, any longer."""
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value) if scheme.lower() == "bearer" else None
    found = find_client(organization, token.client_id) if token else None
    user = get_adapter().get_user_by_sub(found[0], str(token.user_id)) if token and found else None
    return get_adapter().get_claims("userinfo", user, found, token.get_scopes()) if token and user else None


@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign somebody out, and lead back to the website that asked for it.

    Asked first, unless an ID token proves that the website speaks for whoever is signed in.
    """
    organization = accounts_here(request)
    asked = request.POST if request.method == "POST" else request.GET
    proof = decode_jwt_token(asked.get("id_token_hint", ""), verify_exp=False, verify_iss=True) or {}
    found = find_client(organization, str(proof.get("aud") or asked.get("client_id", "")))
    is_proved = found is not None and bool(proof) and proof.get("sub") == str(request.user.pk)
    if request.user.is_authenticated and not is_proved and request.method != "POST":
        return render(request, "idp/oidc/logout.html", {"asked": asked})
    if request.user.is_authenticated and asked.get("action") != "stay":
        if found is not None:
            Token.objects.filter(user=request.user, client=found[0]).delete()
        logout(request)
    return _Redirect(_signed_out_page(asked, found) or get_account_adapter().get_logout_redirect_url(request))


def _signed_out_page(asked: QueryDict, found: tuple[Client, WebApplication] | None) -> str:
    """Give the page that a website wants people to come back to, if it has named it before; "" for none."""
    target = asked.get("post_logout_redirect_uri", "")
    if found is None or target not in found[0].get_redirect_uris() or not is_redirect_of(target, found[1].origin):
        return ""
    return _with_query(target, {"state": asked.get("state", "")})


def _without_cors(response: HttpResponse) -> HttpResponse:
    """Take away what the library says to scripts: it knows origins of HTTPS alone, and we say it for all."""
    del response.headers["Access-Control-Allow-Origin"]
    return response


def _mistake(request: HttpRequest, code: str, text: str) -> HttpResponse:
    """Say what is wrong with what a website asks for, where nobody may be sent back to it; `code` is for its owner."""
    return render(request, "idp/oidc/error.html", {"code": code, "text": text}, status=400)


def _go_back(request: HttpRequest, redirect_to: str, error: str, description: str) -> HttpResponse:
    """Send an error to an address that was checked by now."""
    answer = {"error": error, "error_description": description, "state": request.GET.get("state", "")}
    return _Redirect(_with_query(redirect_to, answer))


def _with_query(address: str, values: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{query}" if query else address


def _oauth_error(error: str, status: int) -> HttpResponse:
    return JsonResponse({"error": error}, status=status)


def _public(response: HttpResponse) -> HttpResponse:
    """Let a script of any website read an answer that is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _allow_origin(request: HttpRequest, origins: list[str], response: HttpResponse) -> HttpResponse:
    """Let a script of the clients' websites read an answer."""
    patch_vary_headers(response, ("Origin",))
    origin = request.headers.get("Origin", "")
    if origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    return response
