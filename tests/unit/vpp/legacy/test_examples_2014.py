"""Every example of the chapter VPP App Assignment (MDM reference 2014), sent, answered and read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm.crypto import Secret
from pymdm.errors import UnknownAsset
from pymdm.vpp import Asset, ContentToken, UserStatus, VPPCode
from pymdm.vpp.legacy import LegacySession, LegacyUser, License, LicensePage, ops
from pymdm.vpp.legacy.config import SERVICES, LegacyConfig
from tests.unit.vpp.calling import NOW, Peer, answer
from tests.unit.vpp.legacy import chapter
from tests.unit.vpp.legacy.calling import WA, bad, fine, session

HASH = "C2Wwd8LcIaE2v6f2/mvu82Gs/Lc="
CODE = "9e8d1ecc57924d9da13b42b4f772a066"
INVITE = f"https://buy.itunes.apple.com/WebObjects/MZFinance.woa/wa/associateVPPUserWithITSAccount?inviteCode={CODE}&mt=8"
GUID = "810C9B91-DF83-41DA-80A1-408AD7F081A8"

Call = Callable[[LegacySession, dict[str, Any]], Any]

#: How each request of the part with examples is asked for, and what becomes of its answer.
CALLS: dict[str, tuple[Call, Callable[[Any], object], object]] = {
    "getVPPLicensesSrv": (
        lambda s, e: ops.license_pages(s),
        lambda page: [(x.license_id, x.asset.adam_id, x.user_id, x.assigned) for x in page.licenses],
        [(1, "408709785", None, False), (2, "408709785", 2, True), (3, "497799835", None, False)],
    ),
    "getVPPUsersSrv": (
        lambda s, e: ops.user_pages(s),
        lambda page: (page.total, [(u.user_id, u.status, bool(u.invite_url)) for u in page.users]),
        (
            4,
            [
                (1, "Retired", False),
                (2, "Associated", False),
                (3, "Registered", True),
                (4, "Registered", True),
            ],
        ),
    ),
    "getVPPUserSrv": (
        lambda s, e: ops.get_user(s, user_id=e["userId"]),
        lambda user: (user.client_user_id, user.its_id_hash, [x.license_id for x in user.licenses]),
        ("200006", HASH, [2, 4]),
    ),
    "registerVPPUserSrv": (
        lambda s, e: ops.register_user(s, e["clientUserIdStr"], email=e["email"]),
        lambda user: (user.user_id, user.status, user.invite_code, user.invite_url),
        (100014, "Registered", CODE, INVITE),
    ),
    "associateVPPLicenseWithVPPUserSrv": (
        lambda s, e: ops.associate_license(s, user_id=e["userId"], license_id=e["licenseId"]),
        lambda found: (found.license.license_id, found.license.user_id, found.user.client_user_id),
        (4, 2, "200007"),
    ),
    "disassociateVPPLicenseFromVPPUserSrv": (
        lambda s, e: ops.disassociate_license(s, e["licenseId"]),
        lambda found: (found.license.license_id, found.license.assigned, found.user.invite_code),
        (4, False, "a5ea54beb2954d4dadc65cf19cee5e58"),
    ),
    "editVPPUserSrv": (
        lambda s, e: ops.edit_user(s, user_id=e["userId"], email=e["email"]),
        lambda user: (user.email, user.status, user.invite_url, user.its_id_hash),
        ("test_reg_user15_edited@test.com", "Registered", INVITE, HASH),
    ),
    "retireVPPUserSrv": (
        lambda s, e: ops.retire_user(s, user_id=e["userId"]),
        lambda user: (user.status, [(x.license_id, x.product_type, x.irrevocable) for x in user.licenses]),
        ("Retired", [(2, "Book", True)]),
    ),
}

#: What a request of the examples carries although the table of its service does not have it.
NOT_OURS = {"disassociateVPPLicenseFromVPPUserSrv": {"userId"}}


def made(exchange: chapter.Exchange) -> LegacySession:
    token = ContentToken(raw=Secret(exchange.request["sToken"]), org_name="Example", expires=NOW)
    return session(token=token)


def test_every_example_is_here() -> None:
    assert {*CALLS, "VPPServiceConfigSrv"} == set(chapter.exchanges())


@pytest.mark.parametrize("service", CALLS)
def test_a_request_of_the_chapter_is_sent_as_printed_and_its_answer_read(service: str) -> None:
    exchange = chapter.exchanges()[service]
    call, read, expected = CALLS[service]
    peer = Peer(call(made(exchange), exchange.request), answer(body=exchange.response))

    (request,) = peer.requests
    printed = {key: value for key, value in exchange.request.items() if key not in NOT_OURS.get(service, ())}
    assert ("POST", f"{WA}/{service}") == (request.method, request.url)
    assert "application/json" == request.headers["Content-Type"]
    assert printed == json.loads(request.body)
    assert expected == read(peer.items[0] if peer.items else peer.value)


def test_the_service_config_of_the_chapter_tells_all_addresses() -> None:
    config = LegacyConfig.decode(chapter.exchanges()["VPPServiceConfigSrv"].response)
    printed = {
        service: key for service, key in SERVICES.items() if not service.startswith(("manage", "getVPPA"))
    }

    assert {key: f"{WA}/{service}" for service, key in printed.items()} == {
        key: url for key, url in config.urls.items() if key not in ("invitationEmailUrl", "vppWebsiteUrl")
    }
    assert list(range(9600, 9624)) == sorted(config.error_codes)
    assert "https://buy.itunes.apple.com/us/vpp-associate?inviteCode=a1" == session().invitation_url(
        config, "a1"
    )


def test_the_table_of_the_service_config_says_the_same() -> None:
    for service, key in SERVICES.items():
        if not service.startswith(("manage", "getVPPA")):
            assert f"{WA}/{service}" == chapter.value("VPPServiceConfigSrv", key)


def test_an_invitation_is_made_of_the_template_and_the_code() -> None:
    template = chapter.value("VPPServiceConfigSrv", "invitationEmailUrl")
    config = LegacyConfig.decode({"invitationEmailUrl": template})

    assert INVITE == session().invitation_url(config, CODE)


def test_numbers_that_come_twice_keep_their_first_sentence() -> None:
    codes = LegacyConfig.decode(
        {"errorCodes": chapter.value("VPPServiceConfigSrv", "errorCodes")}
    ).error_codes

    assert "License irrevocable" == codes[9607]
    assert 9610 not in codes  # the table gives its sentence, misspelt, to 9608


@pytest.mark.parametrize(
    ("service", "status", "url", "its_id_hash", "licenses"),
    [
        ("registerVPPUserSrv", UserStatus.REGISTERED, INVITE, "", 0),
        ("getVPPUserSrv", UserStatus.ASSOCIATED, "", HASH, 1),
        ("associateVPPLicenseWithVPPUserSrv", UserStatus.ASSOCIATED, "", HASH, 0),
        ("disassociateVPPLicenseFromVPPUserSrv", UserStatus.ASSOCIATED, "", HASH, 0),
        ("editVPPUserSrv", UserStatus.REGISTERED, INVITE, "", 0),
    ],
)
def test_a_user_in_a_table_of_the_chapter_is_read(
    service: str, status: UserStatus, url: str, its_id_hash: str, licenses: int
) -> None:
    user = LegacyUser.decode(chapter.value(service, "user"))

    assert (status, url, its_id_hash) == (user.status, user.invite_url, user.its_id_hash)
    assert (GUID, licenses) == (user.client_user_id, len(user.licenses))


def test_users_in_the_table_are_invited_only_while_they_are_registered() -> None:
    second, third = (LegacyUser.decode(item) for item in chapter.value("getVPPUsersSrv", "users"))

    assert (UserStatus.ASSOCIATED, "", HASH) == (second.status, second.invite_url, second.its_id_hash)
    assert (UserStatus.REGISTERED, "") == (third.status, third.its_id_hash)
    assert third.invite_url.endswith(f"inviteCode={third.invite_code}&mt=8")


def test_licenses_in_the_tables_say_who_has_them() -> None:
    page = LicensePage.decode({"licenses": chapter.value("getVPPLicensesSrv", "licenses"), "totalCount": 2})
    given = License.decode(chapter.value("associateVPPLicenseWithVPPUserSrv", "license"))
    back = License.decode(chapter.value("disassociateVPPLicenseFromVPPUserSrv", "license"))

    assert (2, [None, 1], [False, True]) == (
        page.total,
        [item.user_id for item in page.licenses],
        [item.assigned for item in page.licenses],
    )
    assert (2, GUID, HASH, "App") == (
        given.user_id,
        given.client_user_id,
        given.its_id_hash,
        given.product_type,
    )
    assert (4, Asset("408709785"), None) == (back.license_id, back.asset, back.user_id)


@pytest.mark.parametrize(
    ("service", "number"),
    [
        ("registerVPPUserSrv", 9600),
        ("getVPPUserSrv", 9604),
        ("getVPPUsersSrv", 9604),
        ("getVPPLicensesSrv", 9604),
        ("retireVPPUserSrv", 9604),
        ("associateVPPLicenseWithVPPUserSrv", 9602),
        ("disassociateVPPLicenseFromVPPUserSrv", 9602),
        ("editVPPUserSrv", 9600),
        ("VPPClientConfigSrv", 9601),
    ],
)
def test_the_error_in_the_table_of_a_service_is_raised(service: str, number: int) -> None:
    shown = chapter.value(service, "ErrorCode")
    words = chapter.value(service, "errorMessage")
    refused = answer(body={"status": -1, "ErrorCode": shown, "errorMessage": words})

    error = Peer(ops.get_user(session(), user_id=1), refused).error

    assert (number, VPPCode(number)) == (shown, error.code)
    assert words not in str(error)


def test_a_field_without_value_is_not_there_and_a_license_in_a_user_names_nobody() -> None:
    user = LegacyUser.decode(chapter.fragment("As a convention", '{\n   "userId"'))

    assert ("", HASH, [2, 4]) == (user.email, user.its_id_hash, [item.license_id for item in user.licenses])
    assert not any(item.assigned for item in user.licenses)


def test_slashes_come_with_backslashes() -> None:
    text = chapter.repaired()
    begin = text.index('"https:\\/\\/vpp', text.index("JSON escapes"))
    url = json.JSONDecoder().raw_decode(text[begin:])[0]

    assert (
        f"{WA}/registerVPPUserSrv"
        == url
        == LegacyConfig.decode({"registerUserSrvUrl": url}).urls["registerUserSrvUrl"]
    )


def test_the_end_of_the_token_in_an_answer_is_kept_and_warned_of() -> None:
    expires = json.loads("{" + chapter.repaired().split("For example:\n\n")[-1].split("\n")[0] + "}")
    ours = session()
    Peer(ops.client_config(ours), fine(**expires))

    assert datetime(2013, 7, 27, 1, 12, 9, tzinfo=UTC) == ours.shared.token_expires
    assert [0] == [warning.threshold for warning in ours.shared.warnings()]


def test_the_content_token_of_the_chapter_is_read() -> None:
    token = ContentToken.from_text(chapter.token_text())

    assert "ORG.2009071600" == token.org_name == chapter.fragment("After Base64", "{")["orgName"]
    assert datetime(2014, 8, 16, 1, 13, 52, tzinfo=UTC) == token.expires
    assert chapter.token_text().replace("\n", "") == token.raw.reveal()


def test_client_context_and_both_forms_of_push_token_in_the_chapter_are_taken() -> None:
    text = chapter.repaired()
    begin = text.index('"HCBv0d9')
    base64_form, hex_form = (
        text[begin + 1 :].split('"')[0],
        text[text.index('"1c206fd1') + 1 :].split("\n")[0],
    )
    whole = base64.b64decode(base64_form).hex()
    ours = session()
    peer = Peer(ops.client_config(ours, apn_token=base64_form), fine(clientContext="abc"))
    other = Peer(ops.client_config(ours, apn_token=whole), fine(clientContext="abc"))

    assert whole.startswith(hex_form)  # the page is too narrow for all of it
    assert "abc" == chapter.value("VPPClientConfigSrv", "clientContext") == peer.value.client_context
    assert [base64_form, whole] == [json.loads(p.requests[0].body)["apnToken"] for p in (peer, other)]
    assert "abc" == ours.client_context


def test_a_license_that_is_not_there_is_told_by_its_number_not_by_its_sentence() -> None:
    ours = session()

    assert not isinstance(Peer(ops.disassociate_license(ours, 1), bad(9602, "ErrorCode")).error, UnknownAsset)
    assert isinstance(Peer(ops.disassociate_license(ours, 1), bad(9610, "ErrorCode")).error, UnknownAsset)


@pytest.mark.parametrize(
    ("service", "call"), [("getVPPUsersSrv", ops.user_pages), ("getVPPLicensesSrv", ops.license_pages)]
)
def test_the_tokens_in_the_tables_go_back_as_they_came(service: str, call: Callable[..., Any]) -> None:
    batch, since = (
        "".join(chapter.field(service, name).partition("Note")[0].split())
        for name in ("batchToken", "sinceModifiedToken")
    )
    listing = Peer(call(session()), fine(batchToken=batch), fine(sinceModifiedToken=since))
    later = Peer(call(session(), since=listing.items[-1].since), fine())

    assert len(batch) > len(since) > 50
    assert [batch, since] == [listing.bodies[1]["batchToken"], later.bodies[0]["sinceModifiedToken"]]
