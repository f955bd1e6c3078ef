"""The secrets of authenticator apps and recovery codes, hidden with the server's key."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Whoever reads the database alone cannot make a code."""

    def encrypt(self, text: str) -> str:
        """The text, for the database."""
        return _hidden().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text, from the database; another `SECRET_KEY` than then gives an error."""
        return _hidden().decrypt(encrypted_text.encode()).decode()


def _hidden() -> Fernet:
    return Fernet(
        urlsafe_b64encode(sha256(f"second factors {settings.SECRET_KEY}".encode()).digest())
    )
