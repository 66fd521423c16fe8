"""Whether a device can carry out a command: rows of facts against what is known of it."""

from __future__ import annotations

import itertools

import pytest

from pymdm import commands
from pymdm._model import NEVER, Command, Outcome, Support
from pymdm._model._support import Subject, availability
from pymdm._model._target import TargetLike
from pymdm.protocol import AccessRights, Channel, EnrollmentKind, Target

SYSTEMS = ("iOS", "iPadOS", "macOS", "tvOS", "visionOS", "watchOS")
NEWEST = {
    "iOS": "26.0",
    "iPadOS": "26.0",
    "macOS": "26.0",
    "tvOS": "26.0",
    "visionOS": "26.0",
    "watchOS": "26.0",
}

COMMANDS: dict[str, Command] = {
    "ProfileList": commands.ProfileList(),
    "InstallProfile": commands.InstallProfile(payload=b"x"),
    "RemoveProfile": commands.RemoveProfile(identifier="x"),
    "DeviceInformation": commands.DeviceInformation(queries=[]),
    "SecurityInfo": commands.SecurityInfo(),
    "DeviceLock": commands.DeviceLock(),
    "EraseDevice": commands.EraseDevice(),
}
PROFILES_AND_QUERIES = {"ProfileList", "InstallProfile", "RemoveProfile", "DeviceInformation"}
# What the schema forbids under User Enrollment; iPadOS is its iOS.
NOT_FOR_USER_ENROLLMENT = {
    ("DeviceLock", "macOS"),
    *itertools.product(["EraseDevice"], ["iOS", "iPadOS", "macOS", "visionOS"]),
}


def users_may(command: str, system: str, kind: EnrollmentKind) -> bool:
    """Whether the user channel takes a command; on iPads only Shared iPad has one."""
    if system == "macOS":
        return command in PROFILES_AND_QUERIES | {"SecurityInfo"}
    return kind is EnrollmentKind.SHARED_IPAD and command in PROFILES_AND_QUERIES


def expected(command: str, system: str, kind: EnrollmentKind) -> Outcome:
    user = kind.channel is Channel.USER
    refused = (
        (command == "DeviceLock" and system == "tvOS")
        or (user and not users_may(command, system, kind))
        or (kind.name.startswith("USER_ENROLLMENT") and (command, system) in NOT_FOR_USER_ENROLLMENT)
    )
    return Outcome.REFUSED if refused else Outcome.ALLOWED


def exists(system: str, kind: EnrollmentKind) -> bool:
    """Whether there are such enrollments: users of iPads are users of Shared iPads, and the reverse."""
    ipad = system in ("iOS", "iPadOS")
    return kind is not (EnrollmentKind.USER if ipad else EnrollmentKind.SHARED_IPAD)


@pytest.mark.parametrize("supervised", [True, False], ids=["supervised", "unsupervised"])
@pytest.mark.parametrize("kind", list(EnrollmentKind), ids=lambda kind: kind.name)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("command", list(COMMANDS))
def test_the_matrix(command: str, system: str, kind: EnrollmentKind, supervised: bool) -> None:
    if not exists(system, kind):
        return
    target = Target(os=system, version=NEWEST[system], supervised=supervised, enrollment=kind)
    assert expected(command, system, kind) is COMMANDS[command].availability(target).outcome


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("command", list(COMMANDS))
def test_the_channel_of_a_target_decides_like_its_kind(command: str, channel: Channel) -> None:
    kind = EnrollmentKind.USER if channel is Channel.USER else EnrollmentKind.DEVICE
    target = Target(os="macOS", version="15.0", channel=channel, enrollment=EnrollmentKind.DEVICE)
    assert expected(command, "macOS", kind) is COMMANDS[command].availability(target).outcome


# One right each; SecurityInfo has it on every system.
RIGHTS = {
    "ProfileList": AccessRights.INSPECT_PROFILES,
    "InstallProfile": AccessRights.MANAGE_PROFILES,
    "SecurityInfo": AccessRights.QUERY_SECURITY,
    "DeviceLock": AccessRights.LOCK_AND_CLEAR_PASSCODE,
    "EraseDevice": AccessRights.ERASE,
}


