"""Addresses of attendee accounts below an organization's root; none of them where the accounts are off."""

from __future__ import annotations

from allauth.account import views as theirs
from django.urls import URLPattern, path

from guestlist.signin.accounts import issuer
from guestlist.website.account import entering, provider, views
from guestlist.website.account.gate import View, account_page, only_with_accounts


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, account_page(view), name=name)


def _endpoint(route: str, view: View, name: str) -> URLPattern:
    return path(route, only_with_accounts(view), name=name)


# The names are those by which the library finds its pages.
urlpatterns = [
    _page("my/", views.my_registrations, "my_registrations"),
    _page("account/", views.account, "account"),
    _page("account/sign-in/", theirs.login, "account_login"),
    _page("account/sign-in/code/", theirs.request_login_code, "account_request_login_code"),
    _page("account/sign-in/code/confirm/", theirs.confirm_login_code, "account_confirm_login_code"),
    _page("account/sign-up/", theirs.signup, "account_signup"),
    _page("account/sign-out/", theirs.logout, "account_logout"),
    _page("account/inactive/", theirs.account_inactive, "account_inactive"),
    _page("account/prove/", entering.prove, "account_prove"),
    _page("account/confirm/", entering.confirm, "account_email_verification_sent"),
    _page("account/password/", entering.change_password, "account_change_password"),
    _page("account/password/reset/", theirs.password_reset, "account_reset_password"),
    _page("account/password/reset/confirm/", theirs.confirm_password_reset_code, "account_confirm_password_reset_code"),
    _page("account/password/reset/complete/", theirs.complete_password_reset, "account_complete_password_reset"),
    _page("account/password/reset/done/", theirs.password_reset_from_key_done, "account_password_reset_completed"),
    _endpoint(issuer.CONFIGURATION_PATH, provider.configuration, "oidc_configuration"),
    _endpoint(issuer.KEYS_PATH, provider.keys, "oidc_keys"),
    _page(issuer.AUTHORIZE_PATH, provider.authorize, "oidc_authorize"),
    _endpoint(issuer.TOKEN_PATH, provider.token, "oidc_token"),
    _endpoint(issuer.USER_INFO_PATH, provider.user_info, "oidc_user_info"),
    _page(issuer.END_SESSION_PATH, provider.end_session, "oidc_end_session"),
]
