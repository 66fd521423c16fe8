"""Fresh signatures by four makers, whole and damaged: OpenSSL, GnuTLS and pymdm have to agree on each.

They may differ about what ``judged_differences.toml`` lists, case by case and with the reason.
"""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import attrs
import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives import serialization

from pymdm.crypto import cms
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME
from pymdm.errors import SignatureInvalid
from tests.external.judged_cases import Case, chains, counted, envelopes, signatures
from tests.external.judges import (
    BODY,
    NOW,
    OTHER_BODY,
    compare,
    must,
    ran,
    signer,
    spread,
    tool,
)

#: The judges are not asked what is strong enough, so neither is pymdm; test_policies.py asks about that.
ANY_ALGORITHM = cms.Policy(
    name="ANY_ALGORITHM",
    algorithms=frozenset(ALGORITHM_BY_NAME),
    minimum_rsa_bits=1024,
    attributes_required=False,
    max_attached=100_000,
)
SIGNING_TIME = bytes.fromhex("06092a864886f70d010905")


@attrs.frozen(kw_only=True)
class Made:
    """A signature, and the content that is given beside it; None if it is to be inside."""

    signed: bytes
    content: bytes | None


def _damaged(made: Made, case: Case) -> Made:
    """The message as the case wants it; everything keeps its length, so that only one thing is wrong."""
    signed, content = made.signed, made.content
    if case.damage == "truncated":
        return attrs.evolve(made, signed=signed[:-2])
    if case.damage == "trailing":
        return attrs.evolve(made, signed=signed + b"\x00\x00")
    if case.damage == "other content inside":
        assert 1 == signed.count(BODY)
        return attrs.evolve(made, signed=signed.replace(BODY, OTHER_BODY))
    if case.damage in ("body", "swapped content"):
        other = OTHER_BODY if case.damage == "swapped content" else BODY.replace(b"Idle", b"Idlf")
        # What -stream leaves inside a detached signature, unasked, stays: the content is the one beside it.
        if content is not None:
            return attrs.evolve(made, content=other)
        assert 1 == signed.count(BODY)
        return attrs.evolve(made, signed=signed.replace(BODY, other))
    if case.damage == "signature":
        info = asn1_cms.ContentInfo.load(signed)["content"]["signer_infos"][0]
        value = info["signature"].native
        return attrs.evolve(made, signed=_flipped(signed, signed.rindex(value) + len(value) - 1))
    if case.damage == "attributes":
        return attrs.evolve(made, signed=_other_attributes(signed))
    if case.damage == "certificate":
        point = (
            signer(_key_of(case))
            .certificate.public_key()
            .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        return attrs.evolve(made, signed=_flipped(signed, signed.index(point) + len(point) - 20))
    return made


def _other_attributes(signed: bytes) -> bytes:
    """The last digit of the time of signing, or of the digest where there is none, is another one."""
    if (at := signed.find(SIGNING_TIME)) >= 0:
        return _flipped(signed, at + len(SIGNING_TIME) + 2 + 2 + 11)
    info = asn1_cms.ContentInfo.load(signed)["content"]["signer_infos"][0]
    digest = next(
        each["values"][0].native for each in info["signed_attrs"] if "digest" in each["type"].native
    )
    return _flipped(signed, signed.index(digest) + len(digest) - 1)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def _key_of(case: Case) -> str:
    return "rsa2048" if case.key == "rsa-pss" else case.key


class Maker:
    """Makes what the plan wants, with the files of all signers in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tools = {name: tool(name) for name in ("openssl", "certtool")}
        self.names = (f"made{number}" for number in itertools.count())
        (folder / "body").write_bytes(BODY)
        for name in ("rsa2048", "rsa3072", "p256", "p384", "p521"):
            (folder / f"{name}.pem").write_bytes(signer(name).pem)
            (folder / f"{name}.key").write_bytes(signer(name).key_pem)
        self._write_pss_certificate()

    def _write_pss_certificate(self) -> None:
        """A certificate whose key says itself that it is for PSS; `cryptography` cannot make one."""
        (self.folder / "conf").write_text("[req]\ndistinguished_name=d\nprompt=no\n[d]\nCN=id-rsassa-pss\n")
        new = "req -x509 -config conf -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048 -nodes -days 3650"
        files = "-keyout id-rsassa-pss.key -out id-rsassa-pss.pem"
        must(self.folder, self.tools["openssl"], *new.split(), *files.split())

    def make(self, shape: Case) -> bytes:
        """The message, whole."""
        if shape.maker == "pymdm":
            return _ours(shape)
        command = self._certtool(shape) if shape.maker == "certtool" else self._openssl(shape)
        name = next(self.names)
        out = ["--outfile", name] if shape.maker == "certtool" else ["-out", name]
        must(self.folder, *command, *out)
        return (self.folder / name).read_bytes()

    def _openssl(self, shape: Case) -> list[str]:
        who = _key_of(shape)
        command = [self.tools["openssl"], shape.maker.removeprefix("openssl "), "-sign", "-binary"]
        command += ["-in", "body", "-signer", f"{who}.pem", "-inkey", f"{who}.key", "-outform", "DER"]
        command += ["-md", shape.digest]
        command += ["-nodetach"] if shape.operation == "attached" else []
        command += ["-stream"] if shape.encoding == "ber" else []
        command += ["-noattr"] if shape.attributes == "no attributes" else []
        command += ["-keyid"] if shape.named_by == "key" else []
        if shape.key in ("rsa-pss", "id-rsassa-pss"):
            command += ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1"]
        return command

    def _certtool(self, shape: Case) -> list[str]:
        sign = "--p7-sign" if shape.operation == "attached" else "--p7-detached-sign"
        time = "--p7-time" if shape.attributes == "attributes" else "--no-p7-time"
        command = [self.tools["certtool"], sign, time, "--infile", "body", "--outder"]
        command += ["--load-certificate", f"{shape.key}.pem", "--load-privkey", f"{shape.key}.key"]
        return [*command, "--hash", shape.digest.upper()]


def _ours(shape: Case) -> bytes:
    who = signer(_key_of(shape))
    with_attributes = shape.attributes == "attributes"
    form = cms.Shape(
        attributes=with_attributes,
        digest=shape.digest,  # type: ignore[arg-type]
        encoding=shape.encoding,  # type: ignore[arg-type]
        detached=shape.operation == "detached",
        named_by="key" if shape.named_by == "key" else "issuer and serial",
        rsa_padding="pss" if shape.key == "rsa-pss" else "pkcs1",
    )
    return cms.sign(
        BODY,
        cms.PrivateKeySigner(certificate=who.der, key=who.key),
        shape=form,
        signing_time=NOW if with_attributes and shape.digest != "sha384" else None,
    )


def _judged_by_us(made: Made) -> bool:
    try:
        if made.content is None:
            verified = cms.verify_attached(made.signed, policy=ANY_ALGORITHM)
        else:
            verified = cms.verify_detached(made.signed, made.content, policy=ANY_ALGORITHM)
    except SignatureInvalid:
        return False
    # What is handed on is what was signed; asked only now, so that it hides no verdict about other content.
    assert verified.content in made.signed if made.content is None else verified.content == made.content
    return True


@attrs.frozen(kw_only=True)
class Verdicts:
    """Case → whether the signature is good, by each judge."""

    ours: dict[str, bool]
    openssl: dict[str, bool]
    certtool: dict[str, bool]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Everything made and judged once; the tests look at the results."""
    folder = tmp_path_factory.mktemp("signatures")
    maker = Maker(folder)
    cases = signatures()
    shapes = [case for case in cases if case.damage == "none"]
    whole = dict(zip(shapes, spread(maker.make, shapes), strict=True))
    inputs = {
        case: _damaged(
            Made(
                signed=whole[attrs.evolve(case, damage="none")],
                content=None if case.operation == "attached" else BODY,
            ),
            case,
        )
        for case in cases
    }
    for number, made in enumerate(inputs.values()):
        (folder / f"{number}.signed").write_bytes(made.signed)
        (folder / f"{number}.content").write_bytes(made.content or b"")
    numbered = list(enumerate(inputs.items()))

    def openssl(item: tuple[int, tuple[Case, Made]]) -> bool:
        number, (_, made) = item
        command = ["cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
        command += ["-in", f"{number}.signed", "-out", f"{number}.out"]
        command += ["-content", f"{number}.content"] if made.content is not None else []
        return ran(folder, tool("openssl"), *command)[0]

    def certtool(item: tuple[int, tuple[Case, Made]]) -> bool:
        number, (case, made) = item
        command = ["--p7-verify", "--inder", "--infile", f"{number}.signed"]
        command += ["--load-certificate", f"{_key_of(case)}.pem"]
        command += ["--load-data", f"{number}.content"] if made.content is not None else []
        return ran(folder, tool("certtool"), *command)[0]

    asked = [item for item in numbered if _is_for_certtool(item[1][0])]
    return Verdicts(
        ours={case.name: _judged_by_us(made) for case, made in inputs.items()},
        openssl=dict(zip((case.name for case in inputs), spread(openssl, numbered), strict=True)),
        certtool=dict(zip((case.name for _, (case, _) in asked), spread(certtool, asked), strict=True)),
    )


def _is_for_certtool(case: Case) -> bool:
    """certtool is told the signer's certificate, because it knows no other way to leave the chain out of it;
    so it does not look at the one that came along."""
    return case.damage != "certificate"


def test_openssl_and_we_agree_on_every_signature(verdicts: Verdicts) -> None:
    """T20, T23, T26, T29: whole ones in every shape, and each kind of damage."""
    compare("openssl", verdicts.ours, verdicts.openssl)


def test_certtool_and_we_agree_on_every_signature(verdicts: Verdicts) -> None:
    """T20, T23, T29: by code that shares nothing with OpenSSL."""
    compare("certtool", verdicts.ours, verdicts.certtool)


def test_what_is_whole_is_good_and_what_is_damaged_is_not(verdicts: Verdicts) -> None:
    """Agreeing is not enough: both could be wrong about all of them."""
    wrong = {
        case.name
        for case in signatures()
        if verdicts.ours[case.name] != (case.damage == "none" and case.key != "id-rsassa-pss")
    }

    assert set() == wrong


def test_every_kind_of_signature_was_judged_often_enough(verdicts: Verdicts) -> None:
    refused = Counter(verdicts.openssl.values())[False]

    assert len(signatures()) == len(verdicts.openssl) >= 300
    assert 350 <= len(verdicts.certtool)
    assert 3 * refused >= len(verdicts.openssl)


def test_the_plan_has_every_value_of_every_axis_ten_times() -> None:
    cases = (*signatures(), *envelopes(), *chains())
    rare = {
        (axis, value): times
        for axis, values in counted(cases).items()
        for value, times in values.items()
        if times < 10
    }

    assert len(cases) == len({case.name for case in cases})
    # A kind of key that pymdm refuses as a whole; it takes no more to say so.
    assert {("key", "id-rsassa-pss"): 4} == rare