@pytest.mark.parametrize("system", ["iOS", "macOS", "visionOS", "watchOS"])
@pytest.mark.parametrize("command", list(RIGHTS))
def test_each_command_needs_its_right(command: str, system: str) -> None:
    def outcome(rights: AccessRights) -> Outcome:
        target = Target(os=system, version="26.0", enrollment=EnrollmentKind.DEVICE, access_rights=rights)
        return COMMANDS[command].availability(target).outcome

    assert Outcome.ALLOWED is outcome(RIGHTS[command])
    assert Outcome.REFUSED is outcome(AccessRights.ALL & ~RIGHTS[command])


def test_a_missing_right_is_named() -> None:
    target = Target(os="iOS", enrollment=EnrollmentKind.DEVICE, access_rights=AccessRights.INSPECT_PROFILES)
    answer = commands.EraseDevice().availability(target)
    assert ("EraseDevice needs the access right AllowDeviceErase (8)",) == answer.reasons


def test_user_enrollment_ignores_access_rights() -> None:
    target = Target(os="iOS", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE, access_rights=AccessRights(0))
    assert Outcome.ALLOWED is commands.DeviceLock().availability(target).outcome


def test_a_missing_right_matters_only_outside_user_enrollment() -> None:
    answer = commands.DeviceLock().availability(Target(os="iOS", access_rights=AccessRights(0)))
    assert Outcome.UNKNOWN is answer.outcome
    assert "the kind of enrollment is not known" in answer.reasons[0]


def test_the_own_profile_can_be_removed_without_the_right() -> None:
    target = Target(os="iOS", enrollment=EnrollmentKind.DEVICE, access_rights=AccessRights.INSPECT_PROFILES)
    answer = commands.RemoveProfile(identifier="com.example").availability(target)
    assert Outcome.UNKNOWN is answer.outcome
    assert "except for the profile that holds the MDM payload" in answer.reasons[0]


def test_a_mac_ignores_rights_above_1024() -> None:
    store = commands.DeviceInformation(queries=["iTunesStoreAccountIsActive"])
    rights = AccessRights.QUERY_DEVICE_INFORMATION

    def on(system: str) -> Outcome:
        target = Target(os=system, version="15.0", enrollment=EnrollmentKind.DEVICE, access_rights=rights)
        return store.availability(target).outcome

    assert (Outcome.ALLOWED, Outcome.REFUSED) == (on("macOS"), on("iOS"))


@pytest.mark.parametrize(
    ("command", "target", "reason"),
    [
        (commands.DeviceLock(pin="123456"), Target(os="iOS"), "DeviceLock.PIN does not exist on iOS"),
        (commands.DeviceLock(), Target(os="tvOS"), "DeviceLock does not exist on tvOS"),
        (
            commands.DeviceLock(message="x"),
            Target(os="macOS", version="10.13"),
            "DeviceLock.Message needs macOS 10.14",
        ),
        (commands.EraseDevice(), Target(os="tvOS", version="9.2"), "EraseDevice needs tvOS 10.2"),
        (
            commands.DeviceInformation(queries=["UDID", "IMEI"]),
            Target(os="iOS", version="26.0", supervised=True),
            "DeviceInformation.Queries IMEI was removed in iOS 26.0",
        ),
        (
            commands.DeviceInformation(queries=["IMEI"]),
            Target(os="macOS", supervised=True),
            "DeviceInformation.Queries IMEI does not exist on macOS",
        ),
        (
            commands.DeviceInformation(queries=["AccessibilitySettings"]),
            Target(os="iOS", version="17.0", supervised=False),
            "DeviceInformation.Queries AccessibilitySettings needs a supervised device",
        ),
        (
            commands.DeviceInformation(queries=["UDID"]),
            Target(os="iOS", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE),
            "DeviceInformation.Queries UDID is not for User Enrollment",
        ),
        (
            commands.DeviceInformation(queries=["MaximumResidentUsers"]),
            Target(os="iOS", version="17.0", supervised=True),
            "DeviceInformation.Queries MaximumResidentUsers is for Shared iPad only",
        ),
        (
            commands.DeviceLock(),
            Target(os="macOS", supervised=True, channel=Channel.USER),
            "DeviceLock is not taken on the user channel of macOS",
        ),
        (
            commands.DeviceLock(),
            Target(os="iPadOS", enrollment=EnrollmentKind.SHARED_IPAD),
            "DeviceLock is not taken on the user channel of Shared iPad",
        ),
        (
            commands.EraseDevice(disallow_proximity_setup=True),
            Target(os="iPadOS", version="17.0", supervised=True, shared_ipad=True),
            "EraseDevice.DisallowProximitySetup is not for Shared iPad",
        ),
        (
            commands.EraseDevice(return_to_service=commands.EraseDevice.ReturnToService(enabled=True)),
            Target(os="macOS", version="15.0", supervised=True),
            "EraseDevice.ReturnToService does not exist on macOS",
        ),
        (
            commands.EraseDevice(
                return_to_service=commands.EraseDevice.ReturnToService(enabled=True, bootstrap_token=b"x")
            ),
            Target(os="iPadOS", version="18.0", supervised=True, shared_ipad=False),
            "EraseDevice.ReturnToService.BootstrapToken needs iOS 26.0",
        ),
        (
            commands.DeviceInformation(queries=["Languages"]),
            Target(os="iOS", supervised=True),
            "DeviceInformation.Queries Languages does not exist on iOS",
        ),
    ],
)
def test_a_refusal_names_the_rule(command: Command, target: Target, reason: str) -> None:
    answer = command.availability(target)
    assert (Outcome.REFUSED, (reason,)) == (answer.outcome, answer.reasons)


