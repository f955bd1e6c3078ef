"""Web push: a note to each browser of a runner that allowed it, readable by that browser alone.

Only the worker imports this: pywebpush takes most of a second.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from functools import lru_cache
from typing import Final

import requests
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from strideback.store.models import Runner
from strideback.store.reminding import Device
from strideback.web.reminding import Note

_GONE: Final = (404, 410)
_NOT_NOW: Final = (408, 425, 429, *range(500, 600))
_REFUSED: Final = 400
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
    """The status that the push service gives; 503 where it cannot be reached, 410 for keys of no browser."""
    signs = _signs(settings.PUSH_KEY)
    session = requests.Session()
    session.max_redirects = 0  # an endpoint that leads elsewhere is none
    try:
        answer = webpush(
            {
                "endpoint": device.endpoint,
                "keys": {"p256dh": device.p256dh, "auth": device.auth},
            },
            json.dumps(asdict(note)),
            vapid_private_key=signs,
            vapid_claims={"sub": settings.PUSH_CONTACT},
            ttl=_KEPT_S,
            headers={"Urgency": "normal"},
            timeout=_WAITS_S,
            requests_session=session,
        )
    except WebPushException as refused:
        return refused.status_code or _REFUSED
    except (requests.ConnectionError, requests.Timeout):
        return 503
    except requests.RequestException:  # it leads elsewhere
        return _REFUSED
    except ValueError:  # keys that no browser gave
        return 410
    return int(getattr(answer, "status_code", _REFUSED))


@lru_cache(maxsize=4)
def _signs(key: str) -> Vapid:
    """The key of this server, which says from whom a note comes."""
    return Vapid.from_string(key)
