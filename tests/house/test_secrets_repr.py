"""A secret shows in no repr, so it is in no log line and no traceback (style 13)."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from tests.house.source import modules
from tools.schema_generator.secrets import sounds_only

#: Words of a field's name that say that its value opens something, or is bytes that may hold such a value.
WORDS = {
    "authtoken",
    "challenge",
    "credential",
    "credentials",
    "escrow",
    "key",
    "keys",
    "magic",
    "passcode",
    "passphrase",
    "password",
    "passwords",
    "pin",
    "private",
    "psk",
    "raw",
    "secret",
    "secrets",
    "token",
    "tokens",
    "unlock",
}

#: Whole names of fields whose value may hold any secret of a message.
NAMES = {"body", "content", "payload"}

#: Facts about a secret: "firmware_password_status" is not the password.
FACTS = ("_description", "_length", "_status", "_type", "_types")

#: Types that cannot hold a secret: neither a flag that a password is wanted, nor what checks it.
HARMLESS = re.compile(r"^(?:(?:bool|int|float|datetime|\w*Handler)(?: \| None)?|Callable\[.*)$")

#: Fields that only sound like a secret, each with the reason: "module.Class.field".
ALLOWED: dict[str, str] = {
    "pymdm._model._fields.Field.key": "the name of a key on the wire",
    "pymdm.crypto.cms._algorithms.Algorithm.key": "a kind of key: RSA or EC",
    "pymdm.dep.profile.DEPProfile.org_magic": "an identifier of the organisation",
    "pymdm.dep.profile.ProfileDifference.key": "the name of a key on the wire",
    "pymdm.axm.session.AXMCredentials.key_id": "the name of a key, which the portal shows",
    "pymdm.axm.session.AXMSession.token_url": "the address where tokens are asked for",
    "pymdm.apns.connection.Pong.payload": "eight bytes that the program chose itself",
    "pymdm.dep.tokens.token.ServerToken.consumer_key": "which server of the portal it is, not its secret",
    "pymdm.dep.tokens.token.TokenWarning.consumer_key": "the same",
    "pymdm.cli._serving.Choice.seal_key": "the path of the key file",
    "pymdm.service.records.CommandRecord.dedupe_key": "the caller's name for orders that are the same",
    "pymdm.service._verbs_queue.Enqueue.dedupe_key": "as above",
}


def classes() -> list[type[Any]]:
    """All attrs classes and named tuples that pymdm defines, public or not."""
    found = {}
    for module in modules():
        for value in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(value) and value.__module__ == module.name:
                found[f"{value.__module__}.{value.__qualname__}"] = value
                found.update({f"{v.__module__}.{v.__qualname__}": v for v in _nested(value)})
    return [found[name] for name in sorted(found)]


def _nested(outer: type[Any]) -> Iterator[type[Any]]:
    for value in vars(outer).values():
        if inspect.isclass(value) and value.__qualname__.startswith(f"{outer.__qualname__}."):
            yield value
            yield from _nested(value)


def shown(kind: type[Any]) -> list[tuple[str, str]]:
    """(name, type) of the fields that the repr of a class prints."""
    if attrs.has(kind):
        # A field with a repr function of its own has been thought about.
        return [(field.name, str(field.type)) for field in attrs.fields(kind) if field.repr is True]
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return [(name, str(kind.__annotations__.get(name, ""))) for name in kind._fields]
    return []


def sounds_secret(name: str, annotation: str) -> bool:
    plain = re.sub(r"^(?:ForwardRef\('(.*)'\)|<class '(?:\w+\.)*(\w+)'>)$", r"\1\2", annotation)
    words = set(name.strip("_").lower().split("_"))
    return (
        bool(words & WORDS or name in NAMES)
        and not name.endswith(FACTS)
        and not HARMLESS.match(plain.removeprefix("typing."))
    )


def open_fields() -> set[str]:
    return {
        f"{kind.__module__}.{kind.__qualname__}.{name}"
        for kind in classes()
        for name, annotation in shown(kind)
        if sounds_secret(name, annotation)
        # Of what the generator writes, it lists by name what only sounds like one, with the reason.
        and not (kind.__module__.startswith("pymdm.schema.") and sounds_only(name))
    }


def test_no_field_that_may_hold_a_secret_is_shown() -> None:
    assert [] == sorted(open_fields() - set(ALLOWED))


def test_every_allowed_field_still_exists() -> None:
    assert set() == set(ALLOWED) - open_fields()


def test_the_rule_looks_at_something() -> None:
    assert len([kind for kind in classes() if attrs.has(kind)]) > 20


@pytest.mark.parametrize(
    ("name", "annotation", "secret"),
    [
        ("push_magic", "str", True),
        ("raw", "bytes", True),
        ("unlock_token", "bytes | None", True),
        ("private_key", "object", True),
        ("password_required", "bool | None", False),
        ("key_size", "<class 'int'>", False),
        ("named_by_key", "ForwardRef('bool')", False),
        ("firmware_password_status", "str", False),
        ("new_token", "Callable[[], str]", False),
        ("body", "bytes", True),
        ("mapping", "str", False),
        ("monkey", "str", False),
    ],
)
def test_the_rule_itself_knows(name: str, annotation: str, secret: bool) -> None:
    assert secret == sounds_secret(name, annotation)
