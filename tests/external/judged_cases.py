"""Which messages the outside judges are asked about: a plan, made before any key is.

Every operation goes through its shapes in full; what does not need a product (digests, the ways to name a
signer, the kinds of damage) goes round beside them, so that each meets each.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

#: All that may be done to a signature, and to an envelope.
_DAMAGE = ("body", "signature", "certificate", "swapped content", "truncated", "attributes")
#: Bytes behind a signature less often: OpenSSL does not look at them, so that each has to be listed.
SIGNATURE_DAMAGE = (*_DAMAGE, "trailing", *_DAMAGE, *_DAMAGE)
#: Seven, so that each meets every one of the three key transports.
ENVELOPE_DAMAGE = (
    "wrong key",
    "ciphertext",
    "truncated",
    "wrong recipient",
    "padding",
    "trailing",
    "content key",
)

KEYS = ("rsa2048", "rsa3072", "rsa-pss", "p256", "p384", "p521")
DIGESTS = ("sha256", "sha1", "sha384", "sha512")
CIPHERS = ("3des", "aes128", "aes192", "aes256")
LINKS = (0, 1, 2)

#: State of a chain → what is wrong in it, each with the number of intermediates from which on it can be.
STATES: dict[str, dict[str, int]] = {
    "valid": {"ordinary": 0, "empty subject": 0, "no purpose": 0},
    "expired": {"identity": 0, "identity not yet": 0, "intermediate": 1},
    "wrong purpose": {
        "server only": 0,
        "any purpose": 0,
        "may not sign": 0,
        "CA as identity": 0,
        "no CA": 1,
        "CA may not certify": 1,
        "CA for servers": 1,
        "path too long": 1,
        "critical unknown": 0,
    },
    "missing link": {"lowest": 1, "all": 1, "highest": 2},
    "lookalike": {"issuer": 0, "intermediate": 1, "signature changed": 0},
}
#: What pymdm decides in its own way; once each, under the states that they come closest to.
POLICIES: dict[str, tuple[str, ...]] = {
    "expired": ("within the grace", "pinned CA"),
    "valid": ("sha1", "pss", "rsa1024", "key agreement only"),
}


@attrs.frozen(kw_only=True)
class Case:
    """One message; an axis that means nothing to it is empty."""

    maker: str
    operation: str
    encoding: str = "der"
    key: str
    digest: str = ""
    named_by: str = ""
    attributes: str = ""
    cipher: str = ""
    transport: str = ""
    links: str = ""
    state: str = ""
    detail: str = ""
    damage: str = "none"

    @property
    def name(self) -> str:
        """How the table of differences calls it."""
        return ", ".join(str(value) for value in attrs.astuple(self) if value)


def signatures() -> tuple[Case, ...]:
    """Signatures of every maker: detached and attached, in every shape that it can make."""
    everything = tuple(_damaged(_signature_shapes(), SIGNATURE_DAMAGE))
    # -stream leaves the content inside a detached signature: two contents, of which one is another one.
    streamed = (
        attrs.evolve(case, damage="other content inside")
        for case in everything
        if (case.maker, case.operation, case.encoding, case.damage)
        == ("openssl cms", "detached", "ber", "none")
    )
    return (*everything, *streamed)


def _signature_shapes() -> Iterator[Case]:
    digests, names = itertools.cycle(DIGESTS), itertools.cycle(("number", "number", "key"))
    for maker in ("openssl cms", "pymdm", "certtool", "openssl smime"):
        keys = [key for key in KEYS if key != "rsa-pss" or maker in ("openssl cms", "pymdm")]
        # PKCS #7 and certtool know neither key identifiers nor, certtool, the streamed form.
        both = maker in ("openssl cms", "pymdm")
        encodings = ("der",) if maker == "certtool" else ("der", "ber")
        for key, operation, encoding, attributes in itertools.product(
            keys, ("detached", "attached"), encodings, ("attributes", "no attributes")
        ):
            if (maker, key, encoding) == ("openssl cms", "rsa-pss", "ber"):
                continue  # OpenSSL 3.0 cannot stream a PSS signature ("illegal zero content")
            digest = next(digests)
            if key == "rsa-pss" and digest == "sha1":
                digest = next(digests)
            yield Case(
                maker=maker,
                operation=operation,
                encoding=encoding,
                key=key,
                digest=digest,
                named_by=next(names) if both else "number",
                attributes=attributes,
            )
    for maker, operation in itertools.product(("openssl cms", "certtool"), ("detached", "attached")):
        yield Case(
            maker=maker,
            operation=operation,
            key="id-rsassa-pss",
            digest="sha256",
            named_by="number",
            attributes="attributes",
        )


def envelopes() -> tuple[Case, ...]:
    """Envelopes of every maker."""
    return tuple(_damaged(_envelope_shapes(), ENVELOPE_DAMAGE))


def _envelope_shapes() -> Iterator[Case]:
    keys, names = itertools.cycle(("rsa2048", "rsa2048", "rsa3072")), itertools.cycle(("number", "key"))
    everything = itertools.product(CIPHERS, ("der", "ber"), ("pkcs1", "oaep sha1", "oaep sha256"))
    for cipher, encoding, transport in everything:
        yield Case(
            maker="openssl cms",
            operation="encrypt",
            encoding=encoding,
            key=next(keys),
            named_by=next(names),
            cipher=cipher,
            transport=transport,
        )
    plain = [("openssl smime", "der"), ("openssl smime", "ber"), ("pymdm", "der")]
    for cipher, (maker, encoding) in itertools.product(CIPHERS, plain):
        yield Case(
            maker=maker,
            operation="encrypt",
            encoding=encoding,
            key=next(keys),
            named_by="number",
            cipher=cipher,
            transport="pkcs1",
        )


def chains() -> tuple[Case, ...]:
    """Identities below none, one and two intermediates, each of which signs a message too."""
    keys = itertools.cycle([key for key in KEYS if key != "rsa-pss"])
    found: list[Case] = []

    def add(state: str, detail: str, links: int) -> None:
        key = next(keys)
        found.append(
            Case(
                maker="pymdm",
                operation="chain",
                encoding="ber" if len(found) % 2 else "der",
                key=key,
                digest={"p384": "sha384", "p521": "sha512"}.get(key, "sha256"),
                named_by="number",
                attributes="attributes" if len(found) % 3 else "no attributes",
                links=f"{links} intermediates",
                state=state,
                detail=detail,
            )
        )

    for state, details in STATES.items():
        for detail, least in details.items():
            for links in LINKS[least:]:
                for _ in range(2 if len(details) == 3 else 1):
                    add(state, detail, links)
    for state, policies in POLICIES.items():
        for detail in policies:
            add(state, detail, 1)
    return tuple(found)


def _damaged(shapes: Iterable[Case], kinds: tuple[str, ...]) -> Iterator[Case]:
    """Each shape whole, and with two kinds of damage."""
    damage = itertools.cycle(kinds)
    for shape in shapes:
        yield shape
        for _ in range(0 if shape.key == "id-rsassa-pss" else 2):
            kind = next(damage)
            if kind == "attributes" and shape.attributes == "no attributes":
                kind = next(damage)
            yield attrs.evolve(shape, damage=kind)


def counted(cases: Iterable[Case]) -> dict[str, Counter[str]]:
    """Axis → how often each of its values occurs."""
    axes = [field.name for field in attrs.fields(Case) if field.name != "detail"]
    found = {axis: Counter[str]() for axis in axes}
    for case in cases:
        for axis in axes:
            if value := getattr(case, axis):
                found[axis][value] += 1
    return found
