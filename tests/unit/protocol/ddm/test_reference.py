"""What declarations name: configurations of activations, assets of configurations."""

from __future__ import annotations

import re

from pymdm import declarations
from pymdm.protocol import ddm
from tests.support import shared
from tests.unit.protocol.ddm.fill import activation, declaration_of, passcode, raw

CALDAV = "com.apple.configuration.account.caldav"
PASSWORD = "com.apple.asset.credential.userpassword"


def test_an_activation_names_configurations() -> None:
    assert (
        ddm.Reference(
            path="Payload.StandardConfigurations[0]", identifier="a", kind=ddm.DeclarationKind.CONFIGURATION
        ),
        ddm.Reference(
            path="Payload.StandardConfigurations[1]", identifier="b", kind=ddm.DeclarationKind.CONFIGURATION
        ),
    ) == ddm.references(activation("a", "b"))


def test_a_configuration_names_assets_of_the_types_that_the_schema_says() -> None:
    keys = {"HostName": "h", "AuthenticationCredentialsAssetReference": "login"}
    typed = declarations.AccountCalDAV(host_name="h", authentication_credentials_asset_reference="login")
    expected = ddm.Reference(
        path="Payload.AuthenticationCredentialsAssetReference",
        identifier="login",
        kind=ddm.DeclarationKind.ASSET,
        types=(PASSWORD,),
    )

    assert (expected,) == ddm.references(ddm.Declaration(identifier="c", payload=typed))
    assert (expected,) == ddm.references(raw(CALDAV, "c", keys))


def test_names_are_found_in_arrays_and_under_keys_of_the_callers_own() -> None:
    managed = declarations.AppManaged
    payload = managed(
        app_config=managed.AppConfig(
            passwords=[managed.AppConfig.PasswordAppConfigItem(identifier="x", asset_reference="first")]
        ),
        extension_configs={"com.example.ext": managed.ExtensionConfigs(data_asset_reference="second")},
    )

    found = ddm.references(ddm.Declaration(identifier="c", payload=payload))

    assert [
        ("Payload.AppConfig.Passwords[0].AssetReference", "first"),
        ("Payload.ExtensionConfigs.com.example.ext.DataAssetReference", "second"),
    ] == [(each.path, each.identifier) for each in found]


def test_of_what_nobody_knows_nothing_is_known_to_be_named() -> None:
    assert () == ddm.references(raw("configuration", "c", {"AssetReference": "x"}))
    assert () == ddm.references(raw("com.apple.activation.simple", "a", {"StandardConfigurations": "x"}))
    assert () == ddm.references(passcode())


def told(text: str) -> set[str]:
    """Keys of a schema file that name assets; of an array, the key of the array."""
    keys = re.findall(r"- key: (\S+)|^ *(assettypes):", text, re.MULTILINE)
    names = [name for name, _ in keys]
    found = {n - 1 for n, (_, asset) in enumerate(keys) if asset}
    arrays = set(re.findall(r"- key: (\S+)\n(?: +title: .*\n)? +type: <array>", text))
    return {names[n - 1] if names[n - 1] in arrays else names[n] for n in found}


def test_as_many_as_apples_files_say() -> None:
    folder = shared("apple-device-management/declarative/declarations/configurations")
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")]
    named = {re.findall(r"declarationtype: (\S+)", text)[0]: told(text) for text in texts}

    found = {
        name: {
            re.sub(r".*\.(\w+)(\[\d+\])?", r"\1", each.path) for each in ddm.references(declaration_of(name))
        }
        for name in named
    }

    assert 49 == len(named)
    assert 27 == sum(map(bool, named.values()))
    assert named == found
