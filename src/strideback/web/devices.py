"""Browsers that allow notifications: which addresses are taken, and the key that they are given."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from strideback.store.models import Runner
from strideback.store.reminding import Device

MOST: Final = 10
"""Browsers of one runner; the oldest goes."""
_POINT, _SECRET = 65, 16


def keep(runner: Runner, endpoint: str, p256dh: str, auth: str, now: datetime) -> bool:
    """Keep a browser, now this runner's; False when no browser gave this, or one of a strange service."""
    if not (known_service(endpoint) and _is_point(p256dh) and len(_bytes(auth)) == _SECRET):
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
    try:
        parts = urlsplit(endpoint)
        asked = (parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        return False
    if "@" in parts.netloc or len(endpoint) > 1024 or not endpoint.isascii():
        return False
    return any(_serves(each, *asked) for each in settings.PUSH_SERVICES)


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


def _is_point(text: str) -> bool:
    told = _bytes(text)
    return len(told) == _POINT and told[0] == 4


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return b""
