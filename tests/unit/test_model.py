"""Schema classes: built strictly, read leniently, given out in Apple's spelling."""

import datetime as dt
import enum
import pickle
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Optional

import pytest

from pymdm import commands, profiles
from pymdm._model import Answer, Model, key, model
from pymdm._model._fields import fields_of
from pymdm._model._shapes import shape_of
from pymdm.errors import DecodeError
from pymdm.protocol import Payload

NOON = dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC)


@model
class Everything(Model):
    """One key of each type."""

    @model
    class Part(Model):
        """A nested dictionary."""

        name: str = key("Name")
        size: int | None = key("Size", default=None, minimum=1, maximum=9)

    text: str | None = key("Text", default=None, format="[a-z]+")
    number: int | None = key("Number", default=None, allowed=(1, 2))
    real: float | None = key("Real", default=None, minimum=0.5)
    flag: bool | None = key("Flag", default=None)
    data: bytes | None = key("Data", default=None, secret=True)
    date: Optional[dt.datetime] = key("Date", default=None)  # noqa: UP045 - the older spelling is read too
    anything: Any | None = key("Anything", default=None)
    part: Part | None = key("Part", default=None)
    parts: Sequence[Part] | None = key("Parts", default=None)
    words: Sequence[str] | None = key("Words", default=None, allowed=("a", "b"))
    pairs: Sequence[Sequence[str]] | None = key("Pairs", default=None)
    names: Mapping[str, int] | None = key("Names", default=None)


@model
class Strict(Model):
    """A key that must be there."""

    name: str = key("Name")


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    ONE = 1


FULL = {
    "Text": "abc",
    "Number": 1,
    "Real": 0.5,
    "Flag": True,
    "Data": b"x",
    "Date": NOON,
    "Anything": {"a": [1]},
    "Part": {"Name": "p", "Size": 3},
    "Parts": [{"Name": "q"}, {"Name": "r"}],
    "Words": ["a"],
    "Pairs": [["x", "y"]],
    "Names": {"z": 1},
    "Future": "kept",
}


def test_what_is_read_is_given_out_again_with_unknown_keys() -> None:
    assert FULL == Everything.decode(FULL).wire()


def test_keys_go_out_in_the_order_of_the_schema() -> None:
    shuffled = dict(reversed(FULL.items()))
    assert list(FULL) == list(Everything.decode(shuffled).wire())


def test_keys_that_are_not_given_are_not_sent() -> None:
    assert {} == Everything().wire()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("text", 1, "a string"),
        ("number", "1", "an integer"),
        ("number", True, "an integer"),
        ("number", 1.0, "an integer"),
        ("real", "1", "a number"),
        ("real", False, "a number"),
        ("flag", 1, "a boolean"),
        ("data", "x", r"data \(bytes\)"),
        ("data", bytearray(b"x"), r"data \(bytes\)"),
        ("date", "2025", "a date with time zone"),
        ("date", dt.datetime(2025, 1, 1), "a date with time zone"),  # noqa: DTZ001 - what is refused
        ("part", {"Name": "p"}, "Everything.Part, not dict"),
        ("parts", "ab", "an array of"),
        ("parts", b"ab", "an array of"),
        ("parts", [1], "Everything.Part, not int"),
        ("words", {"a"}, "an array of a string, not set"),
        ("names", [1], "a dictionary with text keys"),
        ("names", {1: 1}, "a dictionary with text keys"),
        ("names", {"a": "b"}, "an integer, not str"),
        ("extra", None, "a dictionary with text keys"),
        ("extra", {1: 2}, "a dictionary with text keys"),
    ],
)
def test_a_wrong_type_is_refused_with_name_and_expectation(name: str, value: object, expected: str) -> None:
    with pytest.raises(TypeError, match=rf"^Everything\.{name}.*: expected {expected}"):
        Everything(**{name: value})


def test_an_item_is_named_by_its_place() -> None:
    with pytest.raises(TypeError, match=r"^Everything\.pairs\[0\]\[1\]: expected a string, not int$"):
        Everything(pairs=[["x", 1]])  # type: ignore[list-item]


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(TypeError, match="name"):
        Strict()  # type: ignore[call-arg]


