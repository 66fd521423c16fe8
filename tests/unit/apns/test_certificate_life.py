"""A push certificate ends, is renewed, and never changes its topic."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import attrs
import pytest

from pymdm.apns import PushCertificate
from pymdm.apns._certificate_file import encrypted_key, needs_password
from pymdm.apns.certificate import (
    ExpiryWarning,
    expiry_warning,
    newest,
    require_renewal,
    shared_topics,
    topic_of,
)
from pymdm.testing import FAKE_TOPIC, fake_push_certificate
from tests.unit.apns.push_files import (
    CA,
    CERTIFICATE,
    DAY,
    NOW,
    PEM,
    PUSH,
    certified,
    container,
    key_der,
)
from tests.unit.crypto.certs import rsa_key

# --- dates


def test_the_dates_are_checked_to_the_second() -> None:
    PUSH.check(PUSH.not_before)
    PUSH.check(PUSH.not_after)
    with pytest.raises(ValueError, match="it begins on 2024-06-01 11:50 UTC"):
        PUSH.check(PUSH.not_before - timedelta(seconds=1))
    with pytest.raises(ValueError, match=r"it expired on 2025-06-01: renew it at identity\.apple\.com"):
        PUSH.check(PUSH.not_after + timedelta(seconds=1))
    with pytest.raises(ValueError, match="aware datetime"):
        PUSH.check(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("left", "threshold", "days"),
    [
        (31 * DAY, None, 31),
        (30 * DAY, 30, 30),
        (11 * DAY, 30, 11),
        (10 * DAY, 10, 10),
        (2 * DAY, 10, 2),
        (DAY, 1, 1),
        (timedelta(seconds=1), 1, 0),
        (timedelta(0), 0, 0),
        (-DAY, 0, -1),
    ],
)
def test_a_warning_is_due_30_10_and_1_days_ahead(left: timedelta, threshold: int | None, days: int) -> None:
    found = PUSH.expiry_warning(PUSH.not_after - left)

    assert (None if threshold is None else (threshold, days)) == (
        None if found is None else (found.threshold, found.days_left)
    )


def test_each_warning_is_told_once() -> None:
    """Hourly looks over the last 40 days: four warnings."""
    told: int | None = None
    heard: list[ExpiryWarning] = []
    for hour in range(24 * 41):
        found = PUSH.expiry_warning(PUSH.not_after - 40 * DAY + timedelta(hours=hour), told=told)
        if found is not None:
            told = found.threshold
            heard.append(found)

    assert [30, 10, 1, 0] == [found.threshold for found in heard]
    assert [True, True, True, False] == ["ends on 2025-06-01" in found.text for found in heard]
    assert "has expired" in heard[-1].text
    assert all("do not make a new one" in found.text and FAKE_TOPIC in found.text for found in heard)


def test_the_warning_needs_no_key() -> None:
    assert PUSH.expiry_warning(PUSH.not_after) == expiry_warning(PUSH.certificate, PUSH.not_after)
    with pytest.raises(ValueError, match="aware datetime"):
        expiry_warning(PUSH.certificate, NOW.replace(tzinfo=None))


# --- renewal


def test_a_renewal_of_the_same_topic_takes_over_with_any_key() -> None:
    new = fake_push_certificate(now=NOW + 300 * DAY, ca=CA, key=rsa_key(1))

    assert new is PUSH.renewed(new)
    assert PUSH is PUSH.renewed(PUSH)


def test_a_renewal_with_another_topic_is_refused_and_says_why() -> None:
    """F35: every enrolled device would be lost."""
    new = fake_push_certificate("com.apple.mgmt.External.other", now=NOW + 300 * DAY, ca=CA, key=rsa_key(0))

    with pytest.raises(ValueError, match=r"each has to be enrolled anew.*press Renew beside it"):
        PUSH.renewed(new)


def test_a_renewal_that_ends_earlier_is_refused() -> None:
    old = fake_push_certificate(now=NOW - 10 * DAY, ca=CA, key=rsa_key(0))

    with pytest.raises(ValueError, match="is it the file of last year"):
        PUSH.renewed(old)
    with pytest.raises(ValueError, match="is it the file of last year"):
        require_renewal(PUSH.certificate, old.certificate)


def test_the_newest_of_one_topic_is_found_without_a_key() -> None:
    late = certified(number=1, valid=400 * DAY)

    assert late == newest((CA.certificate, PUSH.certificate, late))
    with pytest.raises(ValueError, match="several in this file"):
        newest((PUSH.certificate, certified("com.apple.mgmt.External.other")))
    with pytest.raises(ValueError, match="this one has no UID"):
        newest((CA.certificate,))
    with pytest.raises(ValueError, match="no certificate at all"):
        newest(())


def test_topics_that_tenants_share_are_found() -> None:
    """2014: each would see the device tokens of the others, and lose its devices with theirs."""
    topics = {"b": "t.1", "a": "t.1", "c": "t.2", "d": "t.3", "e": "t.3", "f": "t.3"}

    assert {"t.1": ("a", "b"), "t.3": ("d", "e", "f")} == shared_topics(topics)
    assert {} == shared_topics({"a": "t.1"})


# --- small things


def test_the_topic_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not one X\.509 certificate"):
        topic_of(b"0")


def test_whether_a_password_is_needed_is_seen_before() -> None:
    assert [True, True, True] == [
        needs_password(data) for data in (PUSH.to_pem(password="x"), container(), key_der(b"x"))
    ]
    assert [False, False, False] == [needs_password(data) for data in (PEM, CERTIFICATE, key_der())]
    assert needs_password(
        b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----"
    )


def test_no_key_is_written_with_an_empty_password() -> None:
    with pytest.raises(ValueError, match="not empty"):
        encrypted_key(rsa_key(0), "")


def test_two_of_one_certificate_are_equal_whoever_loaded_them() -> None:
    again = PushCertificate.from_pem(PEM)

    assert (again, hash(again)) == (PUSH, hash(PUSH))
    assert attrs.evolve(PUSH, chain=()) != PUSH


def test_the_front_door_loads_no_http2_for_a_certificate() -> None:
    code = "import sys; from pymdm.apns import PushCertificate; print({'h2', 'ssl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()
