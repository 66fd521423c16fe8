"""TLS: the key stays in memory, the peer is verified, and HTTP/2 is agreed on."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pymdm.apns import _tls
from pymdm.apns.certificate import PushCertificate
from pymdm.testing.push_certificates import FAKE_TOPIC, fake_push_certificate


@pytest.fixture(scope="module")
def certificate() -> PushCertificate:
    return fake_push_certificate(FAKE_TOPIC, now=datetime.now(UTC))


def descriptors() -> int:
    folder = Path("/dev/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_the_context_is_strict(certificate: PushCertificate) -> None:
    context = _tls.client_context(certificate)

    assert ssl.TLSVersion.TLSv1_2 == context.minimum_version
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)


def test_no_descriptor_is_left_open(certificate: PushCertificate) -> None:
    before = descriptors()

    _tls.client_context(certificate)

    assert before == descriptors()


def test_t73_the_key_is_in_no_file_and_encrypted_even_in_its_pipe(
    certificate: PushCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T73: what OpenSSL opens is a pipe."""
    seen: list[bytes] = []

    def watched(self: ssl.SSLContext, certfile: str, keyfile: str, password: str) -> None:
        assert all(stat.S_ISFIFO(Path(name).stat().st_mode) for name in (certfile, keyfile))
        seen.append(Path(keyfile).read_bytes())

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    _tls.client_context(certificate)

    [text] = seen
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in text
    assert b"BEGIN PRIVATE KEY" not in text


def test_a_system_without_descriptors_by_name_is_told_of(
    certificate: PushCertificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(_tls, "_DESCRIPTORS", tmp_path / "not there")

    with pytest.raises(RuntimeError, match="/dev/fd"):
        _tls.client_context(certificate)


def test_a_chain_longer_than_a_pipe_is_read_whole(certificate: PushCertificate) -> None:
    long = PushCertificate(
        certificate=certificate.certificate,
        key=certificate.key,
        chain=(certificate.certificate,) * 100,
    )
    assert len(long.to_pem()) > 65_536

    _tls.client_context(long)


@pytest.mark.parametrize("selected", [None, "http/1.1"])
def test_a_peer_without_http_2_is_told_apart(selected: str | None) -> None:
    assert "ALPN h2" in (_tls.alpn_error(selected) or "")


def test_a_peer_with_http_2_is_right() -> None:
    assert _tls.alpn_error("h2") is None


@pytest.mark.parametrize("ca", [b"", b"garbage", "ü".encode()])
def test_what_is_no_authority_is_refused(certificate: PushCertificate, ca: bytes) -> None:
    with pytest.raises(ValueError, match="ca: expected certificates as PEM"):
        _tls.client_context(certificate, ca=ca)
