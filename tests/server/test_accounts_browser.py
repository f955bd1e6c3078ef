"""Accounts in a real browser: a passkey signs in alone, and everybody can use the screens."""

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
from tests.accessible import faults
from tests.chromium import NEEDED, PHONE, chromium, listened
from tests.server.conftest import Browser

pytestmark = NEEDED
PASSWORD = "a long and winding road"
OUTSIDE = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
INSIDE = (
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/second-factor/",
    "/accounts/second-factor/totp/activate/",
    "/accounts/second-factor/webauthn/add/",
    "/accounts/logout/",
    "/account",
)


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


@pytest.fixture(scope="module")
def secure(started, certificate):
    """A server that does TLS itself."""
    folder, _spki = certificate
    return started(
        STRIDEBACK_PROXIES="0",
        GRANIAN=f", ssl_cert=Path('{folder}/cert.pem'), ssl_key=Path('{folder}/key.pem')",
    )


@pytest.fixture
def page(secure, certificate):
    """A page of Chromium with a key of its own."""
    _folder, spki = certificate
    with chromium(f"--ignore-certificate-errors-spki-list={spki}") as browser:
        context = browser.new_context(base_url=f"https://localhost:{secure.port}", viewport=PHONE)
        context.set_default_timeout(15_000)
        page = listened(context.new_page())
        page.server = secure
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


def test_the_screens_of_an_account_can_be_used_by_everybody(page):
    wrong = {}

    def look(path):
        if found := faults(page):
            wrong[path] = found

    for path in OUTSIDE:
        assert page.goto(path).ok, path
        look(path)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("nobody@mail.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.get_by_text("not correct").first.wait_for()
    look("a sign-in that failed")
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill("axe@mail.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    code = page.get_by_label("Code")
    code.wait_for()
    look("the code that was mailed")
    code.fill(Browser(page.server).code())
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    for path in INSIDE:
        assert page.goto(path).ok, path
        if page.get_by_role("heading", name="Confirm").count():  # who it is, before a key is added
            look(f"before {path}")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Confirm").click()
            page.wait_for_url(f"**{path}")
        look(path)
    assert wrong == {}
