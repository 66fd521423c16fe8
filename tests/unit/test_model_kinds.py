"""What schema classes can beyond commands: unions, free keys, choices, payloads, declarations."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from pymdm import declarations, profiles, status
from pymdm._model import Choice, Model, Tagged, at_least_one, at_most_one, exactly_one, key, model
from pymdm._model._support import Subject, Support, availability
from pymdm.commands import DeprecatedBySchema, DeviceInformation, Outcome
from pymdm.errors import DecodeError, LocalProtocolError, NotSupportedOn
from pymdm.protocol import Channel, EnrollmentKind, Target


@model
class Tree(Model):
    """A dictionary that stands in itself, and one of two others."""

    @model
    class Leaf(Tagged):
        """A leaf."""

        TAG: ClassVar[tuple[str, str]] = ("Kind", "Leaf")

        size: int = key("Size", minimum=1)

    @model
    class Fruit(Tagged):
        """A fruit."""

        TAG: ClassVar[tuple[str, str]] = ("Kind", "Fruit")

    AnyPart = Leaf | Fruit

    RULES: ClassVar[tuple[Choice, ...]] = (at_most_one("Left", "Right"),)

    left: "Tree | None" = key("Left", default=None)
    right: "Sequence[Tree] | None" = key("Right", default=None)
    parts: Sequence[AnyPart] | None = key("Parts", default=None)
    pairs: Sequence[Sequence[str]] | None = key("Pairs", default=None, length=(2, 2), allowed=("a", "b"))
    few: Sequence[int] | None = key("Few", default=None, length=(1, 2))
    words: Mapping[str, Sequence[str]] | None = key("Words", default=None, allowed=("x",))
    leaves: Mapping[str, Leaf] | None = key("Leaves", default=None)


def test_a_dictionary_may_stand_in_itself() -> None:
    wire = {"Left": {"Right": [{"Left": {}}]}}
    tree = Tree.decode(wire)
    assert tree.left is not None
    assert isinstance(tree.left, Tree)
    assert wire == tree.wire()
    assert tree == Tree(left=Tree(right=[Tree(left=Tree())]))


def test_one_of_several_dictionaries_is_told_apart_by_its_tag() -> None:
    wire = {"Parts": [{"Kind": "Fruit"}, {"Kind": "Leaf", "Size": 1}]}
    assert wire == Tree.decode(wire).wire()
    assert (Tree.Fruit(), Tree.Leaf(size=1)) == Tree.decode(wire).parts


def test_faults_are_found_however_deep_they_are() -> None:
    tree = Tree(
        parts=[Tree.Leaf(size=0)],
        pairs=[["a", "b"], ["a"], ["a", "c"]],
        few=[],
        words={"w": ["x", "y"]},
        leaves={"l": Tree.Leaf(size=0)},
    )
    assert [
        "Tree.Parts[0].Size: expected at least 1",
        "Tree.Pairs[1]: expected 2 items",
        "Tree.Pairs[2][1]: expected one of a, b",
        "Tree.Few: expected 1 to 2 items",
        "Tree.Words.w[1]: expected one of x",
        "Tree.Leaves.l.Size: expected at least 1",
    ] == list(tree.faults())


@pytest.mark.parametrize(
    ("rule", "given", "expected"),
    [
        (exactly_one("A", "B"), {"A"}, None),
        (exactly_one("A", "B"), set(), "exactly one of A, B"),
        (exactly_one("A", "B"), {"A", "B"}, "exactly one of A, B"),
        (at_most_one("A", "B"), set(), None),
        (at_most_one("A", "B"), {"A", "B", "C"}, "at most one of A, B"),
        (at_least_one("A", "B"), {"A", "B"}, None),
        (at_least_one("A", "B"), {"C"}, "at least 1 of A, B"),
    ],
)
def test_a_choice_counts_the_keys_that_are_given(rule: Choice, given: set[str], expected: str | None) -> None:
    assert expected == rule.broken(given)


def test_a_choice_counts_keys_given_as_extra_too() -> None:
    assert [] == list(Tree(left=Tree()).faults())
    assert [] == list(Tree(extra={"New": 1}).faults())


def test_values_with_free_dictionaries_anywhere_have_hashes() -> None:
    deep = [{"a": [1]}]
    assert hash(declarations.ManagementProperties(extra={"x": deep})) == hash(
        declarations.ManagementProperties(extra={})
    )
    assert 1 == len({Tree(leaves={"l": Tree.Leaf(size=1)}), Tree(leaves={"l": Tree.Leaf(size=1)})})
    top = profiles.TopLevel(
        payload_identifier="x",
        payload_uuid="u",
        payload_type="Configuration",
        payload_version=1,
        payload_content=[{"PayloadType": "a"}],
    )
    assert hash(top) == hash(profiles.TopLevel.decode(top.wire()))


def test_a_payload_goes_out_with_its_type_and_version() -> None:
    wifi = profiles.WiFi(ssid_str="Office", encryption_type="WPA2", payload_identifier="com.example.wifi")
    wire = wifi.wire()
    assert ["PayloadType", "PayloadIdentifier", "PayloadVersion"] == list(wire)[:3]
    assert ("com.apple.wifi.managed", 1) == (wire["PayloadType"], wire["PayloadVersion"])
    assert wifi == profiles.WiFi.decode(wire)
    with pytest.raises(DecodeError, match=r"expected com\.apple\.wifi\.managed"):
        profiles.WiFi.decode({"PayloadType": "com.apple.mdm"})
    with pytest.raises(LocalProtocolError, match="PayloadType is the class's own"):
        profiles.WiFi(extra={"PayloadType": "x"}).wire()


@pytest.mark.parametrize(
    ("clip", "faults"),
    [
        (profiles.WebClip(label="x", url="https://example.com"), []),
        (profiles.WebClip(label="x", url="tel:+4930"), []),
        (profiles.WebClip(label="x", url="example.com"), ["WebClip.URL: expected a URL"]),
        (profiles.WebClip(label="x", url="https://a b"), ["WebClip.URL: expected a URL"]),
        (profiles.GlobalHTTPProxy(proxy_type="Manual", proxy_server="10.0.0.1"), []),
        (profiles.GlobalHTTPProxy(proxy_type="Manual", proxy_server="[fe80::1]"), []),
        (
            profiles.GlobalHTTPProxy(proxy_type="Manual", proxy_server="http://proxy"),
            ["GlobalHTTPProxy.ProxyServer: expected a host name or an address"],
        ),
    ],
    ids=repr,
)
def test_addresses_have_to_look_like_addresses(clip: Model, faults: list[str]) -> None:
    assert faults == list(clip.faults())


def test_a_payload_with_a_wrong_version_is_kept_and_reported() -> None:
    problems: list[DecodeError] = []
    wire = {"PayloadType": "com.apple.wifi.managed", "PayloadVersion": "1", "SSID_STR": "Office"}
    wifi = profiles.WiFi.decode(wire, problems=problems)
    assert (["PayloadVersion"], wire) == ([problem.path for problem in problems], wifi.wire())


def test_a_payload_is_checked_like_a_command() -> None:
    wifi = profiles.WiFi(ssid_str="Office", encryption_type="WEPP")
    with pytest.raises(LocalProtocolError, match=r"^WiFi\.EncryptionType: expected one of "):
        wifi.check(Target(os="iOS", version="17.0"))
    lock = profiles.AppLock(app=profiles.AppLock.App(identifier="com.example"))
    with pytest.raises(NotSupportedOn, match="AppLock needs a supervised device"):
        lock.check(Target(os="iOS", version="17.0", supervised=False, enrollment=EnrollmentKind.DEVICE))


def test_a_payload_that_is_not_known_is_raw() -> None:
    wire = {"PayloadType": "com.example.new", "PayloadUUID": "U", "PayloadVersion": 1, "Pass": "hunter2"}
    raw = profiles.Raw.decode(wire)
    assert ("com.example.new", "U", {"Pass": "hunter2"}) == (raw.payload_type, raw.payload_uuid, raw.keys)
    assert wire == raw.wire()
    assert raw == profiles.Raw("com.example.new", {"Pass": "hunter2"}, payload_uuid="U")
    assert "hunter2" not in repr(raw)
    assert "Pass" in repr(raw)
    raw.check(Target())
    assert Outcome.ALLOWED is raw.availability(Target(os="tvOS")).outcome


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((1,), TypeError),
        (("",), ValueError),
        (("x", {"PayloadType": "y"}), ValueError),
        (("x", {"PayloadUUID": "y"}), ValueError),
        (("x", {1: 2}), TypeError),
    ],
)
def test_a_raw_payload_is_refused_where_it_could_not_be_meant(arguments: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^Raw\."):
        profiles.Raw(*arguments)


def test_a_raw_payload_needs_its_type_and_right_common_keys() -> None:
    for wire, path in (
        ({}, "X.PayloadType"),
        ({"PayloadType": 1}, "X.PayloadType"),
        ({"PayloadType": "x", "PayloadUUID": 1}, "X.PayloadUUID"),
    ):
        with pytest.raises(DecodeError) as caught:
            profiles.Raw.decode(wire, path="X")
        assert path == caught.value.path


def test_a_declaration_that_is_not_known_is_raw() -> None:
    raw = declarations.Raw("com.apple.configuration.new", {"Key": 1}, extra={"More": 2})
    assert {"Key": 1, "More": 2} == raw.wire()
    assert "Raw('com.apple.configuration.new', keys=<Key, More>)" == repr(raw)
    raw.check(Target())


def test_a_status_item_is_read_by_its_value() -> None:
    assert "Mac" == status.DeviceModelFamily.read("Mac").value
    assert {"device.model.family": "Mac"} == status.DeviceModelFamily.read("Mac").wire()
    accounts = status.AccountListCalDAV.read([{"identifier": "a", "port": 443}]).value
    assert accounts is not None
    assert ("a", 443) == (accounts[0].identifier, accounts[0].port)
    problems: list[DecodeError] = []
    kept = status.DeviceModelFamily.read(1, problems=problems)
    assert (None, {"device.model.family": 1}) == (kept.value, kept.extra)
    assert ["device.model.family"] == [problem.path for problem in problems]


def test_what_apple_discourages_is_taken_with_a_warning() -> None:
    query = DeviceInformation(queries=["IMEI"])
    with pytest.warns(DeprecatedBySchema, match=r"IMEI is deprecated since iOS 16\.0$"):
        query.check(Target(os="iOS", version="17.0", supervised=True))
    query.check(Target(os="iOS", version="15.0", supervised=True))  # warnings are errors in these tests
    with pytest.raises(NotSupportedOn, match=r"was removed in iOS 26\.0"):
        query.check(Target(os="iOS", version="26.0", supervised=True))


@pytest.mark.parametrize(
    ("kinds", "facts", "outcome"),
    [
        ("supervised device", {"supervised": True}, Outcome.ALLOWED),
        ("supervised device", {"supervised": False, "enrollment": EnrollmentKind.DEVICE}, Outcome.ALLOWED),
        ("supervised", {"supervised": False, "enrollment": EnrollmentKind.DEVICE}, Outcome.REFUSED),
        ("supervised local", {}, Outcome.UNKNOWN),
        ("supervised device", {}, Outcome.UNKNOWN),
        ("supervised device", {"enrollment": EnrollmentKind.DEVICE}, Outcome.ALLOWED),
        ("supervised user", {"enrollment": EnrollmentKind.USER_ENROLLMENT_DEVICE}, Outcome.ALLOWED),
        ("supervised device", {"enrollment": EnrollmentKind.USER_ENROLLMENT_DEVICE}, Outcome.REFUSED),
        ("supervised device user local", {}, Outcome.ALLOWED),
        ("user", {"supervised": True}, Outcome.REFUSED),
        ("user", {"supervised": False}, Outcome.UNKNOWN),
        ("device user", {"supervised": False}, Outcome.ALLOWED),
    ],
)
def test_a_declaration_is_for_kinds_of_management(
    kinds: str, facts: dict[str, Any], outcome: Outcome
) -> None:
    rows = (Support("iOS", "15.0", enrollments=kinds),)
    answer = availability([Subject("It", (rows,))], Target(os="iOS", version="17.0", **facts))
    assert outcome is answer.outcome
    if outcome is not Outcome.ALLOWED:
        assert "It is for " in answer.reasons[0]


def test_a_declaration_is_checked_like_a_command() -> None:
    rules = declarations.PasscodeSettings(minimum_length=17)
    with pytest.raises(LocalProtocolError, match=r"^PasscodeSettings\.MinimumLength: expected at most 16$"):
        rules.check(Target(os="iOS", version="17.0"))
    safari = declarations.SafariBookmarks(managed_bookmarks=[])
    with pytest.raises(NotSupportedOn, match=r"SafariBookmarks needs iOS 26\.0"):
        safari.check(Target(os="iOS", version="18.0", supervised=True))
    user = Target(os="macOS", version="26.0", supervised=True, channel=Channel.USER)
    with pytest.raises(NotSupportedOn, match="is not taken on the user channel of macOS"):
        declarations.SoftwareUpdateSettings().check(user)


@pytest.mark.parametrize("server", ["proxy_1.corp.example", "bücher.example", "[fe80::1%en0]", "10.0.0.1"])
def test_names_that_devices_resolve_are_host_names(server: str) -> None:
    assert [] == list(profiles.GlobalHTTPProxy(proxy_server=server, proxy_type="Manual").faults())
