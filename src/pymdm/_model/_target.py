"""What availability asks of a target, so that this package need not import where targets are made."""

from __future__ import annotations

from typing import Protocol

__all__ = ["TargetLike"]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class TargetLike(Protocol):
    """What is asked of a target; `pymdm.protocol.target.Target` is one.  None is "not known"."""

    @property
    def os(self) -> str | None: ...
    @property
    def schema_os(self) -> str | None: ...
    @property
    def version_numbers(self) -> tuple[int, ...] | None: ...
    @property
    def supervised(self) -> bool | None: ...
    @property
    def channel(self) -> _Named | None: ...
    @property
    def enrollment(self) -> _Named | None: ...
    @property
    def access_rights(self) -> int | None: ...
    @property
    def device_assigned(self) -> bool | None: ...
    @property
    def user_approved(self) -> bool | None: ...
    @property
    def shared_ipad(self) -> bool | None: ...
