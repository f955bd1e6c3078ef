"""Mail goes out by a real mail server, sealed as its address says, and to no server that nobody vouches for."""

import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.reminded import Post, free_port
from tests.server.test_settings import SERVER, manage

NAME, PASSWORD = "post@example.org", "p:a/s%s@ word"
AS_TOLD = "post%40example.org:p%3Aa%2Fs%25s%40%20word"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with the key and the certificate of 127.0.0.1, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Mailbox(Post):
    """A mail server's box; `who` are the names and passwords that it was told."""

    def __init__(self):
        super().__init__()
        self.who = []

    def let_in(self, _server, _session, _envelope, _mechanism, told):
        self.who.append((told.login.decode(), told.password.decode()))
        return AuthResult(success=self.who[-1] == (NAME, PASSWORD))


@contextmanager
def serving(scheme, certificate):
    """A mail server that takes mail by this scheme alone; gives its box and its address."""
    box, port = Mailbox(), free_port()
    sealed = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    sealed.load_cert_chain(certificate)
    how = {
        "smtps": {"ssl_context": sealed, "auth_require_tls": False},  # sealed from the first word
        "smtp+tls": {"tls_context": sealed, "require_starttls": True},
        "smtp": {"auth_require_tls": False},
    }[scheme]
    running = Controller(box, hostname="127.0.0.1", port=port, authenticator=box.let_in, **how)
    running.start()
    try:
        yield box, f"{scheme}://{AS_TOLD}@127.0.0.1:{port}"
    finally:
        running.stop()


def sent(url, **environment):
    return manage("sendtestemail", "runner@example.org", EMAIL_URL=url, **SERVER, **environment)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls", "smtp"])
def test_mail_goes_out_by_the_servers_name_and_password_as_its_address_says(scheme, certificate):
    with serving(scheme, certificate) as (box, url):
        told = sent(url, SSL_CERT_FILE=str(certificate))
    assert told.returncode == 0, told.stderr
    assert box.to == ["runner@example.org"]
    assert set(box.who) == {(NAME, PASSWORD)}


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_mail_server_that_nobody_vouches_for_gets_neither_mail_nor_password(scheme, certificate):
    with serving(scheme, certificate) as (box, url):
        told = sent(url)
    assert told.returncode != 0
    assert "certificate verify failed" in told.stderr.lower()
    assert (box.mails, box.who) == ([], [])


def test_where_mail_has_to_be_sealed_a_server_that_does_not_seal_gets_none(certificate):
    with serving("smtp", certificate) as (box, url):
        told = sent(url.replace("smtp://", "smtp+tls://"), SSL_CERT_FILE=str(certificate))
    assert "STARTTLS extension not supported" in told.stderr
    assert (box.mails, box.who) == ([], [])