@pytest.mark.parametrize(
    ("command", "target", "missing"),
    [
        (commands.DeviceLock(), Target(os="macOS"), "the kind of enrollment is not known"),
        (commands.DeviceLock(message="x"), Target(os="iOS"), "the version of the system is not known"),
        (commands.DeviceLock(message="x"), Target(os="iOS", version="beta"), "the version of the system"),
        (commands.ProfileList(), Target(), None),
        (commands.DeviceLock(), Target(), "DeviceLock depends on the system, which is not known"),
        (
            commands.DeviceInformation(queries=["AccessibilitySettings"]),
            Target(os="iOS", version="17.0", enrollment=EnrollmentKind.DEVICE),
            "supervision is not known",
        ),
        (
            commands.EraseDevice(disallow_proximity_setup=True),
            Target(os="iPadOS", version="17.0", supervised=True),
            "whether it is one is not known",
        ),
        (
            commands.EraseDevice(disallow_proximity_setup=True),
            Target(os="iPadOS", version="17.0", supervised=True, shared_ipad=False),
            None,
        ),
        (
            commands.DeviceInformation(queries=["AccessibilitySettings"]),
            Target(os="iPadOS", version="17.0", supervised=True),
            "whether it is one is not known",
        ),
        (
            commands.DeviceInformation(queries=["AccessibilitySettings"]),
            Target(os="iOS", version="17.0", supervised=True),
            None,
        ),
        (commands.EraseDevice(), Target(os="iOS", device_assigned=True), None),
        (commands.EraseDevice(), Target(os="iPadOS", shared_ipad=True), None),
    ],
)
def test_a_fact_that_is_missing_matters_if_it_could_change_the_answer(
    command: Command, target: Target, missing: str | None
) -> None:
    answer = command.availability(target)
    if missing is None:
        assert (Outcome.ALLOWED, ()) == (answer.outcome, answer.reasons)
    else:
        assert Outcome.UNKNOWN is answer.outcome
        assert missing in "; ".join(answer.reasons)


def test_a_shared_ipad_keeps_its_device_channel_from_some_queries() -> None:
    target = Target(os="iPadOS", version="17.0", supervised=True, shared_ipad=True)
    answer = commands.DeviceInformation(queries=["AccessibilitySettings"]).availability(target)
    assert (
        "DeviceInformation.Queries AccessibilitySettings is not taken on the device channel of Shared iPad",
    ) == answer.reasons


def test_what_no_system_has_is_refused_whatever_the_system() -> None:
    answer = commands.DeviceLock(pin="1234", phone_number="1").availability(
        Target(version="5.0", channel=Channel.USER)
    )
    assert Outcome.REFUSED is answer.outcome
    assert "DeviceLock does not exist on tvOS" in answer.reasons


def test_a_refusal_outweighs_what_is_not_known() -> None:
    answer = commands.DeviceLock(pin="123456", message="x").availability(Target(os="iOS"))
    assert ("DeviceLock.PIN does not exist on iOS",) == answer.reasons


