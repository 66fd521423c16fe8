"""The best practices of 2014: advice with a rule and a place, and never a value."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from pymdm import profiles
from pymdm.protocol import LintRule, Payload, Profile, lint_app_configuration, lint_profile, uuid_of

MAIL = Payload(type="com.apple.mail.managed")
EXCHANGE = Payload(type="com.apple.eas.account")
PASSCODE = profiles.Passcode(min_length=6)
VPN = Payload(type="com.apple.vpn.managed")
ROOT = profiles.CertificateRoot(payload_content=b"0\x82")
P12 = profiles.CertificatePKCS12(payload_content=b"0\x82", password="x")
SCEP = profiles.SCEP(payload_content=profiles.SCEP.PayloadContent(url="https://example.com/scep"))
REMOVAL = profiles.ProfileRemovalPassword(removal_password="x")


def mdm(identity: Any) -> profiles.MDM:
    return profiles.MDM(
        identity_certificate_uuid=uuid_of(identity), topic="t", server_url="https://example.com"
    )


def found(*payloads: Any, **keys: Any) -> list[tuple[str, str]]:
    advice = lint_profile(Profile(payloads=payloads, identifier="a", **keys))
    return [(each.rule.value, each.path) for each in advice]


@pytest.mark.parametrize(
    ("payloads", "locked", "advice"),
    [
        ((), None, []),
        ((MAIL,), None, []),
        (
            (MAIL, ROOT, EXCHANGE, MAIL),
            None,
            [("one-account", "PayloadContent[2]"), ("one-account", "PayloadContent[3]")],
        ),
        # Locked: a restriction may be, that something else depends on; nothing else.
        ((MAIL,), True, [("locked", "PayloadRemovalDisallowed")]),
        ((MAIL,), False, []),
        ((MAIL, REMOVAL), None, [("locked", "PayloadContent[1]")]),
        ((PASSCODE,), True, []),
        ((PASSCODE, REMOVAL), None, []),
        ((), True, [("locked", "PayloadRemovalDisallowed")]),
        ((PASSCODE, VPN), True, [("locked", "PayloadRemovalDisallowed")]),
        # Restrictions: with something that they are the price of.
        ((PASSCODE,), None, [("restrictions-alone", "PayloadContent")]),
        ((PASSCODE, VPN), None, []),
        # The first profile: certificates, an identity that the device makes, management.
        ((ROOT, SCEP, mdm(SCEP)), None, []),
        ((ROOT, SCEP, mdm(SCEP)), True, [("locked", "PayloadRemovalDisallowed")]),
        ((SCEP, P12, mdm(SCEP)), None, []),
        ((P12, mdm(P12)), None, [("identity-from-server", "PayloadContent[0]")]),
        (
            (SCEP, mdm(SCEP), PASSCODE, VPN),
            None,
            [("initial-basics", "PayloadContent[2]"), ("initial-basics", "PayloadContent[3]")],
        ),
    ],
)
def test_advice_is_given_by_what_a_profile_holds(
    payloads: tuple[Any, ...], locked: bool | None, advice: list[tuple[str, str]]
) -> None:
    assert advice == found(*payloads, removal_disallowed=locked)


def test_an_mdm_payload_that_names_no_identity_gets_no_advice_about_it() -> None:
    assert [] == found(P12, Payload(type="com.apple.mdm", content={"IdentityCertificateUUID": b"x"}))


def test_advice_on_the_profile_that_enrolls_knows_who_may_lock_it() -> None:
    (advice,) = lint_profile(Profile(payloads=[SCEP, mdm(SCEP)], removal_disallowed=True))
    assert LintRule.LOCKED is advice.rule
    assert "Automated Device Enrollment" in advice.text


@pytest.mark.parametrize(
    ("configuration", "paths"),
    [
        ({"Server": "https://example.com", "Port": 443, "Retries": [1, 2]}, []),
        ({"Password": "CANARY", "apiKey": "CANARY", "Certificate": b"0"}, ["Password", "apiKey"]),
        (
            {"client_secret": b"CANARY", "Nested": [{"accessToken": "CANARY"}]},
            ["client_secret", "Nested[0].accessToken"],
        ),
        ({"Passwords": ["CANARY", "CANARY"]}, ["Passwords[0]", "Passwords[1]"]),
        ({"Identity": "-----BEGIN EC PRIVATE KEY-----\nCANARY"}, ["Identity"]),
        ({"Proxy": "http://user:CANARY@proxy.example.com/"}, ["Proxy"]),
        # What such words may stand before without a secret behind it.
        ({"PasswordResetURL": "https://example.com", "PasswordPolicy": "strong", "tokenLifetime": "1 h"}, []),
        ({"Password": "", "PasswordRequired": True, "PasswordLength": 8, "Secret": {}}, []),
        ({"Mail": "user@example.com", "Address": "https://example.com:443/a@b"}, []),
    ],
)
def test_secrets_in_the_configuration_of_an_app_are_found_and_not_repeated(
    configuration: dict[str, Any], paths: list[str]
) -> None:
    advice = lint_app_configuration(configuration)
    assert [f"Configuration.{path}" for path in paths] == [each.path for each in advice]
    assert {LintRule.APP_SECRET} >= {each.rule for each in advice}
    assert "CANARY" not in repr(advice)


def test_payloads_that_configure_apps_are_searched_and_those_of_apple_are_not() -> None:
    settings = {"mcx_preference_settings": {"Token": "CANARY"}}
    preferences = Payload(
        type="com.apple.ManagedClient.preferences",
        content={"PayloadContent": {"com.example.app": {"Forced": [settings]}}},
    )
    app = Payload(type="com.example.app", content={"Password": "CANARY"})
    wifi = profiles.WiFi(ssid_str="x", password="CANARY")
    where = "PayloadContent[0].PayloadContent.com.example.app.Forced[0].mcx_preference_settings.Token"
    assert [("app-secret", where), ("app-secret", "PayloadContent[1].Password")] == found(
        preferences, app, wifi
    )


def test_advice_is_a_value() -> None:
    (advice,) = lint_app_configuration({"Password": "x"}, path="P")
    assert advice == attrs.evolve(advice)
    assert "P.Password" == advice.path
