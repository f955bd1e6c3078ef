"""`python -m strideback.server push_key`: makes the key with which a server sends web push."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints a new key as a line for the environment.  With another key, browsers have to be asked anew."""

    help = "Make a key for web push, as a line for the environment."

    def handle(self, *_args: object, **_options: object) -> None:
        """Print it."""
        number = generate_private_key(SECP256R1()).private_numbers().private_value
        key = urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        self.stdout.write(f"STRIDEBACK_PUSH_KEY={key}")
