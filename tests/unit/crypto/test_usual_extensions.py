"""The extensions that are known by their bytes: judged as the general way would, which is the oracle here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

import pytest
from asn1crypto.parser import emit, parse
from cryptography import x509

from pymdm.crypto import _x509
from pymdm.crypto._chain import check_purpose
from pymdm.crypto._usual_extensions import are_usual
from pymdm.crypto._x509 import ParsedCertificate, parse_certificate
from pymdm.crypto.certificates import CertificateAuthority, PrivateKey
from tests.unit.crypto.certs import NOW, FixedCA, ec_key, rsa_key, unknown

_OWN_ID = bytes.fromhex("301d0603551d0e04160414") + bytes(range(20))
_ISSUER_ID = bytes.fromhex("301f0603551d23041830168014") + bytes(range(20, 40))
_NO_CA = bytes.fromhex("300c0603551d130101ff04023000")
_SIGNS = bytes.fromhex("300e0603551d0f0101ff0404030205a0")
_CLIENT = bytes.fromhex("30130603551d25040c300a06082b06010505070302")
_ALL = (_OWN_ID, _ISSUER_ID, _NO_CA, _SIGNS, _CLIENT)

_PLAIN = FixedCA.make(ec_key(0)).issue(extensions=(unknown(critical=False),))


def _block(*extensions: bytes) -> bytes:
    inner = b"".join(extensions)
    return bytes((0xA3, len(inner) + 2, 0x30, len(inner))) + inner


def _certificate(block: bytes) -> bytes:
    """A certificate with this in place of its extensions; its signature is wrong, which is not asked here."""
    tbs = parse_certificate(_PLAIN).tbs
    unsigned = _PLAIN.partition(tbs)[2]
    return _sequence(_sequence(parse(tbs)[4].rpartition(b"\xa3")[0] + block) + unsigned)


def _sequence(contents: bytes) -> bytes:
    return bytes(emit(0, 1, 16, contents))


def _is_usual(block: bytes) -> bool:
    return are_usual(b"before" + block + b"behind", 6, 6 + len(block))


def _read(der: bytes) -> ParsedCertificate:
    """The certificate, read in the general way, and found to be made for clients."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_x509, "are_usual", lambda *_: False)
        parsed = parse_certificate(der)
    check_purpose(parsed)
    return parsed


def _changed(block: bytes) -> Iterator[bytes]:
    """Every block with one bit, or the whole of one byte, changed."""
    for at, byte in enumerate(block):
        for mask in (1, 2, 4, 8, 16, 32, 64, 128, 255):
            yield block[:at] + bytes((byte ^ mask,)) + block[at + 1 :]


def _forms() -> Iterator[bytes]:
    """Blocks of one extension each: the kinds in many forms, with each bit of each form changed."""
    criticals = [form[:7] + b"\x01\x01\xff" + form[7:] for form in (_OWN_ID, _ISSUER_ID, _CLIENT)]
    relaxed = [form[:7] + form[10:] for form in (_NO_CA, _SIGNS)]
    usages = [_SIGNS[:-2] + bytes(pair) for pair in product(range(8), range(256))]
    for form in (*_ALL, *criticals, *relaxed):
        sized = form[:1] + bytes((len(form) - 2,)) + form[2:]
        yield _block(sized)
        yield from _changed(_block(sized))
    yield from map(_block, usages)
    yield from (_block(_CLIENT[:-1] + bytes((purpose,))) for purpose in range(256))
    yield _block(bytes.fromhex("300f0603551d130101ff040530030101ff"))  # a CA


def test_t11_what_is_usual_is_what_the_general_way_accepts() -> None:
    """T11: no certificate is taken for a client's by its bytes that would be refused when read."""
    usual = [block for block in _forms() if _is_usual(block)]

    assert 100 < len(usual)
    for block in usual:
        parsed = parse_certificate(_certificate(block))
        assert parsed.has_usual_extensions
        assert list(_read(parsed.der).extensions) == list(parsed.extensions)


def test_the_usual_extensions_count_in_any_order_and_number() -> None:
    for count in range(1, len(_ALL) + 1):
        for chosen in permutations(_ALL, count):
            assert _is_usual(_block(*chosen))
    assert 5 == len(_read(_certificate(_block(*_ALL))).extensions)


def test_an_extension_that_is_there_twice_is_not_usual() -> None:
    """RFC 5280, 4.2; readers that take the first, or the last, would see two certificates."""
    for twice in _ALL:
        for others in permutations([other for other in _ALL if len(other) < 32], 2):
            block = _block(twice, *others, twice)
            assert not _is_usual(block)
        with pytest.raises(ValueError, match="not one X") as caught:
            parse_certificate(_certificate(_block(twice, twice)))
        assert isinstance(caught.value.__cause__, x509.DuplicateExtension)


def test_lengths_that_are_wrong_are_not_usual() -> None:
    block = _block(*_ALL)

    assert _is_usual(block)
    for at, wrong in product((1, 3), range(256)):
        if wrong != block[at]:
            assert not _is_usual(block[:at] + bytes((wrong,)) + block[at + 1 :])


def test_what_stands_before_or_behind_is_not_usual() -> None:
    block = _block(*_ALL)

    for other in (b"", block[:-1], block + b"\x00", block * 2, b"\x81\x01\x00" + block, b"\xa3\x02\x30\x00"):
        assert not _is_usual(other)


@pytest.mark.parametrize("key", [ec_key(0), rsa_key(0)], ids=["ec", "rsa"])
def test_the_identities_that_this_library_issues_are_usual(key: PrivateKey) -> None:
    """Otherwise all this would be of no use."""
    ca = CertificateAuthority.create("Device CA", now=NOW, key=ec_key(1))
    issued = ca.issue_identity(public_key=key.public_key(), common_name="device", now=NOW)

    assert parse_certificate(issued.certificate).has_usual_extensions
    assert not parse_certificate(ca.certificate).has_usual_extensions
