"""Django's settings, from the environment.  Reading them writes nothing.

`STRIDEBACK_MODE`   local (one runner, on this computer, no account) or server (accounts).
`STRIDEBACK_DATA`   the folder of the SQLite database.
`DATABASE_URL`      another database: `postgresql://…`.
`STRIDEBACK_PAGE`   the page where anybody can read about strideback; stands on the card to pass on.
`SECRET_KEY`        signs sessions and hides second factors; `strideback serve` keeps its own.

For a server also `STRIDEBACK_HOSTS`, `STRIDEBACK_PROXIES` and `EMAIL_URL`: see `server/accounts.py`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from strideback.formats.figures import figures_folder, viewer_folder
from strideback.server.databases import database

PACKAGE = Path(__file__).parents[1]
LOCAL = os.environ.get("STRIDEBACK_MODE", "local") != "server"
PROJECT_PAGE = os.environ.get("STRIDEBACK_PAGE", "")
DATA = Path(os.environ.get("STRIDEBACK_DATA") or Path.home() / ".local/share/strideback")


def _secret() -> str:
    """The key from the environment; without one, local mode signs with one that ends with it."""
    if told := os.environ.get("SECRET_KEY"):
        return told
    if not LOCAL:
        raise ImproperlyConfigured("SECRET_KEY is not set; a server needs 50 random characters.")
    return secrets.token_urlsafe(48)


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]  # and no name that a stranger points at us
ROOT_URLCONF = "strideback.server.urls"
WSGI_APPLICATION = "strideback.server.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "strideback.store.apps.StoreConfig",
    "strideback.web.apps.WebConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "strideback.server.static_files.StaticFiles",
    # Pages shrink to a quarter.  Squeezing can betray a secret to who makes a page repeat guesses at it
    # and watches its length (BREACH); here the cookies come with no request of another site but a
    # plain link (SameSite), what a form needs is masked anew on each page, and Django adds up to 100
    # random bytes.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "strideback.web.runners.RunnerMiddleware",
    "strideback.web.stale.StaleMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "strideback.web.templating.environment"},
    },
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "store.Account"
CACHES = {  # in the database, so that every worker counts the same attempts
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "store_cache",
        "KEY_FUNCTION": "strideback.store.cache_keys.hashed",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond it some are dropped, and counted no more
    }
}

SESSION_ENGINE = "strideback.store.sessions"
SESSION_COOKIE_NAME = "strideback"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
# Django itself puts nothing that a form sends on the disk, so no stranger can fill it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 2**20  # a text diary; larger files are dropped
DATA_UPLOAD_MAX_NUMBER_FILES = 2000  # a folder of runs at once
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str] | bool]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = None  # whitenoise reads the package itself, once, at the start
STATICFILES_DIRS = [
    PACKAGE / "web" / "static",
    *([("figures", figures_folder())] if figures_folder().is_dir() else []),
    *([("viewer", viewer_folder())] if viewer_folder().is_dir() else []),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "strideback.server.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a page that is not there is no news
        "django.security": {"level": "CRITICAL"},  # nor is a stranger who was turned away
    },
}

if not LOCAL:
    from strideback.server.accounts import *  # noqa: F403 - settings are the names of a module
    from strideback.server.reminders import *  # noqa: F403 - the same

    INSTALLED_APPS += ["allauth", "allauth.account", "allauth.mfa", "django_q", "strideback.server"]
    INSTALLED_APPS += ["django.contrib.humanize"]  # allauth's list of passkeys says "3 days ago"
    CACHES["jobs"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    _plain = MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    MIDDLEWARE[_plain] = "strideback.server.signing_in.Middleware"
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    TEMPLATES += [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [PACKAGE / "server" / "templates"],
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
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