def test_a_query_that_is_not_in_the_schema_has_no_availability() -> None:
    answer = commands.DeviceInformation(queries=["BrandNew"]).availability(Target(os="iOS"))
    assert Outcome.ALLOWED is answer.outcome


def ask(
    rows: tuple[Support, ...], target: Target, *inner: tuple[Support, ...]
) -> tuple[Outcome, tuple[str, ...]]:
    answer = availability([Subject("It", (rows, *inner))], target)
    return answer.outcome, answer.reasons


@pytest.mark.parametrize(
    ("fact", "known", "rule"),
    [
        ("device_assigned", "device_assigned", "It needs Automated Device Enrollment"),
        ("user_approved", "user_approved", "It needs an enrollment that a user approved"),
        ("supervised", "supervised", "It needs a supervised device"),
    ],
)
def test_a_fact_is_needed_refused_or_missing(fact: str, known: str, rule: str) -> None:
    rows = (Support("macOS", "10.7", **{fact: True}),)  # type: ignore[arg-type]

    def with_fact(value: bool | None) -> tuple[Outcome, tuple[str, ...]]:
        return ask(rows, Target(os="macOS", **{known: value}))  # type: ignore[arg-type]

    assert (Outcome.ALLOWED, ()) == with_fact(True)
    assert (Outcome.REFUSED, (rule,)) == with_fact(False)
    assert Outcome.UNKNOWN is with_fact(None)[0]


def test_what_is_for_user_enrollment_only_is_refused_elsewhere() -> None:
    rows = (Support("iOS", "4.0", user_enrollment="required"),)
    assert Outcome.REFUSED is ask(rows, Target(os="iOS", enrollment=EnrollmentKind.DEVICE))[0]
    assert Outcome.ALLOWED is ask(rows, Target(os="iOS", enrollment=EnrollmentKind.USER_ENROLLMENT_DEVICE))[0]


def test_a_key_overrides_single_facts_of_what_holds_it() -> None:
    outer = (Support("iOS", "12.0", supervised=True), Support("tvOS", "12.0"))
    inner = (Support("iOS", supervised=False),)
    target = Target(os="iOS", version="11.0", supervised=False)
    assert (Outcome.REFUSED, ("It needs iOS 12.0",)) == ask(outer, target, inner)
    assert (Outcome.ALLOWED, ()) == ask(outer, Target(os="tvOS", version="12.0"), inner)


def test_a_key_is_not_where_its_command_is_not() -> None:
    inner = (Support("macOS", "13.0"),)
    assert ("It does not exist on macOS",) == ask((Support("iOS", "12.0"),), Target(os="macOS"), inner)[1]
    assert ("It does not exist on macOS",) == ask((Support("macOS", NEVER),), Target(os="macOS"))[1]


@pytest.mark.parametrize("version", ["17", "17.0", "17.0.0", "17.0 beta"])
def test_versions_are_compared_as_numbers(version: str) -> None:
    rows = (Support("iOS", "17.0.0"),)
    assert Outcome.ALLOWED is ask(rows, Target(os="iOS", version=version))[0]
    assert Outcome.REFUSED is ask((Support("iOS", "17.0.1"),), Target(os="iOS", version=version))[0]
    assert Outcome.ALLOWED is ask((Support("iOS", "9.3.2"),), Target(os="iOS", version=version))[0]


def test_what_was_removed_before_the_first_version_has_never_been_there() -> None:
    rows = (Support("macOS", "10.7", removed="0"),)
    for target in (Target(os="macOS"), Target(os="macOS", version="15.0")):
        assert (Outcome.REFUSED, ("It does not exist on macOS",)) == ask(rows, target)


def test_what_is_as_old_as_mdm_needs_no_version() -> None:
    assert Outcome.ALLOWED is ask((Support("macOS", "10.7"),), Target(os="macOS"))[0]
    assert Outcome.UNKNOWN is ask((Support("macOS", "10.8"),), Target(os="macOS"))[0]


def test_a_target_can_answer_all_that_is_asked_of_it() -> None:
    asked = [name for name in vars(TargetLike) if not name.startswith("_")]
    assert "shared_ipad" in asked
    assert [] == [name for name in asked if not hasattr(Target(), name)]
