"""Messages for any values: what is encoded decodes to itself, and hostile bytes raise nothing else."""

from __future__ import annotations

import plistlib
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.errors import DecodeError, TooLarge
from pymdm.protocol import (
    Authenticate,
    CheckOut,
    DeclarativeManagement,
    ErrorChainItem,
    GetBootstrapToken,
    GetToken,
    ReturnToService,
    SetBootstrapToken,
    Status,
    TokenUpdate,
    UnknownMessage,
    UserAuthenticate,
    decode_checkin,
    decode_result,
    encode_result,
)
from pymdm.protocol.enrollment import SHARED_IPAD_USER_ID, resolve

ids = st.text(string.ascii_letters + string.digits + "-._", min_size=1, max_size=40)
# what XML can hold and a property list gives back unchanged
text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    max_size=40,
)
optional_text = st.none() | text
flags = st.none() | st.booleans()
data = st.binary(max_size=60)
optional_data = st.none() | data
values = st.recursive(
    text | data | st.booleans() | st.integers(-(2**63), 2**63 - 1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
extra = st.dictionaries(text.map(lambda key: "X" + key), values, max_size=3)
device = st.one_of(
    st.fixed_dictionaries({"udid": ids}),
    st.fixed_dictionaries({"enrollment_id": ids}),
)
mac_user = st.fixed_dictionaries(
    {
        "udid": ids,
        "user_id": ids,
        "user_long_name": optional_text,
        "auth_token": optional_text,
        "not_on_console": flags,
    }
)
sender = st.one_of(
    device,
    mac_user,
    st.fixed_dictionaries({"enrollment_id": ids, "enrollment_user_id": ids}),
    st.fixed_dictionaries({"udid": ids, "user_id": st.just(SHARED_IPAD_USER_ID), "user_short_name": ids}),
)


def of(cls, who, **fields):
    return st.builds(
        lambda who, fields, extra: cls(**who, **fields, extra=extra),
        who,
        st.fixed_dictionaries(fields),
        extra,
    )


messages = st.one_of(
    of(
        Authenticate,
        device,
        topic=text,
        os_version=optional_text,
        challenge=optional_data,
        imei=optional_text,
    ),
    of(
        TokenUpdate,
        sender,
        topic=text,
        token=data,
        push_magic=text,
        unlock_token=optional_data,
        awaiting_configuration=flags,
    ),
    of(CheckOut, sender, topic=optional_text),
    of(UserAuthenticate, mac_user, digest_response=optional_text),
    of(SetBootstrapToken, device, bootstrap_token=optional_data, awaiting_configuration=flags),
    of(GetBootstrapToken, device, awaiting_configuration=flags),
    of(DeclarativeManagement, sender, endpoint=text, data=optional_data),
    of(GetToken, sender, token_service_type=text, token_parameters=st.none() | extra),
    of(ReturnToService, device),
    of(UnknownMessage, sender, message_type=ids.map(lambda name: "New" + name)),
)
errors = st.builds(
    ErrorChainItem,
    localized_description=optional_text,
    us_english_description=optional_text,
    error_domain=optional_text,
    error_code=st.none() | st.integers(-(2**63), 2**63 - 1),
    extra=extra,
)


@given(messages)
def test_a_checkin_decodes_to_what_was_encoded(message):
    raw = message.encode()
    decoded = decode_checkin(raw)

    assert message == decoded
    assert message.enrollment == decoded.enrollment
    assert plistlib.loads(raw) == plistlib.loads(decoded.encode())


@given(sender, st.sampled_from([*Status]) | ids, st.none() | ids, st.lists(errors, max_size=3), extra)
def test_a_report_decodes_to_what_was_encoded(who, status, uuid, chain, keys):
    names = ("udid", "enrollment_id", "user_id", "enrollment_user_id", "user_short_name")
    enrollment = resolve(**{name: who.get(name) for name in names})

    found = decode_result(
        encode_result(enrollment=enrollment, status=status, command_uuid=uuid, error_chain=chain, keys=keys)
    )

    assert (enrollment, uuid, tuple(chain)) == (found.enrollment, found.command_uuid, found.error_chain)
    assert status == found.status
    assert keys.items() <= found.payload.items()


@st.composite
def damaged(draw):
    """A good message of which some bytes were changed, removed or added."""
    raw = bytearray(draw(messages).encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 5))] = draw(st.binary(max_size=5))
    return bytes(raw)


wild_keys = st.sampled_from(
    [
        "MessageType",
        "Status",
        "UDID",
        "EnrollmentID",
        "UserID",
        "UserShortName",
        "Topic",
        "Token",
        "ErrorChain",
    ]
)
wild = st.dictionaries(
    wild_keys, values | st.sampled_from(["TokenUpdate", "Idle", "Authenticate"]), max_size=9
)


@settings(max_examples=200)
@given(damaged() | st.binary(max_size=300) | wild.map(plistlib.dumps) | values.map(plistlib.dumps))
def test_hostile_bytes_raise_only_what_is_documented(raw):
    """T40"""
    for read in (decode_checkin, decode_result, lambda raw: decode_result(raw).error_chain):
        try:
            read(raw)
        except (DecodeError, TooLarge):
            continue
