"""The services of 2014 of the fake of Apps and Books, held to the text of the reference by bytes alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pymdm._flow import HttpRequest
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from tests.unit.testing.vpp_talk import BOOK, PAGES, calm

ANNA = "810C9B91-DF83-41DA-80A1-408AD7F081A8"


class Legacy:
    """Asks the services of 2014 where VPPServiceConfigSrv says that they are."""

    def __init__(self, fake: FakeVPP) -> None:
        self.fake = fake
        self.config = self.ask(f"{fake.legacy_url}/VPPServiceConfigSrv")

    def ask(self, url: str, body: object = None, *, method: str = "POST") -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        response = self.fake.send(HttpRequest(method=method, url=url, body=sent))
        assert 200 == response.status, response.body
        return json.loads(response.body)

    def call(self, service: str, **parameters: object) -> Any:
        (url,) = {value for value in self.config.values() if str(value).endswith(f"/{service}")}
        return self.ask(url, {"sToken": self.fake.token, **parameters})

    def number(self, service: str, **parameters: object) -> int:
        found = self.call(service, **parameters)
        assert -1 == found["status"]
        assert found["errorMessage"]
        return int(found["errorNumber"])


def old(**settings: Any) -> tuple[FakeVPP, Legacy]:
    fake, _ = calm(**settings)
    return fake, Legacy(fake)


def test_a_user_is_registered_once_and_keeps_the_account_with_what_cannot_be_taken_back() -> None:
    fake, legacy = old()
    fake.buy(BOOK, 1, kind="Book")
    user = legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA, email="user1@someorg.com")["user"]
    assert ("Registered", "user1@someorg.com") == (user["status"], user["email"])
    assert user["inviteCode"] in user["inviteUrl"]
    assert user == legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)["user"]

    fake.accept_invitation(ANNA, "anna@icloud.com")
    given = legacy.call("associateVPPLicenseWithVPPUserSrv", clientUserIdStr=ANNA, adamId=BOOK)
    assert "Publication" == given["license"]["productTypeName"]
    found = legacy.call("getVPPUserSrv", clientUserIdStr=ANNA)["user"]
    assert ("Associated", True) == (found["status"], found["licenses"][0]["isIrrevocable"])
    assert "inviteUrl" not in found

    retired = legacy.call("retireVPPUserSrv", userId=str(user["userId"]))["user"]
    assert ("Retired", True) == (retired["status"], retired["licenses"][0]["isIrrevocatble"])
    assert 9618 == legacy.number("retireVPPUserSrv", userId=user["userId"])
    assert 9604 == legacy.number("getVPPUserSrv", clientUserIdStr=ANNA)
    by_hash = legacy.call("getVPPUserSrv", clientUserIdStr=ANNA, itsIdHash=found["itsIdHash"])["user"]
    assert by_hash["userId"] == user["userId"]

    again = legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)["user"]
    assert ("Registered", False) == (again["status"], again["userId"] == user["userId"])
    fake.accept_invitation(ANNA, "anna@icloud.com")
    assert "Deleted" == legacy.call("getVPPUserSrv", userId=user["userId"])["user"]["status"]
    assert 9620 == legacy.number("retireVPPUserSrv", userId=user["userId"])
    moved = legacy.call("getVPPUserSrv", clientUserIdStr=ANNA)["user"]
    assert (again["userId"], "Associated") == (moved["userId"], moved["status"])
    assert [given["license"]["licenseId"]] == [each["licenseId"] for each in moved["licenses"]]
    assert [again["userId"]] == [
        each["userId"] for each in legacy.call("getVPPUsersSrv", includeRetired=1)["users"]
    ]
    fake.check()


def test_a_retired_user_who_never_had_an_account_is_the_same_again() -> None:
    fake, legacy = old()
    first = legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)["user"]
    legacy.call("associateVPPLicenseWithVPPUserSrv", userId=first["userId"], adamId=int(PAGES))
    legacy.call("retireVPPUserSrv", clientUserIdStr=ANNA)
    assert 0 == fake.truth()["assets"][f"{PAGES}/STDQ"]["assigned"]
    assert first["userId"] == legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)["user"]["userId"]


def test_user_id_and_license_id_come_first() -> None:
    fake, legacy = old()
    fake.buy(BOOK, 1, kind="Book", pricing_param="PLUS")
    anna = legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)["user"]["userId"]
    legacy.call("registerVPPUserSrv", clientUserIdStr="bob")
    found = legacy.call(
        "associateVPPLicenseWithVPPUserSrv", userId=anna, clientUserIdStr="bob", licenseId="4", adamId="1"
    )
    assert (4, ANNA) == (found["license"]["licenseId"], found["user"]["clientUserIdStr"])
    assert 9616 == legacy.number("associateVPPLicenseWithVPPUserSrv", clientUserIdStr="bob", licenseId=4)
    assert 9610 == legacy.number("associateVPPLicenseWithVPPUserSrv", clientUserIdStr="bob", adamId=BOOK), (
        "STDQ is meant where no quality is named"
    )
    edited = legacy.call("editVPPUserSrv", userId=anna, clientUserIdStr="bob", email="new@someorg.com")
    assert (anna, "new@someorg.com") == (edited["user"]["userId"], edited["user"]["email"])
    back = legacy.call("disassociateVPPLicenseFromVPPUserSrv", licenseId=4)
    assert "userId" not in back["license"]
    assert anna == back["user"]["userId"]
    assert 9619 == legacy.number("disassociateVPPLicenseFromVPPUserSrv", licenseId=4)
    assert 5 == fake.truth()["assets"][f"{PAGES}/STDQ"]["available"]


MISSING = [
    ("registerVPPUserSrv", {"email": "a@b"}, 9600),
    ("getVPPUserSrv", {}, 9600),
    ("getVPPUserSrv", {"userId": 7}, 9604),
    ("getVPPUserSrv", {"userId": "x"}, 9602),
    ("retireVPPUserSrv", {}, 9600),
    ("retireVPPUserSrv", {"clientUserIdStr": "nobody"}, 9604),
    ("editVPPUserSrv", {"email": "a@b"}, 9600),
    ("editVPPUserSrv", {"userId": 7, "email": "a@b"}, 9609),
    ("associateVPPLicenseWithVPPUserSrv", {"userId": 1}, 9600),
    ("associateVPPLicenseWithVPPUserSrv", {"userId": 1, "adamId": PAGES}, 9609),
    ("disassociateVPPLicenseFromVPPUserSrv", {}, 9600),
    ("disassociateVPPLicenseFromVPPUserSrv", {"licenseId": 999}, 9610),
    ("getVPPUsersSrv", {"batchToken": "x"}, 9602),
    ("getVPPLicensesSrv", {"sinceModifiedToken": "x"}, 9602),
    ("manageVPPLicensesByAdamIdSrv", {}, 9600),
    ("manageVPPLicensesByAdamIdSrv", {"adamIdStr": "1"}, 9610),
    (
        "manageVPPLicensesByAdamIdSrv",
        {"adamIdStr": PAGES, "associateSerialNumbers": ["a"], "associateClientUserIdStrs": ["b"]},
        9602,
    ),
    ("manageVPPLicensesByAdamIdSrv", {"adamIdStr": PAGES, "associateSerialNumbers": ["a"] * 101}, 9602),
    ("VPPClientConfigSrv", {"clientContext": "ä" * 128}, 9602),
    ("VPPClientConfigSrv", {"apnToken": "abc"}, 9623),
    ("VPPClientConfigSrv", {"sToken": None}, 9601),
    ("VPPClientConfigSrv", {"sToken": "x"}, 9622),
]


@pytest.mark.parametrize(("service", "parameters", "number"), MISSING)
def test_what_is_missing_or_wrong_is_refused(
    service: str, parameters: dict[str, object], number: int
) -> None:
    fake, legacy = old()
    assert number == legacy.number(service, **parameters)
    assert () == fake.writes


def test_lists_come_in_batches_and_go_on_from_the_last_time() -> None:
    fake, legacy = old(licenses=3, page=2)
    fake.buy(BOOK, 1, kind="Book", pricing_param="PLUS")
    first = legacy.call("getVPPLicensesSrv", adamId=PAGES)
    assert (3, 2) == (first["totalCount"], len(first["licenses"]))
    assert "sinceModifiedToken" not in first
    last = legacy.call("getVPPLicensesSrv", batchToken=first["batchToken"], adamId=BOOK)
    assert [3] == [each["licenseId"] for each in last["licenses"]], "adamId is ignored beside the token"
    assert {"batchToken", "totalCount"}.isdisjoint(last)
    assert [7] == [
        each["licenseId"] for each in legacy.call("getVPPLicensesSrv", pricingParam="PLUS")["licenses"]
    ]

    legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)
    legacy.call("associateVPPLicenseWithVPPUserSrv", clientUserIdStr=ANNA, licenseId=2)
    since = legacy.call("getVPPLicensesSrv", sinceModifiedToken=last["sinceModifiedToken"])
    assert [(2, ANNA)] == [(each["licenseId"], each["clientUserIdStr"]) for each in since["licenses"]]
    nothing = legacy.call("getVPPLicensesSrv", sinceModifiedToken=since["sinceModifiedToken"])
    assert ([], 0) == (nothing["licenses"], nothing["totalCount"])
    assert nothing["sinceModifiedToken"]

    users = legacy.call("getVPPUsersSrv")
    legacy.call("retireVPPUserSrv", clientUserIdStr=ANNA)
    assert [] == legacy.call("getVPPUsersSrv")["users"]
    changed = legacy.call("getVPPUsersSrv", sinceModifiedToken=users["sinceModifiedToken"], includeRetired=0)
    assert ["Retired"] == [each["status"] for each in changed["users"]]


def test_many_licenses_are_managed_in_one_go_each_by_itself() -> None:
    fake, legacy = old(licenses=2)
    given = legacy.call(
        "manageVPPLicensesByAdamIdSrv",
        adamIdStr=PAGES,
        pricingParam=None,
        associateSerialNumbers=["C1", "C2", "C3"],
        associateClientUserIdStrs=None,
    )
    assert (fake.uid, 8) == (given["uId"], given["productTypeId"])
    assert ["C1", "C2"] == [each["serialNumber"] for each in given["associations"] if "licenseIdStr" in each]
    assert (9610, "C3") == tuple(given["associations"][2][key] for key in ("errorNumber", "serialNumber"))
    moved = legacy.call(
        "manageVPPLicensesByAdamIdSrv",
        adamIdStr=PAGES,
        disassociateSerialNumbers=["C1", "C9"],
        associateSerialNumbers=["C2", "C3"],
    )
    assert [None, 9619] == [each.get("errorNumber") for each in moved["disassociations"]]
    assert [9616, None] == [each.get("errorNumber") for each in moved["associations"]]
    counted = legacy.call("getVPPAssetsSrv", includeLicenseCounts=True)["assets"][0]
    assert (2, 0) == (counted["assignedCount"], counted["availableCount"])
    assert "totalCount" not in legacy.call("getVPPAssetsSrv")["assets"][0]


def test_f43_services_move_and_their_first_address_does_not() -> None:
    fake, legacy = old()
    fake.move()
    assert 9617 == legacy.number("getVPPUsersSrv")
    assert 0 == Legacy(fake).call("getVPPUsersSrv")["status"]

    restless = FakeVPP(chaos=VPPChaos(moved=1))
    assert 9617 == Legacy(restless).number("getVPPUsersSrv")
    assert 0 == Legacy(restless).call("getVPPUsersSrv")["status"], "never twice in a row"


def test_what_is_stored_with_the_token_is_told_and_cleared_and_pushes_have_their_type() -> None:
    fake, legacy = old()
    push = "1c206fd1df78f675a50502dbf3a1373e96f434aebf41ea7953ae2f0d00000000"
    assert "abc" == legacy.call("VPPClientConfigSrv", clientContext="abc", apnToken=push)["clientContext"]
    assert "abc" == legacy.call("VPPClientConfigSrv")["clientContext"]
    assert "clientContext" not in legacy.call("VPPClientConfigSrv", clientContext="")
    fake.buy(PAGES, 1)
    legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)
    fake.accept_invitation(ANNA, "anna@icloud.com")
    legacy.call("VPPClientConfigSrv", apnToken="")
    fake.buy(PAGES, 1)
    assert ((push, 0), (push, 1), (push, 2), (push, 0)) == fake.pushes


def test_numbers_of_errors_have_several_names_and_urls_escaped_slashes() -> None:
    fake = FakeVPP(chaos=VPPChaos(error_name="mixed"))
    legacy = Legacy(fake)
    seen = {tuple(legacy.call("getVPPUserSrv", userId=1)) for _ in range(50)}
    assert {"errorNumber", "ErrorCode", "errorCode"} == {keys[-1] for keys in seen}
    raw = fake.send(HttpRequest(method="GET", url=f"{fake.legacy_url}/VPPServiceConfigSrv")).body
    assert rb"https:\/\/vpp.example\/WebObjects" in raw
    assert b"wa/" not in raw


def test_both_interfaces_share_one_set_of_books() -> None:
    fake, talk = calm()
    legacy = Legacy(fake)
    talk.associate("C1")
    (license_,) = (each for each in legacy.call("getVPPLicensesSrv")["licenses"] if "serialNumber" in each)
    legacy.call("disassociateVPPLicenseFromVPPUserSrv", licenseId=license_["licenseId"])
    assert 0 == talk.get("/assignments")["size"]
    fake.check()


def test_books_are_for_users_and_stay_with_them() -> None:
    fake, legacy = old()
    fake.buy(BOOK, 2, kind="Book")
    legacy.call("registerVPPUserSrv", clientUserIdStr=ANNA)
    given = legacy.call("manageVPPLicensesByAdamIdSrv", adamIdStr=BOOK, associateSerialNumbers=["C1"])
    assert 9628 == given["associations"][0]["errorNumber"]
    given = legacy.call(
        "manageVPPLicensesByAdamIdSrv", adamIdStr=BOOK, associateClientUserIdStrs=[ANNA, "bob"]
    )
    assert [None, 9609] == [each.get("errorNumber") for each in given["associations"]]
    number = given["associations"][0]["licenseIdStr"]
    back = legacy.call("manageVPPLicensesByAdamIdSrv", adamIdStr=BOOK, disassociateClientUserIdStrs=[ANNA])
    assert 9607 == back["disassociations"][0]["errorNumber"]
    assert 9607 == legacy.number("disassociateVPPLicenseFromVPPUserSrv", licenseId=number)
    legacy.call("retireVPPUserSrv", clientUserIdStr=ANNA)
    assert 9607 == legacy.number("disassociateVPPLicenseFromVPPUserSrv", licenseId=number)
    (kept,) = (
        each
        for each in legacy.call("getVPPLicensesSrv", adamId=BOOK)["licenses"]
        if "clientUserIdStr" in each
    )
    assert int(number) == kept["licenseId"]


def test_licenses_are_taken_back_by_their_number_up_to_the_limit() -> None:
    fake, legacy = old()
    given = legacy.call("manageVPPLicensesByAdamIdSrv", adamIdStr=PAGES, associateSerialNumbers=["C1", "C2"])
    numbers = [each["licenseIdStr"] for each in given["associations"]]
    fake.limit("maxBatchDisassociateLicenseCount", 2)
    three = [*numbers, "5"]
    assert 9602 == legacy.number(
        "manageVPPLicensesByAdamIdSrv", adamIdStr=PAGES, disassociateLicenseIdStrs=three
    )
    assert 2 == Legacy(fake).config["maxBatchDisassociateLicenseCount"]
    back = legacy.call(
        "manageVPPLicensesByAdamIdSrv", adamIdStr=PAGES, disassociateLicenseIdStrs=[numbers[0], "999"]
    )
    assert [None, 9619] == [each.get("errorNumber") for each in back["disassociations"]]
    assert 1 == len(legacy.call("getVPPLicensesSrv", assignedOnly=True)["licenses"])
    assert [] == legacy.call("getVPPAssetsSrv", pricingParam="PLUS")["assets"]


def test_a_batch_token_is_good_for_its_service_and_its_token() -> None:
    fake, legacy = old(page=2)
    batch = legacy.call("getVPPLicensesSrv")["batchToken"]
    assert 9602 == legacy.number("getVPPUsersSrv", batchToken=batch)
    other = {"sToken": fake.foreign_token(), "batchToken": batch}
    assert 9629 == legacy.ask(f"{fake.legacy_url}/getVPPLicensesSrv", other)["errorNumber"]


def test_f44_tokens_end_and_say_so_before() -> None:
    fake, legacy = old()
    assert "tokenExpDate" not in legacy.call("getVPPUsersSrv")
    fake.clock.advance(351 * 86400)
    assert legacy.call("getVPPUsersSrv")["tokenExpDate"].endswith("+0000")
    fake.clock.advance(14 * 86400)
    assert 9621 == legacy.number("getVPPUsersSrv")


def test_what_is_no_service_or_no_object_is_told() -> None:
    fake, _ = old()
    for method, service, status in (("POST", "noSuchSrv", 404), ("GET", "getVPPUsersSrv", 405)):
        request = HttpRequest(method=method, url=f"{fake.legacy_url}/{service}")
        assert status == fake.send(request).status
    response = fake.send(HttpRequest(method="POST", url=f"{fake.legacy_url}/getVPPUsersSrv", body=b"[]"))
    assert 9602 == json.loads(response.body)["errorNumber"]