def test_none_does_not_stand_in_for_a_key_that_must_be_there() -> None:
    with pytest.raises(TypeError, match=r"^Strict\.name: expected a string, not NoneType$"):
        Strict(name=None)  # type: ignore[arg-type]


def test_a_key_in_extra_and_in_its_attribute_is_refused() -> None:
    with pytest.raises(ValueError, match="Text given twice"):
        Everything(text="a", extra={"Text": "b"})


def test_extra_may_hold_a_known_key_in_a_form_that_the_schema_lacks() -> None:
    assert {"Text": 7} == Everything(extra={"Text": 7}).wire()


def test_sequences_become_tuples_and_nothing_is_shared_with_the_caller() -> None:
    words, extra, names = ["a"], {"X": 1}, {"n": 1}
    value = Everything(words=words, extra=extra, names=names)
    words.append("b")
    extra["Y"] = 2
    names["m"] = 2
    assert (("a",), {"X": 1}, {"n": 1}) == (value.words, value.extra, value.names)


def test_members_of_enums_become_plain_values() -> None:
    value = Everything(text=Colour.RED, number=Level.ONE)
    assert ("red", str, 1, int) == (value.text, type(value.text), value.number, type(value.number))


def test_a_whole_number_is_a_real() -> None:
    assert 3.0 == Everything.decode({"Real": 3}).real
    assert isinstance(Everything(real=3).wire()["Real"], float)


