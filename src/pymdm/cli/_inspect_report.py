"""What `pymdm inspect` has found out about one file, as a value."""

from __future__ import annotations

import base64
import enum
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import attrs

from pymdm.crypto.cms import Policy

if TYPE_CHECKING:
    from pymdm.crypto import TrustStore
    from pymdm.crypto.attestation import AttestationRoot
    from pymdm.crypto.profile_signers import ProfileSigners
    from pymdm.enroll import Recipient

__all__ = ["Inquiry", "Outcome", "Report", "Shown", "Verdict", "hidden", "shape", "show"]

# A signed profile around a command around a profile is three deep; deeper is a toy or an attack.
MAX_DEPTH = 5

Shown: TypeAlias = Union[  # noqa: UP007 - a forward reference to itself needs the spelled form
    str, int, float, bool, Sequence["Shown"], Mapping[str, "Shown"], None
]
"""A fact, in what JSON has."""


@attrs.frozen(kw_only=True)
class Inquiry:
    """How to look at a file.

    Attributes:
        now: The present time, aware.
        content: What a detached signature is said to sign.
        trust: The CAs to judge signers by.
        signers: The same for those who sign profiles.
        recipient: Whose key opens what is encrypted.
        policy: Which policy to apply instead of the one that fits the content.
        show_secrets: Whether tokens, magic strings and the like are wanted in clear.
        depth: How many layers are around this one.
        attestation_root: Whose attestations count; Apple's unless another is given, for tests.
    """

    now: datetime
    content: bytes | None = attrs.field(default=None, repr=False)
    trust: TrustStore | None = attrs.field(default=None, repr=False)
    signers: ProfileSigners | None = attrs.field(default=None, repr=False)
    recipient: Recipient | None = None
    policy: Policy | None = None
    show_secrets: bool = False
    depth: int = 0
    attestation_root: AttestationRoot | None = None

    def inner(self) -> Inquiry:
        """The same for what is inside."""
        return attrs.evolve(self, content=None, policy=None, depth=self.depth + 1)


@enum.unique
class Outcome(enum.StrEnum):
    """What came of checking a signature or a certificate."""

    VERIFIES = "verifies"
    FAILS = "fails"
    UNCHECKED = "unchecked"


@attrs.frozen(kw_only=True)
class Verdict:
    """What can be said of a signature, or of a certificate that was held against a CA.

    Attributes:
        outcome: Of the signature.
        text: All of it in words.
        policy: The policy that was applied.
        reason: Why the signature does not verify.
        trusted: Whether a CA that was named vouches for the signer; None if none was named.
        trust_reason: Why it does not.
    """

    outcome: Outcome
    text: str
    policy: str | None = None
    reason: str | None = None
    trusted: bool | None = None
    trust_reason: str | None = None

    @property
    def failed(self) -> bool:
        """Whether something was checked and did not hold."""
        return self.outcome is Outcome.FAILS or self.trusted is False


@attrs.frozen(kw_only=True)
class Report:
    """One file, or one part of it.

    Attributes:
        kind: What it is; one of the words in docs/inspect.md.
        facts: Name to value, in the order to show them.
        verdict: Of what is signed.
        problems: What somebody should mend.
        notes: What to know, or to do next.
        parts: What is inside, with its role.
    """

    kind: str
    facts: Mapping[str, Shown] = attrs.field(factory=dict)
    verdict: Verdict | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[tuple[str, Report], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a signature or its signer, here or inside, was refused."""
        here = self.verdict is not None and self.verdict.failed
        return here or any(part.failed for _, part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """The same for a program; the names are part of pymdm's promise."""
        return {
            "kind": self.kind,
            "facts": self.facts,
            "verdict": None if self.verdict is None else attrs.asdict(self.verdict),
            "problems": self.problems,
            "notes": self.notes,
            "parts": [{"role": role, **part.as_json()} for role, part in self.parts],
        }


def show(value: object, asked: Inquiry) -> Shown:
    """A value that may be shown; data as its size, unless secrets are wanted."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode() if asked.show_secrets else f"<{len(value)} bytes>"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Mapping):
        return {str(key): show(item, asked) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [show(item, asked) for item in value]
    return value if isinstance(value, str | int | float) else None


def hidden(value: object, asked: Inquiry) -> Shown:
    """A secret: how long it is, unless secrets are wanted."""
    if asked.show_secrets:
        return show(value, asked)
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    return f"<{len(value)} bytes, hidden>" if isinstance(value, bytes) else "<hidden>"


def shape(value: object, asked: Inquiry) -> Shown:
    """What a value is, for keys that pymdm does not know: any of them may be a secret."""
    if asked.show_secrets:
        return show(value, asked)
    match value:
        case str():
            return "<string>"
        case bool():
            return "<true or false>"
        case int() | float():
            return "<number>"
        case bytes():
            return f"<{len(value)} bytes>"
        case datetime():
            return "<date>"
        case Mapping():
            return f"<dictionary, {_count(len(value), 'key')}>"
        case Sequence():
            return f"<array, {_count(len(value), 'item')}>"
        case _:
            return "<value>"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
