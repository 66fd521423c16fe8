"""Fresh envelopes by three makers, whole and damaged: what OpenSSL finds inside, pymdm has to find as well.

Verdicts are contents, not yes or no: ciphers in CBC mode notice only damage to the padding, and other damage
comes out as other content, which has to be the same for both.
"""

from __future__ import annotations

import itertools
import secrets
from pathlib import Path

import attrs
import pytest
from asn1crypto import cms as asn1_cms

from pymdm.crypto.envelope import Cipher, decrypt_enveloped, encrypt_enveloped
from pymdm.errors import DecodeError
from tests.external.judged_cases import Case, envelopes
from tests.external.judges import BODY, Certified, compare, must, ran, signer, spread, tool

CIPHERS = {
    "3des": Cipher.TRIPLE_DES_CBC,
    "aes128": Cipher.AES_128_CBC,
    "aes192": Cipher.AES_192_CBC,
    "aes256": Cipher.AES_256_CBC,
}
RECIPIENTS = ("rsa2048", "rsa3072")
LOST = b"nothing of the content"
"""In place of an error, and of what comes out when the key of the content is lost: by RFC 3218, and in
both programs, that is decryption by a random key, which ends in an error most of the time but not always."""


def _other(name: str) -> Certified:
    """Somebody with a key of the same size."""
    return signer(f"{name} other")


def _options(case: Case) -> list[str]:
    """How openssl encrypts; ``-keyopt`` belongs to the recipient before it."""
    command = [case.maker.removeprefix("openssl "), "-encrypt", "-binary", "-in", "body", "-outform", "DER"]
    command += ["-stream"] if case.encoding == "ber" else []
    command += ["-keyid"] if case.named_by == "key" else []
    command += ["-des3" if case.cipher == "3des" else f"-{case.cipher}"]
    if case.transport == "pkcs1":
        return [*command, f"{case.key}.pem"]
    command += ["-recip", f"{case.key}.pem", "-keyopt", "rsa_padding_mode:oaep"]
    return [*command, "-keyopt", f"rsa_oaep_md:{case.transport.removeprefix('oaep ')}"]


def _damaged(envelope: bytes, case: Case) -> bytes:
    """The message as the case wants it; a wrong key or recipient is given to whoever opens it."""
    if case.damage == "truncated":
        return envelope[:-2]
    if case.damage == "trailing":
        return envelope + b"\x00\x00"
    if case.damage == "content key":
        info = asn1_cms.ContentInfo.load(envelope)["content"]["recipient_infos"][0].chosen
        at = envelope.index(info["encrypted_key"].native) + 100
        return envelope[:at] + bytes((envelope[at] ^ 1,)) + envelope[at + 1 :]
    if case.damage in ("ciphertext", "padding"):
        inside = asn1_cms.ContentInfo.load(envelope)["content"]["encrypted_content_info"]
        block = CIPHERS[case.cipher].block_size
        encrypted = inside["encrypted_content"].native
        # In CBC, a bit of one block is the same bit of the next: the highest of the length of the padding.
        start = len(encrypted) - 2 * block if case.damage == "padding" else 0
        whole = encrypted[start : start + block]
        assert 1 == envelope.count(whole)
        at = envelope.index(whole) + block - 1
        return envelope[:at] + bytes((envelope[at] ^ 0x80,)) + envelope[at + 1 :]
    return envelope


def _opener(case: Case) -> tuple[Certified, Certified]:
    """Whose certificate and whose key are used to open it."""
    right = signer(case.key)
    if case.damage == "wrong recipient":
        return _other(case.key), _other(case.key)
    return right, _other(case.key) if case.damage == "wrong key" else right


def _opened_by_us(envelope: bytes, case: Case) -> bytes:
    certificate, key = _opener(case)
    try:
        return decrypt_enveloped(envelope, certificate=certificate.der, key=key.key)
    except DecodeError:
        return b""


def _verdict(content: bytes, case: Case) -> bytes:
    """What was found; without the right key only whether it is the content."""
    if content and (case.damage not in ("wrong key", "content key") or content == BODY):
        return content
    return LOST


@attrs.frozen(kw_only=True)
class Verdicts:
    """Case → what was inside."""

    ours: dict[str, bytes]
    openssl: dict[str, bytes]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Everything made and opened once; the tests look at the results."""
    folder = tmp_path_factory.mktemp("envelopes")
    (folder / "body").write_bytes(BODY)
    for name in [*RECIPIENTS, *(f"{name} other" for name in RECIPIENTS)]:
        (folder / f"{name}.pem").write_bytes(signer(name).pem)
        (folder / f"{name}.key").write_bytes(signer(name).key_pem)
    cases = envelopes()
    shapes = [case for case in cases if case.damage == "none"]
    names = (f"made{number}" for number in itertools.count())

    def make(case: Case) -> bytes:
        if case.maker == "pymdm":
            der = signer(case.key).der
            return encrypt_enveloped(
                BODY, recipient=der, random=secrets.token_bytes, cipher=CIPHERS[case.cipher]
            )
        name = next(names)
        options = _options(case)
        must(folder, tool("openssl"), options[0], "-out", name, *options[1:])
        return (folder / name).read_bytes()

    whole = dict(zip(shapes, spread(make, shapes), strict=True))
    inputs = {case: _damaged(whole[attrs.evolve(case, damage="none")], case) for case in cases}
    opened = spread(lambda item: _opened_by_openssl(folder, *item), list(enumerate(inputs.items())))
    return Verdicts(
        ours={case.name: _verdict(_opened_by_us(made, case), case) for case, made in inputs.items()},
        openssl={case.name: _verdict(found, case) for case, found in zip(inputs, opened, strict=True)},
    )


def _opened_by_openssl(folder: Path, number: int, item: tuple[Case, bytes]) -> bytes:
    case, envelope = item
    (folder / f"{number}.envelope").write_bytes(envelope)
    certificate = f"{case.key} other" if case.damage == "wrong recipient" else case.key
    key = f"{case.key} other" if case.damage in ("wrong recipient", "wrong key") else case.key
    command = ["cms", "-decrypt", "-binary", "-inform", "DER", "-in", f"{number}.envelope"]
    command += ["-recip", f"{certificate}.pem", "-inkey", f"{key}.key", "-out", f"{number}.out"]
    good, _ = ran(folder, tool("openssl"), *command)
    return (folder / f"{number}.out").read_bytes() if good else b""


def test_openssl_and_we_find_the_same_in_every_envelope(verdicts: Verdicts) -> None:
    """T29, T33: whole ones by every cipher and key transport, and each kind of damage."""
    compare("openssl", verdicts.ours, verdicts.openssl)


def test_whole_envelopes_hold_the_content_and_no_damaged_one_does(verdicts: Verdicts) -> None:
    """Agreeing is not enough: both could find nothing anywhere."""
    wrong = {
        case.name for case in envelopes() if (verdicts.ours[case.name] == BODY) != (case.damage == "none")
    }

    assert set() == wrong
    altered = {case.damage for case in envelopes() if verdicts.ours[case.name] not in (BODY, LOST)}
    assert {"ciphertext"} == altered


def test_every_kind_of_envelope_was_opened_often_enough(verdicts: Verdicts) -> None:
    refused = sum(verdict == LOST for verdict in verdicts.openssl.values())

    assert len(envelopes()) == len(verdicts.openssl) >= 100
    assert 3 * refused >= len(verdicts.openssl)
