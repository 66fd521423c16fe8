"""One declaration: a payload with a name and a token that tells its revisions apart.

Source: Apple's schema, declarative/declarations/declarationbase.yaml.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from pymdm._model import Declaration as DeclarationPayload
from pymdm._model import RawDeclaration
from pymdm.errors import DecodeError, LocalProtocolError

from ._json import dumps, load_object, typed_keys
from .kinds import DeclarationKind, kind_of_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm._model._target import TargetLike

__all__ = ["MAX_DECLARATION", "MAX_NAME", "Declaration", "decode_declaration", "payload_of", "shortened"]

# Octets of an identifier and of a server token (declarationbase.yaml).
MAX_NAME: Final = 64

# Bytes of a declaration that is read.  Data of any size belongs in an asset, which is only an address; what
# people write by hand, such as bookmarks and rules for apps, stays below a hundredth of this.
MAX_DECLARATION: Final = 1024 * 1024


def shortened(token: str | None) -> str:
    """A token as it is shown: a digest of secret content is nobody's business as a whole."""
    return repr(token if token is None else token[:12])


@attrs.frozen(kw_only=True)
class Declaration:
    """A payload under an identifier, as a device fetches it.

    Attributes:
        identifier: Its name among all declarations of a device, of whatever kind; at most 64 octets.
        payload: A value of `pymdm.declarations`, such as ``PasscodeSettings(…)`` or ``Raw(type, {…})``.
        server_token: Tells one revision from another.  Left out, it is the SHA-256 of type, identifier
            and payload: the same content has the same token in every process, other content another.
    """

    identifier: str
    payload: DeclarationPayload = attrs.field(repr=repr)  # its class keeps what is secret
    server_token: str = attrs.field(default="", repr=shortened)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.payload, DeclarationPayload):
            raise TypeError("payload: expected a value of pymdm.declarations, such as PasscodeSettings(…)")
        _check_name(self.identifier, "Identifier")
        if "/" in self.identifier:
            raise LocalProtocolError("Identifier: expected no slash, devices put it in a path")
        kind_of_type(self.type)
        token = self.server_token or _token(self)
        _check_name(token, "ServerToken")
        object.__setattr__(self, "server_token", token)

    @property
    def type(self) -> str:
        """The Type, such as ``com.apple.configuration.passcode.settings``."""
        return self.payload.declaration_type

    @property
    def kind(self) -> DeclarationKind:
        """What it is for."""
        return kind_of_type(self.type)

    def wire(self) -> dict[str, Any]:
        """The four keys of a declaration."""
        return {
            "Type": self.type,
            "Identifier": self.identifier,
            "ServerToken": self.server_token,
            "Payload": self.payload.wire(),
        }

    def encode(self) -> bytes:
        """The JSON that a device fetches; the same declaration gives the same bytes."""
        return dumps(self.wire(), where=self.identifier)

    def check(self, target: TargetLike, *, unknown: Literal["refuse", "allow"] = "refuse") -> None:
        """Raise unless the payload keeps to the schema and ``target`` can take it.

        Raises:
            LocalProtocolError: a value is out of range, malformed or not one of those allowed.
            NotSupportedOn: the device cannot do it; the text names each rule that says so.
        """
        self.payload.check(target, unknown=unknown)


def decode_declaration(raw: bytes, *, problems: list[DecodeError] | None = None) -> Declaration:
    """The declaration that a JSON document holds, with the token that stands there or, without, its own.

    Keys of the payload that its class does not know are kept in ``extra``; a payload of a type that is not
    known becomes a ``Raw``.

    Args:
        raw: The document.
        problems: With a list here, a payload that does not fit its class does not end the reading: what is
            wrong is added to the list, and the payload keeps it.

    Raises:
        DecodeError: a key is missing or of the wrong type; with its path.
        TooLarge: over `MAX_DECLARATION`.
    """
    found = load_object(raw, what="declaration", limit=MAX_DECLARATION)
    keys = found.get("Payload")
    if not isinstance(keys, dict):
        raise DecodeError("expected a dictionary", path="Payload")
    try:
        return Declaration(
            identifier=_text(found, "Identifier"),
            payload=payload_of(_text(found, "Type"), keys, problems=problems),
            server_token=_text(found, "ServerToken") if "ServerToken" in found else "",
        )
    except (LocalProtocolError, ValueError) as error:  # what arrived is wrong, not what the caller did
        raise DecodeError(str(error)) from error


def payload_of(
    declaration_type: str, keys: Mapping[str, Any], *, problems: list[DecodeError] | None = None
) -> DeclarationPayload:
    """Keys under Payload as a value of the class that the Type has; see `decode_declaration`."""
    from pymdm.schema import declaration_class  # loads one generated class, on demand

    cls = declaration_class(declaration_type)
    if cls is None:
        return RawDeclaration(declaration_type, keys)
    try:
        return cls.decode(typed_keys(cls, keys), path="Payload", problems=problems)
    except DecodeError as error:
        if problems is None:
            raise
        problems.append(error)
        return RawDeclaration(declaration_type, keys)


def _token(declaration: Declaration) -> str:
    content = {
        "Type": declaration.type,
        "Identifier": declaration.identifier,
        "Payload": declaration.payload.wire(),
    }
    return hashlib.sha256(dumps(content, where=declaration.identifier)).hexdigest()


def _check_name(name: str, where: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"{where}: expected a string, not {type(name).__name__}")
    if not name or not name.isprintable() or len(name.encode()) > MAX_NAME:
        raise LocalProtocolError(f"{where}: expected 1 to {MAX_NAME} octets of printable text")


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise DecodeError("expected a string", path=key)
    return value
