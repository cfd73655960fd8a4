"""The certificate is checked against the name, though the connection goes to an address."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lcassist.corpus.fetch import http

PAGE = b"<!doctype html><title>Een pagina</title><p>De bibliotheek is open."


@pytest.fixture
def certified(web: Any, tmp_path: Path) -> Path:
    """The server on loopback speaks TLS, with a certificate for localhost that nobody knows; its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, tmp_path / "key.pem")
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    web.server.handle_error = lambda *_: None  # a handshake that fails is what is tested
    web.answers["/page"] = web.Answer(PAGE)
    http._tls.cache_clear()
    return path


@pytest.fixture(autouse=True)
def forgotten() -> Any:
    yield
    http._tls.cache_clear()


def test_a_certificate_that_nobody_knows(web: Any, certified: Path, reasons: Callable[..., str | None]) -> None:
    url = f"https://localhost:{web.address.rpartition(':')[2]}/page"
    assert reasons(url) == "the certificate of 'localhost' can't be trusted (self-signed certificate)"
    assert web.asked == []


def test_a_certificate_that_a_setting_of_the_system_knows(
    web: Any, certified: Path, reasons: Callable[..., str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    port = web.address.rpartition(":")[2]
    assert reasons(f"https://localhost:{port}/page") is None
    # the same server by another name, for which the certificate is not
    assert "can't be trusted" in (reasons(f"https://127.0.0.1:{port}/page") or "")