def test_nothing_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        Everything().text = "a"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ({"Text": 1}, "Text"),
        ({"Number": True}, "Number"),
        ({"Part": []}, "Part"),
        ({"Part": {"Name": 1}}, "Part.Name"),
        ({"Part": {}}, "Part.Name"),
        ({"Parts": [{"Name": "a"}, 1]}, "Parts[1]"),
        ({"Parts": {}}, "Parts"),
        ({"Pairs": [["a"], [b"b"]]}, "Pairs[1][0]"),
        ({"Names": []}, "Names"),
        ({"Names": {"a": "b"}}, "Names.a"),
    ],
)
def test_reading_names_the_place_of_a_wrong_value(wire: dict[str, Any], path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Everything.decode(wire)
    assert path == caught.value.path


def test_the_path_goes_on_from_where_the_dictionary_stands() -> None:
    with pytest.raises(DecodeError) as caught:
        Strict.decode({}, path="Command.Item")
    assert "Command.Item.Name" == caught.value.path
    assert "Command.Item.Name: expected a string, found nothing" == str(caught.value)


def test_an_error_does_not_repeat_the_value() -> None:
    with pytest.raises(DecodeError) as caught:
        Everything.decode({"Number": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_lenient_reading_keeps_wrong_values_and_reports_them() -> None:
    problems: list[DecodeError] = []
    value = Everything.decode(
        {"Text": 1, "Number": 2, "Part": {"Name": "p", "Size": "big"}}, problems=problems
    )
    assert ["Text", "Part.Size"] == [problem.path for problem in problems]
    assert {"Text": 1} == value.extra
    assert value.part is not None
    assert {"Size": "big"} == value.part.extra
    assert 2 == value.number


def test_lenient_reading_keeps_a_whole_dictionary_that_lacks_what_it_needs() -> None:
    problems: list[DecodeError] = []
    value = Everything.decode({"Part": {"Name": 1}}, problems=problems)
    assert ["Part.Name"] == [problem.path for problem in problems]
    assert (None, {"Part": {"Name": 1}}) == (value.part, value.extra)


def test_values_that_the_schema_forbids_are_faults_with_their_place() -> None:
    value = Everything(
        text="A",
        number=3,
        real=0.1,
        part=Everything.Part(name="p", size=0),
        parts=[Everything.Part(name="q", size=10)],
        words=["a", "c"],
    )
    assert [
        "Everything.Text: expected text of the form [a-z]+",
        "Everything.Number: expected one of 1, 2",
        "Everything.Real: expected at least 0.5",
        "Everything.Part.Size: expected at least 1",
        "Everything.Parts[0].Size: expected at most 9",
        "Everything.Words[1]: expected one of a, b",
    ] == list(value.faults())


@pytest.mark.parametrize("text", ["abc\n", "abc1", "1abc", ""])
def test_a_format_is_matched_from_end_to_end(text: str) -> None:
    assert 1 == len(list(Everything(text=text).faults()))


def test_values_that_the_schema_allows_are_no_faults() -> None:
    assert [] == list(Everything.decode(FULL).faults())


def test_a_repr_shows_what_is_there_and_keeps_secrets() -> None:
    shown = repr(Everything(text="a", data=b"hunter2", extra={"Pass": "hunter3"}))
    assert "Everything(text='a', data=<secret>, extra=<Pass>)" == shown


def test_equality_is_by_class_keys_and_values() -> None:
    assert Everything.decode(FULL) == Everything.decode(FULL)
    assert Everything(text="a") != Everything(text="b")
    assert Everything(extra={"A": 1}) != Everything(extra={"A": 2})
    assert Strict(name="a") != Everything.Part(name="a")
    assert Strict(name="a") != "a"


def test_equal_values_have_equal_hashes() -> None:
    assert hash(Everything(names={"a": 1}, extra={"A": 1})) == hash(
        Everything(names={"a": 1}, extra={"A": 1})
    )
    assert 2 == len({Everything(text="a"), Everything(text="b"), Everything(text="a")})


def test_values_survive_pickling() -> None:
    value = Everything.decode(FULL)
    assert value == pickle.loads(pickle.dumps(value))


def test_a_type_that_no_key_has_is_a_mistake_of_the_schema() -> None:
    with pytest.raises(TypeError, match="no schema key has the type"):
        shape_of(complex)
    with pytest.raises(TypeError, match="postponed"):
        shape_of("str | None")


def test_a_key_knows_whether_it_is_required_and_what_stands_for_it() -> None:
    @model
    class Reply(Answer):
        needed: str | None = key("Needed", default=None, required=True)
        usual: bool | None = key("Usual", default=None, if_absent=False)

    needed, usual = fields_of(Reply)
    assert (True, False) == (needed.key.required, needed.must_be_given)
    assert (False, False) == (usual.key.required, usual.key.if_absent)


def test_an_answer_leaves_the_message_around_it_out() -> None:
    @model
    class Reply(Answer):
        user_id: str | None = key("UserID", default=None)

    message = {"Status": "Acknowledged", "CommandUUID": "1", "UDID": "u", "UserID": "own", "New": 1}
    assert {"UserID": "own", "New": 1} == Reply.decode(message).wire()


@pytest.mark.parametrize("wire", [None, [1], "text", 5, {1: 2}, {"Names": {1: 2}}, {"Part": {1: 2}}])
@pytest.mark.parametrize("problems", [None, []])
def test_what_is_no_dictionary_with_text_keys_is_an_error_of_the_peer(
    wire: Any, problems: list[DecodeError] | None
) -> None:
    """Whatever stands where a dictionary should, only errors of pymdm come out."""
    try:
        value = Everything.decode(wire, problems=problems)
    except DecodeError as error:
        assert "text keys" in str(error)  # noqa: PT017 - a lenient reading may also keep it
    else:
        assert problems
        assert wire == value.wire()


def test_commands_answers_and_payloads_that_are_no_dictionaries_are_errors_of_the_peer() -> None:
    wrong: Any = [1]
    for cls in (
        commands.DeviceLock,
        commands.Raw,
        commands.DeviceLockResponse,
        profiles.WiFi,
        profiles.Raw,
        Payload,
    ):
        with pytest.raises(DecodeError, match="expected a dictionary with text keys"):
            cls.decode(wrong)


def test_an_integer_that_no_real_can_hold_is_a_wrong_type() -> None:
    largest = int(sys.float_info.max)
    assert float(largest) == Everything(real=largest).real
    with pytest.raises(TypeError, match="expected a number"):
        Everything(real=-(10**400))
    with pytest.raises(DecodeError, match="Real: expected a number"):
        Everything.decode({"Real": 10**400})
