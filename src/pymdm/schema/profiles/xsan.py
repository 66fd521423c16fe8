"""Xsan, as Apple's schema has it.

Source: mdm/profiles/com.apple.xsan.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Xsan"]


@model
class Xsan(Payload):
    """The Xsan storage network."""

    payload_type: ClassVar[str] = "com.apple.xsan"

    san_name: str = key("sanName")
    san_config_urls: Sequence[str] | None = key("sanConfigURLs", default=None)
    fsnameservers: Sequence[str] | None = key("fsnameservers", default=None)
    san_auth_method: str | None = key("sanAuthMethod", default=None, allowed=("auth_secret",))
    shared_secret: str = key("sharedSecret", secret=True)
