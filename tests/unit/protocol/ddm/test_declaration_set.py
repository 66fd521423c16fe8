"""All declarations of a device, the documents made of them, and what can be wrong with their references."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from pymdm import commands, declarations
from pymdm.errors import LocalProtocolError, RemoteProtocolError
from pymdm.protocol import ddm
from pymdm.protocol.ddm import DeclarationKind, ReferenceFault
from tests.unit.protocol.ddm.fill import activation, passcode, raw

NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def everything() -> ddm.DeclarationSet:
    return ddm.DeclarationSet(
        [passcode(), activation("passcode"), raw("asset", "b"), raw("asset", "a"), raw("management", "z")]
    )


def test_documents_are_those_of_the_protocol() -> None:
    every = everything()
    token = {each.identifier: each.server_token for each in every}

    assert {
        "SyncTokens": {"Timestamp": "2026-01-02T03:04:05Z", "DeclarationsToken": every.declarations_token}
    } == every.tokens(timestamp=NOW).wire()
    assert {
        "Declarations": {
            "Activations": [{"Identifier": "always", "ServerToken": token["always"]}],
            "Assets": [
                {"Identifier": "a", "ServerToken": token["a"]},
                {"Identifier": "b", "ServerToken": token["b"]},
            ],
            "Configurations": [{"Identifier": "passcode", "ServerToken": token["passcode"]}],
            "Management": [{"Identifier": "z", "ServerToken": token["z"]}],
        },
        "DeclarationsToken": every.declarations_token,
    } == every.declaration_items().wire()


def test_nothing_is_a_set_too() -> None:
    empty = ddm.DeclarationSet()

    assert {"Activations", "Assets", "Configurations", "Management"} == (
        empty.declaration_items().wire()["Declarations"].keys()
    )
    assert (0, 64, ()) == (len(empty), len(empty.declarations_token), empty.problems())


def test_the_order_does_not_count() -> None:
    some = list(everything())[:4]

    assert 1 == len({ddm.DeclarationSet(each).declarations_token for each in itertools.permutations(some)})
    assert ddm.DeclarationSet(some) == ddm.DeclarationSet(reversed(some))


def test_the_token_changes_with_each_change() -> None:
    every = list(everything())
    changed = [
        ddm.DeclarationSet(every[1:]),
        ddm.DeclarationSet([*every, raw("asset", "c")]),
        ddm.DeclarationSet([attrs.evolve(every[0], server_token="2"), *every[1:]]),
        ddm.DeclarationSet([*every[:-1], raw("asset", "z")]),
    ]

    assert 5 == len({every.declarations_token for every in [everything(), *changed]})


def test_times_are_given_out_in_utc() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))

    assert everything().tokens(timestamp=east) == everything().tokens(timestamp=NOW)
    with pytest.raises(ValueError, match="time zone"):
        everything().tokens(timestamp=NOW.replace(tzinfo=None))


def test_an_identifier_is_there_once_whatever_the_kind() -> None:
    with pytest.raises(LocalProtocolError, match=r"^Identifier: expected each once, .* a, b$"):
        ddm.DeclarationSet(
            [
                raw("asset", "b"),
                raw("asset", "a"),
                raw("management", "a"),
                raw("asset", "b"),
                raw("asset", "c"),
            ]
        )


def test_a_declaration_is_found_by_kind_and_identifier() -> None:
    assert passcode() == everything().find(DeclarationKind.CONFIGURATION, "passcode")


@pytest.mark.parametrize(
    ("kind", "identifier"), [(DeclarationKind.CONFIGURATION, "none"), (DeclarationKind.ASSET, "passcode")]
)
def test_what_is_not_there_is_answered_404(kind: DeclarationKind, identifier: str) -> None:
    with pytest.raises(ddm.UnknownDeclaration, match=rf"^no {kind.value} of that identifier") as caught:
        everything().find(kind, identifier)
    assert 404 == caught.value.http_status
    assert isinstance(caught.value, RemoteProtocolError)


def test_the_command_carries_the_tokens() -> None:
    command = everything().command(timestamp=NOW)

    assert isinstance(command, commands.DeclarativeManagement)
    assert command.data is not None
    assert everything().tokens(timestamp=NOW).wire() == json.loads(command.data)


def faults(*members: ddm.Declaration) -> list[tuple[ReferenceFault, str, str]]:
    return [(each.what, each.identifier, each.path) for each in ddm.DeclarationSet(members).problems()]


CALDAV = ddm.Declaration(
    identifier="calendar",
    payload=declarations.AccountCalDAV(host_name="h", authentication_credentials_asset_reference="login"),
)
LOGIN = raw("com.apple.asset.credential.userpassword", "login")
ASSET_PATH = "Payload.AuthenticationCredentialsAssetReference"
FIRST = "Payload.StandardConfigurations[0]"


def test_references_that_lead_somewhere_are_no_problem() -> None:
    every = ddm.DeclarationSet([CALDAV, LOGIN, activation("calendar", predicate="@status(x) == 'y'")])

    every.check()
    assert () == every.problems()


def test_a_predicate_is_passed_on_as_it_is() -> None:
    predicate = "@status(device.model.family) == 'Mac' AND (@property(age) > 10) OR \"ü\" != NULL"
    every = ddm.DeclarationSet([activation(predicate=predicate)])

    assert (
        predicate
        == json.loads(every.find(DeclarationKind.ACTIVATION, "always").encode())["Payload"]["Predicate"]
    )


def test_missing_ones_are_named() -> None:
    assert [
        (ReferenceFault.MISSING, "always", "Payload.StandardConfigurations[1]"),
        (ReferenceFault.MISSING, "calendar", ASSET_PATH),
    ] == faults(activation("calendar", "nowhere"), CALDAV)


def test_wrong_types_are_named() -> None:
    assert [
        (ReferenceFault.WRONG_TYPE, "always", "Payload.StandardConfigurations[1]"),
        (ReferenceFault.WRONG_TYPE, "calendar", ASSET_PATH),
    ] == faults(activation("calendar", "login"), CALDAV, raw("com.apple.asset.data", "login"))


def test_circles_are_named() -> None:
    assert [
        (ReferenceFault.CIRCULAR, "a", FIRST),
        (ReferenceFault.CIRCULAR, "b", FIRST),
        (ReferenceFault.CIRCULAR, "self", FIRST),
    ] == faults(
        activation("b", identifier="a"),
        activation("a", identifier="b"),
        activation("self", identifier="self"),
    )
    assert [ReferenceFault.WRONG_TYPE] + [ReferenceFault.CIRCULAR] * 2 == [
        what
        for what, *_ in faults(
            activation("a", identifier="0"), activation("b", identifier="a"), activation("a", identifier="b")
        )
    ]


def test_what_nothing_refers_to_is_told_and_allowed() -> None:
    every = ddm.DeclarationSet([CALDAV, LOGIN, passcode(), raw("asset", "idle"), raw("management", "m")])

    assert [
        ("idle: unused, expected a configuration that names it"),
        ("calendar: unused, expected an activation that names it"),
        ("passcode: unused, expected an activation that names it"),
    ] == [str(problem) for problem in every.problems()]
    every.check()


def test_check_tells_all_at_once() -> None:
    every = ddm.DeclarationSet([activation("calendar", "nowhere"), CALDAV, passcode()])

    with pytest.raises(LocalProtocolError) as caught:
        every.check()

    assert (
        "always: Payload.StandardConfigurations[1]: missing, expected a declaration of the kind "
        f"configuration with the identifier nowhere; calendar: {ASSET_PATH}: missing, expected "
        "com.apple.asset.credential.userpassword with the identifier login"
    ) == str(caught.value)
    assert every.declaration_items().wire()  # one mistake takes nothing else away
