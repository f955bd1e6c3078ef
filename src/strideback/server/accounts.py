"""What a server adds to the settings: accounts, and nothing that travels or lies in the open.

`STRIDEBACK_HOSTS`    the names that it answers to, with commas between them.
`STRIDEBACK_PROXIES`  how many proxies of yours stand before it and end TLS (0: it does so itself).
`EMAIL_URL`           the mail server: `smtp+tls://name:password@host:587`, or `smtps://…`; without one, the console.
`STRIDEBACK_FROM`     the sender of its mail.

A reset or a confirmation goes by a code that is typed in, so that no address in a log or in a
browser's history opens an account.
"""

from __future__ import annotations

import os
from operator import attrgetter
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ALLOWED_HOSTS = [each for each in os.environ.get("STRIDEBACK_HOSTS", "").split(",") if each]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "STRIDEBACK_HOSTS is not set; name the hosts, as in app.example.org."
    )

# --- only over TLS -------------------------------------------------------------------------------

ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("STRIDEBACK_PROXIES") or 0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-strideback"  # the browser keeps it to this host, and to TLS
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True

# --- passwords -----------------------------------------------------------------------------------

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]

# --- accounts, by django-allauth, with its own limits on attempts --------------------------------

AUTHENTICATION_BACKENDS = ["strideback.server.signing_in.Backend"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = attrgetter("email")
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MFA_ADAPTER = "strideback.server.second_factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "strideback"
MFA_TOTP_TOLERANCE = 1

# --- mail ----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("STRIDEBACK_FROM", f"strideback@{ALLOWED_HOSTS[0].lstrip('.')}")
_MAIL = urlsplit(os.environ.get("EMAIL_URL", "console:"))
_BACKENDS = {"console": "console", "file": "filebased"} | dict.fromkeys(
    ("smtp", "smtp+tls", "smtps"), "smtp"
)
if _MAIL.scheme not in _BACKENDS:
    raise ImproperlyConfigured(
        "EMAIL_URL begins with smtp+tls://, smtps://, smtp://, file:// or console:."
    )
EMAIL_BACKEND = f"django.core.mail.backends.{_BACKENDS[_MAIL.scheme]}.EmailBackend"
EMAIL_FILE_PATH = unquote(_MAIL.path)
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_TLS = _MAIL.scheme == "smtp+tls"
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 20
