"""Browsers that allow notifications: which addresses are taken, and the key that they are given."""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from strideback.store.models import Runner
from strideback.store.reminding import Device

MOST: Final = 10
"""Browsers of one runner; the oldest goes."""
_LONGEST: Final = 1024
_POINT, _SECRET = 65, 16
_LONGEST_KEY, _LONGEST_SECRET = 88, 24
_ENDPOINT: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]+)?/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*"
)
"""No stranger forms: programs differ on where the host ends in them (`https://127.0.0.1\\.example.org`)."""


def keep(runner: Runner, endpoint: str, p256dh: str, auth: str, now: datetime) -> bool:
    """Keep a browser, now this runner's; False when no browser gave this, or one of a strange service."""
    short = len(p256dh) <= _LONGEST_KEY and len(auth) <= _LONGEST_SECRET
    if not (short and known_service(endpoint) and _is_point(p256dh) and _is_secret(auth)):
        return False
    Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={"runner": runner, "p256dh": p256dh, "auth": auth, "made_at": now},
    )
    newest = Device.objects.filter(runner=runner).order_by("-made_at", "-pk")
    kept = newest.values_list("pk", flat=True)[:MOST]
    Device.objects.filter(runner=runner).exclude(pk__in=list(kept)).delete()
    return True


def known_service(endpoint: str) -> bool:
    """True for an address of a push service that the server knows: it sends to nothing else."""
    if len(endpoint) > _LONGEST or not _ENDPOINT.fullmatch(endpoint):
        return False
    parts = urlsplit(endpoint)
    try:
        asked = (parts.scheme, parts.hostname or "", parts.port)
    except ValueError:  # a port that there cannot be
        return False
    return any(_serves(each, *asked) for each in settings.PUSH_SERVICES)


def mark_of(endpoint: str) -> str:
    """What a browser knows its own address by, on a page that does not show it."""
    return sha256(endpoint.encode()).hexdigest()


def _serves(service: str, scheme: str, host: str, port: int | None) -> bool:
    known = urlsplit(service)
    name = known.hostname or ""
    same = host.endswith(name[1:]) and host != name[2:] if name.startswith("*.") else host == name
    return same and (scheme, port) == (known.scheme, known.port)


@lru_cache(maxsize=4)
def public_key(private: str) -> str:
    """What a browser has to be given so that it takes notes from this server alone."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(_bytes(private), "big")
    point = derive_private_key(number, SECP256R1()).public_key()
    told = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(told).rstrip(b"=").decode()


def _is_secret(text: str) -> bool:
    return len(_bytes(text)) == _SECRET


def _is_point(text: str) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(text))
    except ValueError:
        return False
    return len(_bytes(text)) == _POINT


def _bytes(text: str) -> bytes:
    """What the text holds; nothing where there is anything else in it."""
    whole = text.rstrip("=")
    try:
        return b64decode(whole + "=" * (-len(whole) % 4), altchars=b"-_", validate=True)
    except (Error, ValueError):
        return b""
