"""Django's settings. What an operator may choose comes from environment.py."""

from django.utils.functional import lazy

from guestlist import environment
from guestlist.database.configuration import databases

_environment = environment.current()

# Read, or made, when it is first needed: `guestlist --help` leaves no file behind.
SECRET_KEY = lazy(_environment.secret_key, str)()
DEBUG = False
# The front door knows the hosts that are roots of organizations; any other is the public one.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "guestlist.urls"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "guestlist.accounts",
    "guestlist.organizations",
    "guestlist.catalog",
    "guestlist.people",
    "guestlist.outbox",
    "guestlist.registration",
]
MIDDLEWARE: list[str] = []

DATABASES = databases(_environment.database)
DATABASE_ROUTERS = ["guestlist.database.routing.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
MEDIA_ROOT = _environment.media_dir
MEDIA_URL = "/media/"

# guestlist.logs configures logging, once for each process.
LOGGING_CONFIG = None

# Kind of an outbox message -> dotted path of the function that delivers it.
OUTBOX_DELIVERERS: dict[str, str] = {}
