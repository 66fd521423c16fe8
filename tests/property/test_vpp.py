"""Apps and Books: batches cover every pair once, and whatever Apple answers, the errors are pymdm's."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.errors import DecodeError, PymdmError
from pymdm.vpp import Asset, ContentToken, EventType, Limits, MdmInfo, RequestUser, ops
from pymdm.vpp._batches import Work
from pymdm.vpp.tokens._file import KEYS
from tests.unit.vpp.calling import Clock, answer, session

NAMES = st.lists(st.sampled_from([f"N{number}" for number in range(12)]), max_size=12, unique=True)


@given(
    assets=st.lists(st.integers(1, 12), max_size=8, unique=True),
    serials=NAMES,
    users=NAMES,
    limits=st.builds(
        Limits,
        assets=st.integers(1, 5),
        serials=st.integers(1, 5),
        client_user_ids=st.integers(1, 5),
        revoke_serials=st.integers(1, 5),
        revoke_client_user_ids=st.integers(1, 5),
    ),
    kind=st.sampled_from([EventType.ASSOCIATE, EventType.REVOKE]),
)
def test_batches_name_every_pair_once_and_stay_within_the_limits(
    assets: list[int], serials: list[str], users: list[str], limits: Limits, kind: EventType
) -> None:
    what = tuple(map(Asset, assets)) if kind is EventType.ASSOCIATE else ()
    parts = list(
        Work(type=kind, assets=what, serials=tuple(serials), client_user_ids=tuple(users)).within(limits)
    )

    revoked = kind is EventType.REVOKE
    most = (
        (limits.assets, limits.revoke_serials, limits.revoke_client_user_ids)
        if revoked
        else (
            limits.assets,
            limits.serials,
            limits.client_user_ids,
        )
    )
    for part in parts:
        sizes = (len(part.assets), len(part.serials), len(part.client_user_ids))
        assert all(size <= limit for size, limit in zip(sizes, most, strict=True))
        assert part.body()
    pairs = Counter(
        (asset, target)
        for part in parts
        for asset in part.assets or (None,)
        for target in (
            *(("s", each) for each in part.serials),
            *(("u", each) for each in part.client_user_ids),
        )
    )
    targets = [*(("s", each) for each in serials), *(("u", each) for each in users)]
    assert Counter((asset, target) for asset in what or (None,) for target in targets) == pairs


KEYS_OF_APPLE = st.sampled_from(
    [
        "adamId",
        "pricingParam",
        "assets",
        "assignments",
        "users",
        "clientUserId",
        "serialNumber",
        "status",
        "email",
        "uId",
        "mdmInfo",
        "id",
        "name",
        "eventId",
        "eventStatus",
        "eventType",
        "failures",
        "errorInfo",
        "errorNumber",
        "clientUserIds",
        "serialNumbers",
        "numCompleted",
        "numRequested",
        "tokenExpirationDate",
        "versionId",
        "nextPageIndex",
        "currentPageIndex",
        "size",
        "totalPages",
        "urls",
        "limits",
        "maxAssets",
        "getAssets",
        "notificationTypes",
        "subscribedNotificationTypes",
        "notificationAuthToken",
        "errorCodes",
        "supportedPlatforms",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("2026-11-21T12:00:00Z")
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS_OF_APPLE | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=12,
)
ANSWERS = st.dictionaries(KEYS_OF_APPLE, VALUES, max_size=8).map(lambda found: json.dumps(found).encode())
CALLS: list[Any] = [
    ops.client_config,
    ops.asset_pages,
    ops.assignment_pages,
    ops.user_pages,
    lambda s: ops.status(s, "e"),
    lambda s: ops.wait(s, "e", timeout=60),
    lambda s: ops.associate(s, [Asset("1")], serials=["S"]),
    lambda s: ops.create_users(s, [RequestUser(client_user_id="u")]),
    lambda s: ops.set_client_config(s, mdm=MdmInfo(id="u", name="n", metadata="m")),
]


@settings(max_examples=150)
@given(
    call=st.sampled_from(CALLS),
    fresh=st.booleans(),
    answers=st.lists(
        st.tuples(st.sampled_from((200, 200, 200, 400, 401, 429, 503)), ANSWERS | st.binary(max_size=20)),
        min_size=1,
        max_size=6,
    ),
)
def test_whatever_apple_answers_the_errors_are_pymdms(
    call: Any, fresh: bool, answers: list[tuple[int, bytes]]
) -> None:
    clock = Clock()
    flow = call(session(clock, fresh=fresh))
    turn = iter([*answers, *[answers[-1]] * 300])
    try:
        wanted = next(flow)
        for _ in range(400):
            if type(wanted).__name__ == "HttpRequest":
                status, body = next(turn)
                wanted = flow.send(answer(status, body))
            else:
                wanted = flow.send(None)
    except (PymdmError, StopIteration):
        return
    raise AssertionError("it goes on for ever")


@given(st.dictionaries(st.sampled_from([*KEYS, "x"]), VALUES) | VALUES, st.binary(max_size=40))
def test_whatever_a_file_holds_it_is_a_token_or_none(found: Any, junk: bytes) -> None:
    for data in (base64.b64encode(json.dumps(found).encode()), base64.b64encode(junk), junk):
        try:
            token = ContentToken.from_bytes(data)
        except DecodeError:
            continue
        assert token.expires.tzinfo is not None
        assert "".join(data.decode().split()) == token.raw.reveal()
