"""Web push: a note to each browser of a runner that allowed it, readable by that browser alone.

Only the worker imports this: pywebpush takes most of a second.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Final

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush

from strideback.store.models import Runner
from strideback.store.reminding import Device
from strideback.web.reminding import Note

_GONE: Final = (404, 410)
_NOT_NOW: Final = (408, 425, 429, *range(500, 600))
_WAITS_S: Final = 5
_KEPT_S: Final = 6 * 60 * 60
"""How long a push service keeps a note for a phone that is off."""
_log = logging.getLogger(__name__)


class NotNow(Exception):  # noqa: N818 - it says what is the matter
    """No browser could be reached, and one may be later."""


def push(runner: Runner, note: Note) -> bool:
    """True when a browser was told; False when there is none to tell.

    A browser that is gone is forgotten.  Raises `NotNow` when it is worth trying again.
    """
    told = busy = False
    for device in Device.objects.filter(runner=runner):
        status = _send(device, note)
        if status in _GONE:
            Device.objects.filter(pk=device.pk).delete()
        elif not 200 <= status < 300:  # whoever runs the server has to know: its key, its contact
            _log.warning("push to device %s: %s", device.pk, status)
        told = told or 200 <= status < 300
        busy = busy or status in _NOT_NOW
    if busy and not told:
        raise NotNow
    return told


def _send(device: Device, note: Note) -> int:
    """The status that the push service gives; 503 where it cannot be reached."""
    session = requests.Session()
    session.max_redirects = 0  # an endpoint that leads elsewhere is none
    try:
        answer = webpush(
            {
                "endpoint": device.endpoint,
                "keys": {"p256dh": device.p256dh, "auth": device.auth},
            },
            json.dumps(asdict(note)),
            vapid_private_key=settings.PUSH_KEY,
            vapid_claims={"sub": settings.PUSH_CONTACT},
            ttl=_KEPT_S,
            headers={"Urgency": "normal"},
            timeout=_WAITS_S,
            requests_session=session,
        )
    except WebPushException as refused:
        return refused.status_code or 400
    except (requests.ConnectionError, requests.Timeout):
        return 503
    except (requests.RequestException, ValueError):  # keys or an address that no browser gave
        return 410
    return int(getattr(answer, "status_code", 400))
