"""A passkey in a real browser: added once, then it signs in alone."""

import base64
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from tests.server.conftest import Browser

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "a long and winding road"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for localhost, and the hash by which Chromium trusts its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)  # noqa: TID251 - Chromium reads the clock too
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return folder, base64.b64encode(sha256(spki).digest()).decode()


@pytest.fixture
def page(started, certificate):
    """A page of Chromium with a key of its own, at a server that does TLS itself."""
    folder, spki = certificate
    server = started(
        STRIDEBACK_PROXIES="0",
        GRANIAN=f", ssl_cert=Path('{folder}/cert.pem'), ssl_key=Path('{folder}/key.pem')",
    )
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox", f"--ignore-certificate-errors-spki-list={spki}"],
            )
        except sync_api.Error as why:
            pytest.skip(f"no Chromium here: {why}")
        context = chromium.new_context(base_url=f"https://localhost:{server.port}")
        page = context.new_page()
        page.wrong, page.server = [], server
        page.on(
            "console", lambda said: page.wrong.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        keys = context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page
        chromium.close()


def test_a_passkey_signs_in_without_a_password(page):
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill("key@mail.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    page.get_by_label("Code").fill(Browser(page.server).code())
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))

    page.goto("/accounts/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")

    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert page.wrong == []
