"""How the cache is keyed: by hashes, since attempts to sign in are counted by address."""

from __future__ import annotations

from hashlib import sha256


def hashed(key: str, key_prefix: str, version: int) -> str:
    """The key as the table holds it."""
    return sha256(f"{key_prefix}:{version}:{key}".encode()).hexdigest()
