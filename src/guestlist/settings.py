"""Django's settings. What an operator may choose comes from environment.py."""

from datetime import timedelta
from pathlib import Path

from django.utils.functional import lazy

from guestlist import environment
from guestlist.backoffice.appearance import UNFOLD as UNFOLD
from guestlist.database.configuration import databases
from guestlist.limits import MAIL_ANSWER_SECONDS_MAX, UPLOAD_BYTES_MAX
from guestlist.security import STRICT_POLICY

_environment = environment.current()
_is_https = _environment.public_url.startswith("https://")

# Read, or made, when it is first needed: `guestlist --help` leaves no file behind.
SECRET_KEY = lazy(_environment.secret_key, str)()
DEBUG = False
# The front door knows the hosts that are roots of organizations; any other is the public one.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "guestlist.urls"
# What there is below an organization's root: the website, and what stands above it in the layers.
WEBSITE_URLCONF = "guestlist.urls.below_a_root"

INSTALLED_APPS = [
    # Before Django's admin, whose templates it replaces; ours stand before Unfold's.
    "guestlist.backoffice",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    # Without its site: guestlist.backoffice has its own.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "simple_history",
    "guestlist.website",
    "guestlist.history",
    "guestlist.accounts",
    "guestlist.organizations",
    "guestlist.catalog",
    "guestlist.people",
    "guestlist.outbox",
    "guestlist.registration",
    "guestlist.mail",
    # After the website, whose templates stand in the place of its own.
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "guestlist.website.middleware.RootMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "guestlist.backoffice.middleware.StaffMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = databases(_environment.database)
DATABASE_ROUTERS = ["guestlist.database.routing.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
FORMAT_MODULE_PATH = "guestlist.formats"
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_NAME = "guestlist_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "guestlist.static.HashedFiles"},
}
STATIC_ROOT = _environment.static_dir
STATIC_URL = "/static/"
MEDIA_ROOT = _environment.media_dir
MEDIA_URL = "/media/"

# guestlist.logs configures logging, once for each process.
LOGGING_CONFIG = None

# Kind of an outbox message -> dotted path of the function that delivers it.
OUTBOX_DELIVERERS: dict[str, str] = dict.fromkeys(
    [
        "registration.added",
        "registration.cancelled",
        "session_registration.added",
        "session_registration.cancelled",
        "session_registration.left",
        "waitlist.joined",
        "waitlist.registered",
        "waitlist.invited",
        "waitlist.lapsed",
        "waitlist.cancelled",
        "waitlist.resumed",
        "purchase.opened",
        "purchase.expired",
        "event.changed",
        "event.cancelled",
        "event.reminder",
        "account.mail",
    ],
    "guestlist.mail.delivering.deliver",
)
# Kinds that wait: without a mail server every mail does.
OUTBOX_ON_HOLD: frozenset[str] = frozenset() if _environment.email else frozenset(OUTBOX_DELIVERERS)

if _environment.email:
    EMAIL_BACKEND = _environment.email.backend
    EMAIL_HOST, EMAIL_PORT = _environment.email.host, _environment.email.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _environment.email.user, _environment.email.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _environment.email.uses_starttls, _environment.email.uses_tls
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = _environment.email.sender
# Every answer of a mail server comes well within the lease of a message.
EMAIL_TIMEOUT = MAIL_ANSWER_SECONDS_MAX
ANYMAIL = {
    "REQUESTS_TIMEOUT": MAIL_ANSWER_SECONDS_MAX,
    **(_environment.email.provider_settings if _environment.email else {}),
}

# Sign-in to the back office. Who guesses passwords waits: for each pair of address and computer, on every node.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/backoffice/login/"
LOGIN_REDIRECT_URL = "/backoffice/"
# Of links by mail with which staff choose a new password.
PASSWORD_RESET_TIMEOUT = 3600
# Which address a wrong guess counts for; without it guesses count for the computer alone.
AXES_USERNAME_CALLABLE = "guestlist.backoffice.guessing.address"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "guestlist.backoffice.guessing.computer"
AXES_LOCKOUT_CALLABLE = "guestlist.backoffice.guessing.locked_out"

# Attendee accounts: e-mail and password, or a code by e-mail; an address counts once it is proved (docs/sign-in.md).
ACCOUNT_ADAPTER = "guestlist.signin.accounts.account_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "guestlist.signin.accounts.forms.PasswordForm",
    "signup": "guestlist.signin.accounts.forms.SignUpForm",
    "request_login_code": "guestlist.signin.accounts.forms.CodeRequestForm",
    "confirm_login_code": "guestlist.signin.accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "guestlist.signin.accounts.forms.EmailCodeForm",
    "reset_password": "guestlist.signin.accounts.forms.ResetForm",
    "confirm_password_reset_code": "guestlist.signin.accounts.forms.ResetCodeForm",
    "reset_password_from_key": "guestlist.signin.accounts.forms.NewPasswordForm",
    "change_password": "guestlist.signin.accounts.forms.ChangePasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Beside the limits that allauth has: a second code may be asked for at once, a fourth may not.
ACCOUNT_RATE_LIMITS = {"confirm_email": "3/m/key"}
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Their tokens: OpenID Connect, authorization code with PKCE.
IDP_OIDC_ADAPTER = "guestlist.signin.accounts.provider_adapter.ProviderAdapter"
IDP_OIDC_ACCESS_TOKEN_FORMAT = "jwt"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = IDP_OIDC_ID_TOKEN_EXPIRES_IN = 3600

SESSION_COOKIE_NAME = "guestlist_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "guestlist_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _is_https
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "guestlist.website.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = STRICT_POLICY
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _is_https else 0
SILENCED_SYSTEM_CHECKS = [
    # Other hosts below the domain are not ours to speak for.
    "security.W005",
    "security.W021",
    # Plain HTTP is turned away where TLS ends: in the proxy, or in Granian, which then speaks nothing else.
    "security.W008",
]

# Forms of the back office carry pictures and tables; the front door has bounded the body by then.
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES_MAX
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CACHES = {
    # Shared by all processes and nodes: how often somebody tried to sign in, and authorization codes for a minute.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_short_memory",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Pages, under the revision that they show (website/pages.py).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "filtered_pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "filtered_pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
