"""All declarations of one device or user, and the documents that a server makes of them.

Source: Apple's schema, declarative/protocol; "Integrating declarative management".
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from pymdm.errors import LocalProtocolError, RemoteProtocolError

from ._json import dumps, rfc3339
from .declaration import Declaration
from .kinds import DeclarationKind
from .set_problems import ReferenceProblem, reference_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from pymdm.schema.commands import DeclarativeManagement
    from pymdm.schema.declarations import DeclarationItemsResponse, TokensResponse

__all__ = ["DeclarationSet", "UnknownDeclaration"]


class UnknownDeclaration(RemoteProtocolError):
    """A device asks for a declaration that it does not have to have; 404 makes it remove its copy."""

    http_status = 404


def _sorted(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    return tuple(sorted(declarations, key=lambda each: (each.kind.value, each.identifier)))


@attrs.frozen
class DeclarationSet:
    """Declarations without an order: the same ones make the same documents.

    Identifiers have to be unique.  Whether references lead somewhere is not asked here, so that one mistake
    does not take away everything else a device has: see `problems` and `check`.

    Attributes:
        declarations: All of them, sorted by kind and identifier.
    """

    declarations: tuple[Declaration, ...] = attrs.field(default=(), converter=_sorted)

    def __attrs_post_init__(self) -> None:
        if len(self._by_identifier) < len(self.declarations):
            names = [each.identifier for each in self.declarations]
            twice = ", ".join(sorted({name for name in names if names.count(name) > 1}))
            raise LocalProtocolError(f"Identifier: expected each once, there is more than one {twice}")

    def __len__(self) -> int:
        return len(self.declarations)

    def __iter__(self) -> Iterator[Declaration]:
        return iter(self.declarations)

    @cached_property
    def _by_identifier(self) -> dict[str, Declaration]:
        return {each.identifier: each for each in self.declarations}

    @cached_property
    def declarations_token(self) -> str:
        """The DeclarationsToken: changes if and only if a declaration comes, goes or changes."""
        content = [[each.kind.value, each.identifier, each.server_token] for each in self.declarations]
        return hashlib.sha256(dumps(content, where="Declarations")).hexdigest()

    def tokens(self, *, timestamp: datetime) -> TokensResponse:
        """The answer to ``tokens``.

        Args:
            timestamp: When these declarations came to be, with time zone; seconds are what counts.
        """
        from pymdm.schema.declarations import TokensResponse

        return TokensResponse(
            sync_tokens=TokensResponse.SyncTokens(
                timestamp=rfc3339(timestamp.replace(microsecond=0)),
                declarations_token=self.declarations_token,
            )
        )

    def declaration_items(self) -> DeclarationItemsResponse:
        """The answer to ``declaration-items``: what there is, by kind, each with its token."""
        from pymdm.schema.declarations import DeclarationItemsResponse

        items: dict[str, list[dict[str, str]]] = {kind.items_key: [] for kind in DeclarationKind}
        for each in self.declarations:
            items[each.kind.items_key].append(
                {"Identifier": each.identifier, "ServerToken": each.server_token}
            )
        return DeclarationItemsResponse.decode(
            {"Declarations": items, "DeclarationsToken": self.declarations_token}
        )

    def find(self, kind: DeclarationKind, identifier: str) -> Declaration:
        """The declaration behind ``declaration/<kind>/<identifier>``.

        Raises:
            UnknownDeclaration: there is none, or one of another kind.
        """
        found = self._by_identifier.get(identifier)
        if found is None or found.kind is not kind:
            raise UnknownDeclaration(f"no {kind.value} of that identifier among the device's declarations")
        return found

    def command(self, *, timestamp: datetime) -> DeclarativeManagement:
        """The command that makes a device fetch what has changed; the first turns declarative management on.

        It carries the tokens, which saves the device from asking for them.
        """
        from pymdm.schema.commands import DeclarativeManagement

        data = dumps(self.tokens(timestamp=timestamp).wire(), where="SyncTokens")
        return DeclarativeManagement(data=data)

    def problems(self) -> tuple[ReferenceProblem, ...]:
        """What is wrong with the references, in the order of the declarations."""
        return reference_problems(self.declarations)

    def check(self) -> None:
        """Raise unless all references lead to a declaration of the right type.

        Declarations that nothing refers to pass: devices keep them, and use them once something does.

        Raises:
            LocalProtocolError: with each problem.
        """
        if wrong := [str(problem) for problem in self.problems() if problem.what.fatal]:
            raise LocalProtocolError("; ".join(wrong))
