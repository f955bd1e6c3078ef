"""What a server adds to the settings for reminders: the worker, its queue in the database, web push.

`STRIDEBACK_SITE`          the address in mails; without one, https and the first host.
`STRIDEBACK_WORKERS`       how many processes send (2).
`STRIDEBACK_PUSH_KEY`      allows web push; `python -m strideback.server push_key` makes one.
`STRIDEBACK_PUSH_CONTACT`  whom a push service writes to: `mailto:…`; without one, the sender of mail.
`STRIDEBACK_PUSH_SERVICES` further push services, as `https://push.example.org`, with commas.
"""

from __future__ import annotations

import os
import re
from email.utils import parseaddr

from django.core.exceptions import ImproperlyConfigured

from strideback.server.accounts import _MAIL, ALLOWED_HOSTS, DEFAULT_FROM_EMAIL

SITE = os.environ.get("STRIDEBACK_SITE") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
CAN_MAIL = _MAIL.scheme != "console"

JOB_S = int(os.environ.get("STRIDEBACK_JOB_S") or 60)
"""The longest that a job may take, in seconds."""
WORKERS = int(os.environ.get("STRIDEBACK_WORKERS") or 2)
Q_CLUSTER = {
    "name": "strideback",
    "orm": "default",
    "workers": WORKERS,
    "timeout": JOB_S,
    "retry": 2 * JOB_S,  # after the timeout: a job that still runs is not begun again
    "ack_failures": True,  # a job is acknowledged after it ran; the outbox tries again by itself
    "max_attempts": 5,
    "save_limit": -1,  # a job that went well leaves nothing behind
    "poll": 1,
    "bulk": 1,
    "catch_up": False,
    "cache": "jobs",
    "log_level": "WARNING",
}

PUSH_KEY = os.environ.get("STRIDEBACK_PUSH_KEY", "")
if PUSH_KEY and not re.fullmatch("[A-Za-z0-9_-]{43}=?", PUSH_KEY):
    raise ImproperlyConfigured(
        "STRIDEBACK_PUSH_KEY is no key; `python -m strideback.server push_key` makes one."
    )
PUSH_CONTACT = (
    os.environ.get("STRIDEBACK_PUSH_CONTACT") or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
)
PUSH_SERVICES = [
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.notify.windows.com",
    "https://*.push.apple.com",
    *filter(None, os.environ.get("STRIDEBACK_PUSH_SERVICES", "").split(",")),
]
"""Whom the worker sends to: an address of anything else that a browser names is refused."""
